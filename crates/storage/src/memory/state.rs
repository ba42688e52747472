//! What the in-memory store holds, in ordered collections: no run depends on the order of a hash.

use std::collections::BTreeMap;

use homing_domain::Timestamp;
use homing_domain::account::Account;
use homing_domain::names::{AccountId, Collection, DeviceId, Lane, Owner, RecordId};
use homing_domain::task::{Record, Task};

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) device: Option<DeviceId>,
    pub(super) accounts: BTreeMap<AccountId, Account>,
    /// The account that signed in last, and whether it still is.
    pub(super) active: Option<(AccountId, bool)>,
    pub(super) records: BTreeMap<(AccountId, Collection, RecordId), StoredRecord>,
    /// Unsent tasks by sequence number.
    pub(super) tasks: BTreeMap<i64, StoredTask>,
    pub(super) lanes: BTreeMap<(AccountId, Lane), LaneRow>,
    pub(super) history: Vec<HistoryRow>,
    pub(super) last_seq: i64,
}

#[derive(Debug)]
pub(super) struct StoredRecord {
    pub(super) record: Record,
    /// The newest revision that a task carried.
    pub(super) carried_revision: i64,
}

#[derive(Debug)]
pub(super) struct StoredTask {
    pub(super) account: AccountId,
    pub(super) task: Task,
    /// Whether an earlier attempt's outcome is unknown: kept through a claim.
    pub(super) frozen: bool,
}

/// Outlives the tasks of its lane, so that the epoch goes on.
#[derive(Debug, Default)]
pub(super) struct LaneRow {
    pub(super) epoch: i64,
    pub(super) claim: Option<LaneClaim>,
}

#[derive(Debug)]
pub(super) struct LaneClaim {
    #[expect(dead_code, reason = "shown by Debug when a test fails; no rule reads it")]
    pub(super) owner: Owner,
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
    pub(super) account: AccountId,
    pub(super) outcome: Outcome,
    #[expect(dead_code, reason = "shown by Debug when a test fails; no call of the port reads it yet")]
    pub(super) task: Task,
    #[expect(dead_code, reason = "shown by Debug when a test fails; no call of the port reads it yet")]
    pub(super) left_at: Timestamp,
}

impl State {
    /// The unsent tasks of an account by lane, each lane's in sequence.
    pub(super) fn by_lane(&self, account: AccountId) -> BTreeMap<&Lane, Vec<&Task>> {
        let mut lanes = BTreeMap::<_, Vec<_>>::new();
        for stored in self.tasks.values().filter(|stored| stored.account == account) {
            lanes.entry(&stored.task.task.lane).or_default().push(&stored.task);
        }
        lanes
    }

    /// The claim of a lane, if it is claimed.
    pub(super) fn claim_of(&self, account: AccountId, lane: &Lane) -> Option<&LaneClaim> {
        self.lanes.get(&(account, lane.clone())).and_then(|row| row.claim.as_ref())
    }
}
