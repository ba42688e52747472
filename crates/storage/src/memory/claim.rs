//! Claiming lanes and taking claims back.

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Lane};
use homing_domain::policy::{goes_alone, set_aside};
use homing_domain::ports::{Claim, ClaimedLane};
use homing_domain::task::TaskState;

use super::state::{LaneClaim, LaneKey, State};

impl State {
    /// What is claimed, and how many tasks of claims that ran out came back before.
    pub(super) fn claim(&mut self, now: Timestamp, claim: &Claim) -> (Vec<ClaimedLane>, u64) {
        let taken = self.take_back(|account, lane| account == claim.account && lane.until <= now);
        let until = now.saturating_add(claim.lease);
        let mut claimed = Vec::new();
        for (lane, seqs) in self.within_limits(now, claim) {
            let key = (claim.account, lane.clone());
            let epoch = self.begin_claim(&key, LaneClaim { owner: claim.owner, at: now, until });
            for seq in &seqs {
                self.change(*seq, |stored| stored.task.state = TaskState::Claimed);
            }
            let tasks = seqs.iter().map(|seq| self.given(&self.tasks[seq])).collect();
            claimed.push(ClaimedLane { lane, epoch, tasks });
        }
        (claimed, taken)
    }

    /// Which tasks a claim may have: lane by lane in the order of rank, up to the first one that is over a limit or
    /// goes alone.
    fn within_limits(&self, now: Timestamp, claim: &Claim) -> Vec<(Lane, Vec<i64>)> {
        let mut given: Vec<(Lane, Vec<i64>)> = Vec::new();
        let (mut count, mut bytes) = (0, 0);
        for (_, lane) in self.by_rank.get(&claim.account).into_iter().flatten() {
            let key = (claim.account, lane.clone());
            let flowing = self
                .of_lane(&key)
                .take_while(|stored| !stored.needs_a_person() && !self.is_held(claim.account, stored))
                .map(|stored| &stored.task);
            for (place, task) in flowing.enumerate() {
                if place == 0 && task.not_before > now {
                    break;
                }
                let alone = goes_alone(task.crashes);
                bytes += task.task.body.len();
                let over = bytes > claim.max_bytes || alone;
                if count == claim.max_tasks || (count > 0 && over) {
                    return given;
                }
                count += 1;
                match given.last_mut() {
                    Some((last, seqs)) if last == lane => seqs.push(task.seq),
                    _ => given.push((lane.clone(), vec![task.seq])),
                }
                if alone {
                    return given;
                }
            }
        }
        given
    }

    /// Ends the claims that `ends` says: what was left of them comes back as an attempt of unknown outcome, in which
    /// the process died. Says how many tasks that are.
    pub(super) fn take_back(&mut self, ends: impl Fn(AccountId, &LaneClaim) -> bool) -> u64 {
        let ended = |key: &&LaneKey| {
            self.lanes.get(key).and_then(|row| row.claim.as_ref()).is_some_and(|claim| ends(key.0, claim))
        };
        let ended: Vec<_> = self.claimed.iter().filter(ended).cloned().collect();
        let mut count = 0;
        for key in ended {
            let began = self.end_claim(&key);
            for seq in self.claimed_of(&key).collect::<Vec<_>>() {
                count += 1;
                self.change(seq, |stored| {
                    stored.frozen = true;
                    let task = &mut stored.task;
                    task.attempts = task.attempts.saturating_add(1);
                    task.crashes = task.crashes.saturating_add(1);
                    task.unknown_since = task.unknown_since.or(began);
                    task.state = set_aside(task.crashes).map_or(TaskState::Unknown, TaskState::Attention);
                });
            }
        }
        count
    }
}
