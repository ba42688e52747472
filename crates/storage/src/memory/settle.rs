//! Recording results, and bringing waiting tasks forward.

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::{QueueError, Settled, TaskResult};
use homing_domain::task::{Body, TaskState};

use super::state::{HistoryRow, Outcome, State, StoredTask};
use crate::effect::{Change, Effect};

impl State {
    pub(super) fn settle(&mut self, now: Timestamp, results: &[TaskResult]) -> Result<Settled, QueueError> {
        let effects: Vec<_> =
            results.iter().map(|result| Effect::of(&result.settlement)).collect::<Result<_, _>>()?;
        let mut settled = Settled::default();
        for (result, effect) in results.iter().zip(effects) {
            let Some(seq) = self.claimed_by(result) else {
                settled.stale += 1;
                continue;
            };
            settled.applied += 1;
            match effect {
                Effect::Leaves => self.leave(now, seq, Outcome::Sent),
                Effect::Stays(change) => {
                    if let Some(stored) = self.tasks.get_mut(&seq) {
                        stay(stored, change);
                    }
                }
            }
        }
        self.open_settled_lanes();
        Ok(settled)
    }

    /// The sequence number of the task that a result is about, where its claim still holds.
    fn claimed_by(&self, result: &TaskResult) -> Option<i64> {
        let named =
            |stored: &&StoredTask| stored.task.task.id == result.task && stored.task.task.lane == result.lane;
        let stored = self.tasks.values().find(named)?;
        let row = self.lanes.get(&(stored.account, result.lane.clone()))?;
        (stored.task.state == TaskState::Claimed && row.epoch == result.epoch).then_some(stored.task.seq)
    }

    pub(super) fn leave(&mut self, now: Timestamp, seq: i64, outcome: Outcome) {
        if let Some(StoredTask { account, mut task, .. }) = self.tasks.remove(&seq) {
            task.task.body = Body::default();
            self.history.push(HistoryRow { account, task, outcome, left_at: now });
        }
    }

    /// A lane is free once nothing of its claim is left.
    fn open_settled_lanes(&mut self) {
        for ((account, lane), row) in &mut self.lanes {
            let left = self.tasks.values().any(|stored| {
                stored.task.state == TaskState::Claimed
                    && stored.account == *account
                    && stored.task.task.lane == *lane
            });
            if !left {
                row.claim = None;
            }
        }
    }

    /// Says whether anything waited for later.
    pub(super) fn bring_forward(&mut self, account: AccountId, now: Timestamp) -> bool {
        let mut brought = false;
        for stored in self.tasks.values_mut().filter(|stored| stored.account == account) {
            let waits = matches!(stored.task.state, TaskState::Waiting | TaskState::Unknown);
            if waits && stored.task.not_before > now {
                stored.task.not_before = now;
                brought = true;
            }
        }
        brought
    }
}

fn stay(stored: &mut StoredTask, change: Change) {
    stored.frozen = change.frozen.unwrap_or(stored.frozen);
    stored.task.not_before = change.not_before.unwrap_or(stored.task.not_before);
    stored.task.attempts = stored.task.attempts.saturating_add(change.attempts);
    stored.task.state = match change.attention {
        Some(reason) => TaskState::Attention(reason),
        None if stored.frozen => TaskState::Unknown,
        None => TaskState::Waiting,
    };
}
