//! The identifiers of the domain as types of their own: random UUIDs, and short texts an application
//! chooses. Nothing here makes an id: see [`crate::ports::Ids`].

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "bindings", derive(specta::Type))]
        #[serde(transparent)]
        pub struct $name(#[cfg_attr(feature = "bindings", specta(type = String))] Uuid);

        impl $name {
            /// Takes a UUID that [`crate::ports::Ids`] made or that storage kept.
            #[must_use]
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID itself.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

uuid_name!(
    /// One task of the queue.
    TaskId
);
uuid_name!(
    /// The idempotency key: the server applies what carries it at most once.
    Key
);
uuid_name!(
    /// This installation, as the server tells machines apart.
    DeviceId
);
uuid_name!(
    /// Who holds a claim: one run of one process.
    Owner
);
uuid_name!(
    /// An account on this machine: a server and a user on it. See [`crate::account::Account`].
    AccountId
);

impl AccountId {
    /// The account of what was recorded before the first sign-in. It is never sent.
    pub const LOCAL: Self = Self(Uuid::nil());

    /// Whether this is [`AccountId::LOCAL`].
    #[must_use]
    pub fn is_local(self) -> bool {
        self == Self::LOCAL
    }
}

/// The longest lane, kind, collection or record id, in bytes: they are index keys on every backend.
pub const NAME_MAX_BYTES: usize = 200;

/// A text that can't be a lane, kind, collection or record id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// The text is empty.
    #[error("a name is empty")]
    Empty,
    /// The text is over [`NAME_MAX_BYTES`].
    #[error("a name of {bytes} bytes is over the {NAME_MAX_BYTES} that an index key may have")]
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// The text holds a control character, which no log or table shows.
    #[error("a name holds a control character")]
    ControlCharacter,
}

fn checked(text: String) -> Result<String, NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    if text.len() > NAME_MAX_BYTES {
        return Err(NameError::TooLong { bytes: text.len() });
    }
    if text.chars().any(char::is_control) {
        return Err(NameError::ControlCharacter);
    }
    Ok(text)
}

macro_rules! text_name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Takes a text of 1 to [`NAME_MAX_BYTES`] bytes without control characters.
            ///
            /// # Errors
            /// [`NameError`] for any other text.
            pub fn new(text: impl Into<String>) -> Result<Self, NameError> {
                checked(text.into()).map(Self)
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid.hyphenated().to_string())
            }
        }
    };
}

text_name!(
    /// The ordering key of a task: within one lane tasks go strictly in order.
    Lane
);
text_name!(
    /// What sort of task this is; a profile knows how each kind becomes a request.
    Kind
);
text_name!(
    /// A group of records of one application, such as `time-entry`.
    Collection
);
text_name!(
    /// A record within its collection.
    RecordId
);

macro_rules! const_names {
    ($($name:ident),*) => {$(
        impl $name {
            /// A name that the program itself spells out.
            #[must_use]
            pub fn of(text: &'static str) -> Self {
                debug_assert!(checked(text.to_owned()).is_ok(), "a name in the code is a valid name");
                Self(text.to_owned())
            }
        }
    )*};
}
const_names!(Kind, Collection, RecordId);

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_name_that_no_index_or_table_could_hold_is_refused() {
        assert_eq!(Lane::new(""), Err(NameError::Empty));
        assert_eq!(Lane::new("x".repeat(201)), Err(NameError::TooLong { bytes: 201 }));
        assert_eq!(Lane::new("a\0b"), Err(NameError::ControlCharacter));
        assert!(Lane::new("x".repeat(200)).is_ok());
    }

    #[test]
    fn a_stored_name_is_checked_when_it_is_read_back() {
        assert!(serde_json::from_str::<Kind>("\"\"").is_err());
        assert_eq!(serde_json::from_str::<Kind>("\"note\"").unwrap().as_str(), "note");
    }
}
