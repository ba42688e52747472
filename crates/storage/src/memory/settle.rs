//! Recording results, and bringing waiting tasks forward.

use std::collections::BTreeSet;

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::{QueueError, Settled, TaskResult};
use homing_domain::task::TaskState;

use super::state::{LaneKey, Outcome, State, StoredTask};
use crate::effect::{Change, Effect};

impl State {
    pub(super) fn settle(&mut self, now: Timestamp, results: &[TaskResult]) -> Result<Settled, QueueError> {
        let effects: Vec<_> =
            results.iter().map(|result| Effect::of(&result.settlement)).collect::<Result<_, _>>()?;
        let mut settled = Settled::default();
        let mut lanes = BTreeSet::new();
        for (result, effect) in results.iter().zip(effects) {
            let Some((seq, key)) = self.claimed_by(result) else {
                settled.stale += 1;
                continue;
            };
            settled.applied += 1;
            let claimed_at = self.lanes.get(&key).and_then(|row| row.claim.as_ref()).map(|claim| claim.at);
            match effect {
                Effect::Leaves => self.leave(now, seq, Outcome::Sent),
                Effect::Stays(change) => self.change(seq, |stored| stay(stored, change, claimed_at)),
            }
            lanes.insert(key);
        }
        for key in lanes {
            self.open_if_settled(&key);
        }
        Ok(settled)
    }

    /// The sequence number and the lane of the task that a result is about, where its claim still holds.
    fn claimed_by(&self, result: &TaskResult) -> Option<(i64, LaneKey)> {
        let stored = &self.tasks[self.seqs.get(&result.task)?];
        let key = stored.lane_key();
        let holds = stored.task.state == TaskState::Claimed
            && key.1 == result.lane
            && self.lanes.get(&key)?.epoch == result.epoch;
        holds.then_some((stored.task.seq, key))
    }

    /// A lane is free once nothing of its claim is left.
    fn open_if_settled(&mut self, key: &LaneKey) {
        if self.claimed_of(key).next().is_none() {
            self.end_claim(key);
        }
    }

    /// Says whether anything waited for later.
    pub(super) fn bring_forward(&mut self, account: AccountId, at: Timestamp) -> bool {
        let waits = |stored: &&StoredTask| {
            matches!(stored.task.state, TaskState::Waiting | TaskState::Unknown)
                && stored.task.not_before > at
                && stored.account == account
        };
        let later: Vec<_> = self.tasks.values().filter(waits).map(|stored| stored.task.seq).collect();
        for seq in &later {
            self.change(*seq, |stored| stored.task.not_before = at);
        }
        !later.is_empty()
    }
}

fn stay(stored: &mut StoredTask, change: Change, claimed_at: Option<Timestamp>) {
    stored.frozen = change.frozen.unwrap_or(stored.frozen);
    let task = &mut stored.task;
    task.unknown_since = task.unknown_since.or(claimed_at).filter(|_| stored.frozen);
    task.not_before = change.not_before.unwrap_or(task.not_before);
    task.attempts = task.attempts.saturating_add(change.attempts);
    task.state = match change.attention {
        Some(reason) => TaskState::Attention(reason),
        None if stored.frozen => TaskState::Unknown,
        None => TaskState::Waiting,
    };
}
