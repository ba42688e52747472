//! An entry and a screenshot as that server keeps and shows them.

use jiff::Timestamp;
use serde_json::{Value, json};

/// What an entry is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Time runs.
    Running,
    /// It is active, and no time runs.
    Paused,
    /// It is over.
    Stopped,
}

/// An entry that the server holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What the server calls it.
    pub id: String,
    /// Whose it is.
    pub user: String,
    /// Its project.
    pub project: Option<String>,
    /// When it began, or went on last.
    pub start: Timestamp,
    /// When it ended.
    pub end: Option<Timestamp>,
    /// Its work, in seconds.
    pub duration_seconds: i64,
    /// What was done.
    pub description: Option<String>,
    /// What it is doing.
    pub status: Status,
    /// The key that it was made under, where it came in a batch.
    pub key: Option<String>,
    /// The name of a time zone.
    pub zone: Option<String>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// A screenshot that the server holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screenshot {
    /// What the server calls it.
    pub id: String,
    /// The entry that it shows.
    pub entry: String,
    /// The picture, as the address of data that it came as.
    pub data: String,
    /// When it came.
    pub taken: Timestamp,
}

impl Status {
    pub(super) fn of(text: &str) -> Option<Self> {
        match text {
            "RUNNING" => Some(Self::Running),
            "PAUSED" => Some(Self::Paused),
            "STOPPED" => Some(Self::Stopped),
            _ => None,
        }
    }

    fn shown(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Paused => "PAUSED",
            Self::Stopped => "STOPPED",
        }
    }
}

impl Entry {
    /// Whether it is running or paused.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.status != Status::Stopped
    }

    /// Stops the time by the server's own clock.
    pub(super) fn pause(&mut self, now: Timestamp) {
        self.duration_seconds += now.duration_since(self.start).as_secs();
        self.status = Status::Paused;
        self.updated = now;
    }

    /// Lets the time run again, and forgets when it began.
    pub(super) fn resume(&mut self, now: Timestamp) {
        self.start = now;
        self.status = Status::Running;
        self.updated = now;
    }

    /// Ends it by the server's own clock.
    pub(super) fn stop(&mut self, now: Timestamp) {
        if self.status == Status::Running {
            self.pause(now);
        }
        self.end = Some(now);
        self.status = Status::Stopped;
        self.updated = now;
    }

    pub(super) fn shown(&self) -> Value {
        json!({
            "id": self.id,
            "userId": self.user,
            "projectId": self.project,
            "startTime": iso(self.start),
            "endTime": self.end.map(iso),
            "duration": self.duration_seconds,
            "description": self.description,
            "status": self.status.shown(),
            "idempotencyKey": self.key,
            "timezone": self.zone,
            "createdAt": iso(self.created),
            "updatedAt": iso(self.updated),
            "user": { "id": self.user },
        })
    }
}

impl Screenshot {
    pub(super) fn shown(&self) -> Value {
        json!({
            "id": self.id,
            "timeEntryId": self.entry,
            "timestamp": iso(self.taken),
            "createdAt": iso(self.taken),
        })
    }
}

/// ISO 8601 in UTC, with milliseconds.
fn iso(time: Timestamp) -> String {
    format!("{time:.3}")
}
