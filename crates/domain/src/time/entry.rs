//! The time entry: what someone worked on, and when. Checked once, when it is made; an [`Entry`] that
//! exists is valid. Not how it changes: see [`super::timer`].

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entry_rules::{self, EntryError};
use super::task_kind;
use crate::Timestamp;
use crate::names::{DeviceId, Lane, RecordId};
use crate::task::NewTask;

/// A time entry's id, a UUID version 4. It is the entry's lane, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(transparent)]
pub struct EntryId(#[cfg_attr(feature = "bindings", specta(type = String))] Uuid);

impl EntryId {
    /// Takes a UUID that [`crate::ports::Ids`] made or that was stored.
    #[must_use]
    pub const fn new(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The UUID itself.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// The lane of this entry's tasks.
    #[must_use]
    pub fn lane(self) -> Lane {
        self.0.into()
    }

    /// The entry that a task of [`super::task_kind`] carries.
    #[must_use]
    pub fn of_task(task: &NewTask) -> Option<Self> {
        let id = (task.kind == task_kind()).then(|| task.lane.as_str().parse().ok());
        id.flatten().map(Self)
    }

    pub(super) fn of_record(id: &RecordId) -> Option<Self> {
        id.as_str().parse().ok().map(Self)
    }

    /// The entry's id among the records.
    #[must_use]
    pub fn record_id(self) -> RecordId {
        self.0.into()
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// A stretch of work. Open while it has no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Interval {
    /// When work began.
    pub start: Timestamp,
    /// When it ended, at or after `start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Timestamp>,
}

/// A remark on an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// When it was made, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The remark.
    pub text: String,
}

/// Where an entry's timer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum EntryState {
    /// Its last interval is open.
    Running,
    /// It waits to be resumed.
    Paused,
    /// It is over, for good.
    Stopped,
}

/// What an entry consists of, before it was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryFields {
    /// Its id.
    pub id: EntryId,
    /// The installation that made it and alone changes it.
    pub device: DeviceId,
    /// The project, by its id or name on the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// What was done.
    #[serde(default)]
    pub description: String,
    /// Tags, in the person's order.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Remarks, in order.
    #[serde(default)]
    pub annotations: Vec<Annotation>,
    /// Work, in order; at least one.
    pub intervals: Vec<Interval>,
    /// Where its timer is.
    pub state: EntryState,
    /// The zone it began in, as an IANA name. None where nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The offset it began at, in seconds east of UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_seconds: Option<i32>,
    /// The n-th state, from 1 on. A newer one contains all that an older one said.
    pub revision: i64,
    /// Whether it is deleted.
    #[serde(default)]
    pub deleted: bool,
    /// Which program recorded it first, such as `homing` or `timewarrior`.
    pub source: String,
    /// Whether its times are a best guess.
    #[serde(default)]
    pub approximate: bool,
}

/// A valid time entry. Reads as its [`EntryFields`]; changed only by making another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "EntryFields", into = "EntryFields")]
pub struct Entry(EntryFields);

impl Entry {
    /// Gives the fields away, to make another revision from them.
    #[must_use]
    pub fn into_fields(self) -> EntryFields {
        self.0
    }

    /// The start of the first interval: what entries are ordered by.
    #[must_use]
    pub fn started_at(&self) -> Timestamp {
        // Checked: there is at least one interval.
        self.0.intervals[0].start
    }

    /// The latest instant that any interval names.
    #[must_use]
    pub fn last_instant(&self) -> Timestamp {
        let last = self.0.intervals[self.0.intervals.len() - 1];
        last.end.unwrap_or(last.start)
    }
}

impl Deref for Entry {
    type Target = EntryFields;

    fn deref(&self) -> &EntryFields {
        &self.0
    }
}

impl From<Entry> for EntryFields {
    fn from(entry: Entry) -> Self {
        entry.0
    }
}

impl TryFrom<EntryFields> for Entry {
    type Error = EntryError;

    fn try_from(fields: EntryFields) -> Result<Self, EntryError> {
        entry_rules::check(&fields)?;
        Ok(Self(fields))
    }
}
