//! What waits for a person to say what becomes of it, and how a person names it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{RowRef, UnfinishedMatter};
use crate::Timestamp;
use crate::ports::QueueError;
use crate::time::{EntryId, Interval};

/// The source of entries that are made of an earlier program's work.
pub const EARLIER_SOURCE: &str = "earlier-app";

/// The fewest digits that name an item.
const PREFIX_MIN_DIGITS: usize = 4;

/// An item's id: hex digits, those of the first row that brought it. Equal in every import of the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(transparent)]
pub struct ItemId(pub(super) String);

impl ItemId {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Unfinished work as it is kept until a person has said what becomes of it, and afterwards as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewItem {
    /// Its id.
    pub id: ItemId,
    /// The n-th state of it, from 1 on: what guards a decision against another one.
    #[serde(skip)]
    pub revision: i64,
    /// The rows that it is made of.
    pub rows: Vec<RowRef>,
    /// Why it waits.
    pub matter: UnfinishedMatter,
    /// The project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// What was done.
    #[serde(default)]
    pub description: String,
    /// The best that is known of when. May be empty; the last one may be open.
    #[serde(default)]
    pub intervals: Vec<Interval>,
    /// When its last row was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_at: Option<Timestamp>,
    /// What the server calls the entry, where it had heard of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_id: Option<String>,
    /// The picture that it is: its bytes are apart, see [`crate::time::Tracker::earlier_picture`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<ItemPicture>,
    /// The item that had some of its rows before these ones came, and stayed as it was: a person had decided on it, or it is
    /// of other work as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more_of: Option<ItemId>,
    /// Whether all its events have reached the server since, by the earlier program: an entry of it might be a second one.
    #[serde(default)]
    pub arrived_since: bool,
    /// What became of it.
    pub state: ItemState,
}

/// What is said of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemPicture {
    /// What its bytes are.
    pub media_type: String,
    /// How many they are.
    pub bytes: u64,
}

/// What became of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "state", rename_all = "lowercase")]
#[non_exhaustive]
pub enum ItemState {
    /// Nobody has decided yet.
    Open,
    /// It became an entry, or a screenshot of one.
    Confirmed {
        /// The entry.
        entry: EntryId,
        /// When that was decided.
        at: Timestamp,
    },
    /// Nothing was made of it. It is kept all the same, and may be confirmed later.
    Discarded {
        /// When that was decided.
        at: Timestamp,
    },
}

impl ReviewItem {
    /// Whether nobody has decided yet.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == ItemState::Open
    }

    /// Whether it is a picture, which becomes a screenshot and no entry.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        self.picture.is_some()
            || matches!(self.matter, UnfinishedMatter::Picture | UnfinishedMatter::PictureToSend)
    }

    /// Those of its rows that tell of one event.
    pub(super) fn events(&self) -> impl Iterator<Item = &RowRef> {
        self.rows.iter().filter(|row| row.is_event())
    }

    /// The best that is known of when it began, for an order.
    #[must_use]
    pub fn began_at(&self) -> Option<Timestamp> {
        self.intervals.first().map(|interval| interval.start).or(self.last_at)
    }
}

/// A name for an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemRef {
    /// The first digits of its id, in lower case.
    Digits(String),
    /// The n-th of the open ones, oldest first, from 1 on.
    Open(usize),
}

/// A text that names no item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write an item's id or at least its first 4 digits, or @1 for the first that is listed")]
pub struct ItemRefError;

impl FromStr for ItemRef {
    type Err = ItemRefError;

    fn from_str(text: &str) -> Result<Self, ItemRefError> {
        if let Some(number) = text.strip_prefix('@') {
            let number = number.parse().ok().filter(|number| *number > 0);
            return number.map(Self::Open).ok_or(ItemRefError);
        }
        let hex = text.chars().all(|digit| digit.is_ascii_hexdigit());
        if hex && text.len() >= PREFIX_MIN_DIGITS {
            Ok(Self::Digits(text.to_ascii_lowercase()))
        } else {
            Err(ItemRefError)
        }
    }
}

impl From<&ItemId> for ItemRef {
    fn from(id: &ItemId) -> Self {
        Self::Digits(id.0.clone())
    }
}

/// Which items a person means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemSelection {
    /// These, whatever became of them.
    These(Vec<ItemRef>),
    /// All open ones of one matter, but for those that have arrived since; it may be that there is none.
    AllOf(UnfinishedMatter),
}

/// Why an item was not found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FindItemError {
    /// There is none.
    #[error("there is no such item")]
    NotFound(ItemRef),
    /// There are several.
    #[error("{count} items have ids that begin like that")]
    Ambiguous {
        /// What was given.
        digits: String,
        /// How many there are.
        count: usize,
    },
    /// The items can't be read.
    #[error("the items can't be read")]
    Queue(#[from] QueueError),
}

impl ItemSelection {
    /// The items that are meant, each once.
    pub(super) fn out_of(&self, items: Vec<ReviewItem>) -> Result<Vec<ReviewItem>, FindItemError> {
        match self {
            Self::AllOf(matter) => {
                let meant =
                    |item: &ReviewItem| item.is_open() && item.matter == *matter && !item.arrived_since;
                Ok(items.into_iter().filter(meant).collect())
            }
            Self::These(names) => {
                let mut meant: Vec<ReviewItem> = Vec::with_capacity(names.len());
                for name in names {
                    let item = name.among(&items)?;
                    if meant.iter().all(|other| other.id != item.id) {
                        meant.push(item.clone());
                    }
                }
                Ok(meant)
            }
        }
    }
}

impl ItemRef {
    fn among<'a>(&self, items: &'a [ReviewItem]) -> Result<&'a ReviewItem, FindItemError> {
        let digits = match self {
            Self::Digits(digits) => digits,
            Self::Open(number) => {
                let open = items.iter().filter(|item| item.is_open()).nth(number.saturating_sub(1));
                return open.ok_or_else(|| FindItemError::NotFound(self.clone()));
            }
        };
        // A whole id may be the beginning of another one.
        if let Some(whole) = items.iter().find(|item| item.id.0 == *digits) {
            return Ok(whole);
        }
        let mut found = items.iter().filter(|item| item.id.0.starts_with(digits));
        let first = found.next().ok_or_else(|| FindItemError::NotFound(self.clone()))?;
        match found.count() {
            0 => Ok(first),
            more => Err(FindItemError::Ambiguous { digits: digits.clone(), count: more + 1 }),
        }
    }
}

impl fmt::Display for ItemRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digits(digits) => f.write_str(digits),
            Self::Open(number) => write!(f, "@{number}"),
        }
    }
}
