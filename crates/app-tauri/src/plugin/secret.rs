//! Arguments that hold a password or a passphrase: read straight into memory that is wiped, without a copy on the way,
//! and never quoted where they can't be read.

use std::fmt;

use homing_domain::account::CredentialPlace;
use secrecy::SecretString;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use super::CommandError;

/// What a page gave, of which nothing is said: readable, or not.
pub(super) struct Hidden<T>(Option<T>);

/// A password or a passphrase.
pub(super) struct Secret(SecretString);

/// The argument `place`: where a sign-in is to be kept.
#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Place {
    /// The keychain of the system.
    Keychain,
    /// The memory of this program.
    UntilQuit,
    /// The file that this passphrase opens, or is to open.
    EncryptedFile {
        /// Which.
        passphrase: Secret,
    },
}

impl<T> Hidden<T> {
    /// The argument.
    ///
    /// # Errors
    /// [`CommandError::InvalidInput`] where it is missing or of another shape. A reason would quote it.
    pub(super) fn read(self) -> Result<T, CommandError> {
        self.0.ok_or_else(|| {
            tracing::warn!("an argument of the window's that holds a secret can't be read");
            CommandError::InvalidInput
        })
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Hidden<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Tauri reads each argument by itself: one that can't be read leaves nothing behind.
        Ok(Self(T::deserialize(deserializer).ok()))
    }
}

impl Secret {
    pub(super) fn into_inner(self) -> SecretString {
        self.0
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(SecretVisitor)
    }
}

#[cfg(feature = "bindings")]
impl<T: specta::Type> specta::Type for Hidden<T> {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        T::definition(types)
    }
}

#[cfg(feature = "bindings")]
impl specta::Type for Secret {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        String::definition(types)
    }
}

struct SecretVisitor;

impl Visitor<'_> for SecretVisitor {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret(text.into()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Secret, E> {
        Ok(Secret(text.into()))
    }
}

impl Place {
    /// The place, and its passphrase where it has one.
    pub(super) fn parts(self) -> (CredentialPlace, Option<SecretString>) {
        match self {
            Self::Keychain => (CredentialPlace::Keychain, None),
            Self::UntilQuit => (CredentialPlace::UntilQuit, None),
            Self::EncryptedFile { passphrase } => {
                (CredentialPlace::EncryptedFile, Some(passphrase.into_inner()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use secrecy::ExposeSecret as _;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_place_is_read_with_its_passphrase_in_whatever_order_and_another_shape_is_none() {
        let read = |json| Hidden::<Place>::deserialize(&json).unwrap().read().map(Place::parts);
        for text in [
            r#"{"kind":"encrypted-file","passphrase":"planted"}"#,
            r#"{"passphrase":"planted","kind":"encrypted-file"}"#,
        ] {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            let (place, passphrase) =
                Hidden::<Place>::deserialize(&mut deserializer).unwrap().read().unwrap().parts();
            assert_eq!(place, CredentialPlace::EncryptedFile);
            assert_eq!(passphrase.unwrap().expose_secret(), "planted");
        }
        assert_eq!(read(json!({ "kind": "until-quit" })).unwrap().0, CredentialPlace::UntilQuit);
        assert_eq!(read(json!({ "kind": "keychain" })).unwrap().0, CredentialPlace::Keychain);
        for other in [
            json!(null),
            json!("keychain"),
            json!({ "kind": "encrypted-file" }),
            json!({ "kind": "encrypted-file", "passphrase": 7 }),
            json!({ "kind": "encrypted-file", "passphrase": "planted", "hint": "planted" }),
        ] {
            assert!(matches!(read(other), Err(CommandError::InvalidInput)));
        }
    }
}
