//! What the file of an earlier program holds, as its reader understood it: values, and no rule of what becomes of them.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::time::Interval;

/// One row of the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct RowRef {
    /// The table that it lies in, by its name.
    pub table: String,
    /// Its number within the table.
    pub number: i64,
    /// What tells this row from every other: hex digits of a hash, equal at every import and in every copy of the file,
    /// whether the row could be read or not.
    pub identity: String,
    /// A hash of what the row says, to notice one that was changed since.
    pub content: String,
}

/// The table of what each day came to, by its name. Its rows are written again and again; those of the others say one thing.
const DAYS: &str = "time_entries";

impl RowRef {
    /// Whether it tells of one event, and so belongs to one piece of work for good. A day's row dates now one, now another.
    pub(super) fn is_event(&self) -> bool {
        self.table != DAYS
    }
}

/// A row that needs nothing more: it had arrived, it was given up, or it is a total that says nothing of when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastRow {
    /// The row.
    pub row: RowRef,
    /// When it was made, as far as the file tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// What it is.
    pub what: Past,
    /// The idempotency key that the earlier program gave it: opaque, and not of one event alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The last error that the earlier program noted, without any secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What a row of the past is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Past {
    /// An event that had reached the server.
    Sent {
        /// The earlier program's name for the event, such as `time_entry_start`.
        event: String,
    },
    /// An event that was given up before it was sent.
    Cancelled {
        /// The earlier program's name for the event.
        event: String,
    },
    /// What a day came to.
    DayTotal {
        /// The local day, as `YYYY-MM-DD` where the file is as it should be.
        day: String,
        /// Work on it, in whole seconds.
        seconds: u64,
    },
}

/// Work that the earlier program had not finished sending. A person says what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The rows that it is made of, in the file's order; at least one.
    pub rows: Vec<RowRef>,
    /// Why it can't be taken over as it is.
    pub matter: UnfinishedMatter,
    /// The project.
    pub project: Option<String>,
    /// What was done.
    pub description: String,
    /// The best that is known of when. May be empty; the last one may be open.
    pub intervals: Vec<Interval>,
    /// When its last row was made.
    pub last_at: Option<Timestamp>,
    /// What the server calls the entry, where it had heard of it.
    pub server_id: Option<String>,
    /// The picture that it is, where it is one.
    pub picture: Option<EarlierPicture>,
}

/// Why unfinished work waits for a person, as what can be chosen by: all of one matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum UnfinishedMatter {
    /// It has a beginning and an end, both of which are guesses.
    ApproximateTimes,
    /// It began, and nothing says when it ended.
    NoStop,
    /// It ended, and nothing says when it began.
    NoStart,
    /// A timer of a day that was not stopped.
    DayNotStopped,
    /// A picture whose entry nothing tells of, or that may have reached the server.
    Picture,
    /// A picture that surely did not reach the server, of an entry that is there: nobody needs to be asked.
    PictureToSend,
    /// An event of a kind that is not known.
    UnknownEvent,
}

/// A picture, out of the text that the earlier program kept it in.
#[derive(Clone, PartialEq, Eq)]
pub struct EarlierPicture {
    /// What its bytes are.
    pub media_type: String,
    /// They themselves.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for EarlierPicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EarlierPicture")
            .field("media_type", &self.media_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// A row that can't be read. It is kept as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct UnreadableRow {
    /// The row.
    pub row: RowRef,
    /// When it was made, as far as the file tells.
    pub at: Option<Timestamp>,
    /// Why it can't be read.
    pub why: Unreadable,
    /// What it holds, as the file has it.
    pub payload: Vec<u8>,
}

impl fmt::Debug for UnreadableRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnreadableRow")
            .field("row", &self.row)
            .field("at", &self.at)
            .field("why", &self.why)
            .field("payload_bytes", &self.payload.len())
            .finish()
    }
}

/// Why a row can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Unreadable {
    /// No key that is known opens it.
    NoKey,
    /// It is not what the earlier program wrote for such an event.
    Shape,
    /// It lacks what every row has, such as its payload.
    Missing,
    /// The file is damaged there.
    Damaged,
}

/// All that a file holds. Each of its rows is in exactly one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EarlierWork {
    /// Rows that need nothing more.
    pub past: Vec<PastRow>,
    /// Work that needs a person, or at least a request.
    pub unfinished: Vec<Unfinished>,
    /// Rows that can't be read.
    pub unreadable: Vec<UnreadableRow>,
}

impl EarlierWork {
    /// How many rows it is made of.
    #[must_use]
    pub fn rows(&self) -> usize {
        let unfinished: usize = self.unfinished.iter().map(|work| work.rows.len()).sum();
        self.past.len() + unfinished + self.unreadable.len()
    }
}

impl Unfinished {
    /// Work that its intervals come to, so far as they have an end.
    #[must_use]
    pub fn worked(&self) -> Duration {
        let closed = self.intervals.iter().filter_map(|interval| Some(interval.end?.since(interval.start)));
        closed.sum()
    }
}
