//! How a person names an entry, and which one it is.

use std::str::FromStr;

use super::{Entry, EntryId, Tracker, records};
use crate::Timestamp;
use crate::ports::{QueueError, SortRange};

/// The fewest digits that name an entry. Two of a thousand entries share four digits about as often as not; then
/// more are asked for.
const PREFIX_MIN_DIGITS: usize = 4;

/// Days that are looked through for the latest entries, a few and then more: most often they are recent.
const LOOKED_THROUGH_DAYS: [i64; 3] = [8, 64, 512];

/// A name for an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryRef {
    /// The running or paused one.
    Current,
    /// The n-th latest by its beginning, from 1 on.
    Latest(usize),
    /// The one whose id begins with these digits, in lower case and without hyphens.
    Id(String),
}

impl From<EntryId> for EntryRef {
    fn from(id: EntryId) -> Self {
        Self::Id(id.to_string().replace('-', ""))
    }
}

/// A text that names no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write an entry's id or at least its first 4 digits, or @1 for the latest, or last, or current")]
pub struct EntryRefError;

/// Why an entry was not found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// Nothing is running or paused.
    #[error("no timer is running")]
    NothingRuns,
    /// There is none.
    #[error("there is no such entry")]
    NotFound,
    /// There are several.
    #[error("{} entries have ids that begin like that", .0.len())]
    Ambiguous(Vec<Entry>),
    /// The entries can't be read.
    #[error("the entries can't be read")]
    Queue(#[from] QueueError),
}

impl FromStr for EntryRef {
    type Err = EntryRefError;

    fn from_str(text: &str) -> Result<Self, EntryRefError> {
        match text {
            "current" => return Ok(Self::Current),
            "last" => return Ok(Self::Latest(1)),
            _ => {}
        }
        if let Some(number) = text.strip_prefix('@') {
            let number = number.parse().ok().filter(|number| *number > 0);
            return number.map(Self::Latest).ok_or(EntryRefError);
        }
        let digits: String = text.chars().filter(|character| *character != '-').collect();
        let hex = digits.chars().all(|digit| digit.is_ascii_hexdigit());
        let known = hex && (PREFIX_MIN_DIGITS..=32).contains(&digits.len());
        if known { Ok(Self::Id(digits.to_ascii_lowercase())) } else { Err(EntryRefError) }
    }
}

impl Tracker {
    /// The entry that a person means. Deleted ones are never meant.
    ///
    /// # Errors
    /// [`FindError`].
    pub async fn find(&self, reference: &EntryRef) -> Result<Entry, FindError> {
        match reference {
            EntryRef::Current => self.current().await?.ok_or(FindError::NothingRuns),
            EntryRef::Latest(number) => self.latest(*number).await?.ok_or(FindError::NotFound),
            EntryRef::Id(digits) => self.by_digits(digits).await,
        }
    }

    async fn latest(&self, number: usize) -> Result<Option<Entry>, QueueError> {
        let now = self.clock.now();
        let since = |days| SortRange { from: days_before(now, days), to: i64::MAX };
        for range in LOOKED_THROUGH_DAYS.map(since).into_iter().chain([SortRange::ALL]) {
            let mut entries = self.entries(range).await?;
            if let Some(place) = entries.len().checked_sub(number) {
                return Ok(Some(entries.swap_remove(place)));
            }
        }
        Ok(None)
    }

    async fn by_digits(&self, digits: &str) -> Result<Entry, FindError> {
        if let Ok(id) = digits.parse::<uuid::Uuid>() {
            let account = self.accounts.active().await?.id();
            let record = self.queue.get(account, &records::entries(), &EntryId::new(id).record_id()).await?;
            let entry: Option<Entry> = record.as_ref().map(records::decode).transpose()?;
            return entry.filter(|entry| !entry.deleted).ok_or(FindError::NotFound);
        }
        let mut entries = self.entries(SortRange::ALL).await?;
        entries.retain(|entry| entry.id.uuid().simple().to_string().starts_with(digits));
        match (entries.len(), entries.pop()) {
            (1, Some(entry)) => Ok(entry),
            (_, None) => Err(FindError::NotFound),
            (_, Some(last)) => {
                entries.push(last);
                Err(FindError::Ambiguous(entries))
            }
        }
    }
}

/// The instant that a range of entries begins with, for those that began at most `days` before `at`.
pub(super) fn days_before(at: Timestamp, days: i64) -> i64 {
    at.as_millis().saturating_sub(days * 86_400_000)
}
