//! Claiming lanes and taking claims back.

use std::collections::BTreeSet;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Lane};
use homing_domain::policy::lane_rank;
use homing_domain::ports::{Claim, ClaimedLane};
use homing_domain::task::{Priority, Task, TaskState};

use super::state::{LaneClaim, State};

impl State {
    /// What is claimed, and how many tasks of claims that ran out came back before.
    pub(super) fn claim(&mut self, now: Timestamp, claim: &Claim) -> (Vec<ClaimedLane>, u64) {
        let taken = self.take_back(|account, lane| account == claim.account && lane.until <= now);
        let until = now.saturating_add(claim.lease);
        let mut claimed = Vec::new();
        for (lane, seqs) in self.within_limits(now, claim) {
            let row = self.lanes.entry((claim.account, lane.clone())).or_default();
            row.epoch += 1;
            row.claim = Some(LaneClaim { owner: claim.owner, until });
            let epoch = row.epoch;
            let tasks = seqs.iter().filter_map(|seq| {
                let stored = self.tasks.get_mut(seq)?;
                stored.task.state = TaskState::Claimed;
                Some(stored.task.clone())
            });
            claimed.push(ClaimedLane { lane, epoch, tasks: tasks.collect() });
        }
        (claimed, taken)
    }

    /// Which tasks a claim may have: lane by lane, up to the first one that is over a limit.
    fn within_limits(&self, now: Timestamp, claim: &Claim) -> Vec<(Lane, Vec<i64>)> {
        let mut given: Vec<(Lane, Vec<i64>)> = Vec::new();
        let (mut count, mut bytes) = (0, 0);
        for (lane, tasks) in self.due(now, claim.account) {
            for task in tasks {
                bytes += task.task.body.len();
                if count == claim.max_tasks || (count > 0 && bytes > claim.max_bytes) {
                    return given;
                }
                count += 1;
                match given.last_mut() {
                    Some((last, seqs)) if last == lane => seqs.push(task.seq),
                    _ => given.push((lane.clone(), vec![task.seq])),
                }
            }
        }
        given
    }

    /// The lanes that may be claimed, most urgent first, each up to its first task in attention.
    fn due(&self, now: Timestamp, account: AccountId) -> Vec<(&Lane, Vec<&Task>)> {
        let mut due: Vec<_> = self
            .by_lane(account)
            .into_iter()
            .filter(|(lane, _)| self.claim_of(account, lane).is_none())
            .filter(|(_, tasks)| tasks.first().is_some_and(|first| flows(first) && first.not_before <= now))
            .map(|(lane, tasks)| (rank(&tasks), lane, tasks))
            .collect();
        due.sort_by_key(|(rank, lane, _)| (*rank, *lane));
        due.into_iter()
            .map(|(_, lane, tasks)| (lane, tasks.into_iter().take_while(|task| flows(task)).collect()))
            .collect()
    }

    /// Ends the claims that `ends` says: what was left of them comes back as an attempt of unknown
    /// outcome. Says how many tasks that are.
    pub(super) fn take_back(&mut self, ends: impl Fn(AccountId, &LaneClaim) -> bool) -> u64 {
        let mut ended = BTreeSet::new();
        for (key, row) in &mut self.lanes {
            if row.claim.as_ref().is_some_and(|claim| ends(key.0, claim)) {
                row.claim = None;
                ended.insert(key.clone());
            }
        }
        let mut count = 0;
        for stored in self.tasks.values_mut() {
            let lane = (stored.account, stored.task.task.lane.clone());
            if stored.task.state == TaskState::Claimed && ended.contains(&lane) {
                stored.task.state = TaskState::Unknown;
                stored.task.attempts = stored.task.attempts.saturating_add(1);
                stored.frozen = true;
                count += 1;
            }
        }
        count
    }
}

fn flows(task: &Task) -> bool {
    !matches!(task.state, TaskState::Attention(_))
}

/// By the age of the first task in sequence: a clock that was set back makes no later one older.
fn rank(tasks: &[&Task]) -> i64 {
    let most_urgent = tasks.iter().map(|task| task.task.priority).min().unwrap_or(Priority::Normal);
    tasks.first().map_or(i64::MAX, |first| lane_rank(first.enqueued_at, most_urgent))
}
