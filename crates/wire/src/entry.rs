//! The time entry, and the listing `GET /v1/time-entries`.

use serde::{Deserialize, Serialize};

/// A piece of work: when it was done, on what, and which of its states this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeEntry {
    /// The entry's id, made on the device.
    pub id: String,
    /// The device that made the entry and that alone changes it.
    pub device: String,
    /// The project it was done for, by name or id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// What was done; may be empty. At most 5,000 characters, as every text here.
    pub description: String,
    /// Labels, in the order in which they were given.
    pub tags: Vec<String>,
    /// Notes, in the order in which they were made.
    pub annotations: Vec<Annotation>,
    /// The stretches of work, oldest first, at least one; none begins before the one before it has ended.
    pub intervals: Vec<Interval>,
    /// Running if the last interval is open, else paused or stopped.
    pub state: EntryState,
    /// The IANA name of the time zone that it was recorded in, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The offset from UTC that it was recorded under, in seconds, positive to the east.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_seconds: Option<i32>,
    /// The number of this state of the entry, from 1; a higher one says all that a lower one said.
    pub revision: u64,
    /// Whether the entry was deleted; it stays in listings, so that others learn of it.
    pub deleted: bool,
    /// Where it was first recorded: `homing`, `timewarrior` and the like.
    pub source: String,
    /// Whether its times were guessed rather than measured.
    pub approximate: bool,
}

/// A note on an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// The instant at which it was made, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// What it says.
    pub text: String,
}

/// A stretch of work: from `start` up to and without `end`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// The instant it began.
    pub start: String,
    /// The instant it ended; absent while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

/// The state of the timer of an entry. The list is closed in this version of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EntryState {
    /// The timer runs.
    Running,
    /// The timer stands still and may go on.
    Paused,
    /// The timer is done.
    Stopped,
}

/// The query of `GET /v1/time-entries`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeEntryQuery {
    /// The `next` of the page before; absent for the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many entries at most: 1 to 1,000, 200 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// The answer of `GET /v1/time-entries`: the account's entries by first start, then by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeEntryPage {
    /// The entries of this page, deleted ones included.
    pub entries: Vec<TimeEntry>,
    /// The cursor of the next page; `null` on the last one.
    pub next: Option<String>,
}
