//! What the calls of the queue port take and give.

use std::time::Duration;

use crate::Timestamp;
use crate::names::{AccountId, Kind, Lane, Owner, RecordId, TaskId};
use crate::task::{Reason, Record, Task};

/// What a claim asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose tasks.
    pub account: AccountId,
    /// Who claims.
    pub owner: Owner,
    /// How long the claim holds if nobody settles it.
    pub lease: Duration,
    /// At most so many tasks, over all lanes; at least 1.
    pub max_tasks: usize,
    /// At most so many bytes of bodies, over all lanes. The first task is given whatever its size.
    pub max_bytes: usize,
}

/// A lane in the hands of one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedLane {
    /// The lane.
    pub lane: Lane,
    /// Its n-th claim. A result is accepted under this number alone.
    pub epoch: i64,
    /// Its first tasks in order, without a gap, each [`crate::task::TaskState::Claimed`].
    pub tasks: Vec<Task>,
}

/// What became of a claimed task.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Settlement {
    /// The server acknowledged it.
    Sent,
    /// This attempt surely had no effect: it waits as it was before the claim, so that one whose earlier
    /// outcome is unknown stays frozen.
    Wait {
        /// The earliest next try.
        not_before: Timestamp,
        /// Whether this counts as an attempt.
        attempt: bool,
    },
    /// It may have had an effect: it waits frozen, under its key.
    Unknown {
        /// The earliest next try.
        not_before: Timestamp,
        /// Whether this counts as an attempt.
        attempt: bool,
    },
    /// The server refused it for good. Counts as an attempt.
    Attention(Reason),
    /// It was never sent: everything is as before the claim, a frozen task stays frozen.
    Released,
}

/// The result of one claimed task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskResult {
    /// The task.
    pub task: TaskId,
    /// Its lane.
    pub lane: Lane,
    /// The epoch it was claimed under.
    pub epoch: i64,
    /// What became of it.
    pub settlement: Settlement,
}

/// How many results counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Recorded.
    pub applied: usize,
    /// Of a claim that was lost meanwhile: nothing changed.
    pub stale: usize,
}

/// How many tasks are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueCounts {
    /// Waiting, claimed or of unknown outcome: on their way without a person.
    pub waiting: u64,
    /// Waiting for a person.
    pub attention: u64,
    /// Waiting in a lane behind a task in attention; part of `waiting`.
    pub behind_attention: u64,
    /// Acknowledged by the server, in the history.
    pub sent: u64,
    /// Discarded by a person, in the history.
    pub discarded: u64,
    /// How many bytes the blobs of all its unsent tasks have, in whatever state these are. What two tasks refer to
    /// counts twice.
    pub blob_bytes: u64,
    /// The earliest next try over all lanes that nothing blocks.
    pub next_due: Option<Timestamp>,
}

/// What the history says of a task that the server acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentTask {
    /// The task.
    pub id: TaskId,
    /// What sort of task it was.
    pub kind: Kind,
    /// Its lane.
    pub lane: Lane,
    /// When what it told of had happened.
    pub occurred_at: Timestamp,
    /// When its acknowledgement was recorded.
    pub sent_at: Timestamp,
}

/// Both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortRange {
    /// The smallest sort key.
    pub from: i64,
    /// The largest sort key.
    pub to: i64,
}

impl SortRange {
    /// Every record.
    pub const ALL: Self = Self { from: i64::MIN, to: i64::MAX };
}

/// Where a scan goes on. Made by a backend, good for the same account, collection and range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key of the last record given.
    pub sort_key: i64,
    /// Its id.
    pub id: RecordId,
}

/// Part of a scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// In ascending order of sort key, then id.
    pub records: Vec<Record>,
    /// Where the next page begins; none at the end.
    pub next: Option<Cursor>,
}

/// Which tasks in attention are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// All of the account.
    All,
    /// These; what is not in attention, or is no task of the account, is passed over.
    Tasks(Vec<TaskId>),
}
