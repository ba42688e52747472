//! What the in-memory store holds, in ordered collections: no run depends on the order of a hash.

use std::collections::{BTreeMap, BTreeSet};

use homing_domain::Timestamp;
use homing_domain::account::Known;
use homing_domain::names::{AccountId, Collection, DeviceId, Lane, Owner, RecordId, TaskId};
use homing_domain::task::{BlobName, Record, Release, Task, TaskState};

/// A lane of an account.
pub(super) type LaneKey = (AccountId, Lane);

/// A record's place within everything.
pub(super) type RecordKey = (AccountId, Collection, RecordId);

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) device: Option<DeviceId>,
    pub(super) accounts: BTreeMap<AccountId, Known>,
    /// The account that work is recorded for; `None` before anyone signed in.
    pub(super) active: Option<AccountId>,
    pub(super) records: BTreeMap<RecordKey, StoredRecord>,
    /// Unsent tasks by sequence number. Changed by `put` and `take` alone, which keep all that follows.
    pub(super) tasks: BTreeMap<i64, StoredTask>,
    pub(super) seqs: BTreeMap<TaskId, i64>,
    pub(super) unsent: BTreeMap<AccountId, u64>,
    /// The bytes of the blobs of unsent tasks, and how many of these refer to each.
    pub(super) blob_bytes: BTreeMap<AccountId, u64>,
    pub(super) blobs: BTreeMap<BlobName, usize>,
    pub(super) lanes: BTreeMap<LaneKey, LaneRow>,
    pub(super) claimed: BTreeSet<LaneKey>,
    /// The lanes that flow, by rank.
    pub(super) by_rank: BTreeMap<AccountId, BTreeSet<(i64, Lane)>>,
    /// The lanes that flow or are claimed, by the time at which they go on.
    pub(super) by_time: BTreeMap<AccountId, BTreeSet<(Timestamp, Lane)>>,
    /// What left the queue, the oldest first.
    pub(super) history: BTreeMap<AccountId, BTreeMap<(Timestamp, i64), HistoryRow>>,
    pub(super) last_seq: i64,
}

#[derive(Clone, Debug)]
pub(super) struct StoredRecord {
    pub(super) record: Record,
    /// The newest revision that a task carried.
    pub(super) carried_revision: i64,
}

impl StoredRecord {
    /// Whether no task carried its newest revision.
    pub(super) fn is_unsent(&self) -> bool {
        self.record.revision > self.carried_revision
    }
}

#[derive(Clone, Debug)]
pub(super) struct StoredTask {
    pub(super) account: AccountId,
    /// Without what it depends on, which is in `waits_for`.
    pub(super) task: Task,
    /// Whether an earlier attempt's outcome is unknown: kept through a claim.
    pub(super) frozen: bool,
    /// What it depends on: the last sequence number of each other lane that counts.
    pub(super) waits_for: WaitsFor,
}

pub(super) type WaitsFor = BTreeMap<(Lane, Release), i64>;

impl StoredTask {
    pub(super) fn lane_key(&self) -> LaneKey {
        (self.account, self.task.task.lane.clone())
    }

    pub(super) fn needs_a_person(&self) -> bool {
        matches!(self.task.state, TaskState::Attention(_))
    }
}

/// Outlives the tasks of its lane, so that the epoch goes on.
#[derive(Debug, Default)]
pub(super) struct LaneRow {
    pub(super) epoch: i64,
    pub(super) claim: Option<LaneClaim>,
    /// Its unsent tasks.
    pub(super) seqs: BTreeSet<i64>,
    /// How many of them are of each priority, the most urgent first.
    pub(super) urgency: [usize; 3],
    /// Tasks of other lanes that wait for this one.
    pub(super) awaited_by: BTreeSet<i64>,
    /// Its first task, and whether that waits for a person: all that other lanes ask of it.
    pub(super) head: Option<(i64, bool)>,
    pub(super) place: Place,
}

/// What a lane waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    /// A task, a person, or another lane.
    #[default]
    Still,
    /// The time of its first task.
    Flows { rank: i64, due: Timestamp },
    /// The end of its claim.
    Claimed { until: Timestamp },
}

#[derive(Debug)]
pub(super) struct LaneClaim {
    #[expect(dead_code, reason = "shown by Debug when a test fails; no rule reads it")]
    pub(super) owner: Owner,
    pub(super) at: Timestamp,
    pub(super) until: Timestamp,
}

/// How a task left the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Sent,
    Discarded,
}

/// What is left of a task that left the queue.
#[derive(Debug)]
pub(super) struct HistoryRow {
    pub(super) outcome: Outcome,
    pub(super) task: Task,
}
