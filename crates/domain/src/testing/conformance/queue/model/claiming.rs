//! What the plain model says of claims and of their results.

use super::plain::{Model, Row};
use crate::Timestamp;
use crate::names::{AccountId, Lane};
use crate::policy::{goes_alone, lane_rank, set_aside};
use crate::ports::{Claim, Settled, Settlement, TaskResult};
use crate::task::{Priority, TaskState};

impl Model {
    /// Which lanes a claim gives, with which of their tasks. What has run out comes back before.
    pub(super) fn claim(&mut self, now: Timestamp, claim: &Claim) -> Vec<(Lane, Vec<i64>)> {
        self.take_back(|account, until| account == claim.account && until <= now);
        let chosen = self.choose(now, claim);
        for (lane, seqs) in &chosen {
            let claims = self.claims.entry((claim.account, lane.clone())).or_default();
            claims.held = Some((now, now.saturating_add(claim.lease)));
            for row in self.rows.iter_mut().filter(|row| seqs.contains(&row.task.seq)) {
                row.task.state = TaskState::Claimed;
            }
        }
        chosen
    }

    fn choose(&self, now: Timestamp, claim: &Claim) -> Vec<(Lane, Vec<i64>)> {
        let mut chosen: Vec<(Lane, Vec<i64>)> = Vec::new();
        let (mut count, mut bytes) = (0, 0);
        for (_, lane) in self.flowing(claim.account) {
            let go = |row: &&Row| !row.needs_a_person() && !self.is_held(row);
            for (place, row) in self.of_lane(claim.account, &lane).take_while(go).enumerate() {
                if place == 0 && row.task.not_before > now {
                    break;
                }
                let alone = goes_alone(row.task.crashes);
                bytes += row.task.task.body.len();
                if count == claim.max_tasks || (count > 0 && (bytes > claim.max_bytes || alone)) {
                    return chosen;
                }
                count += 1;
                if place == 0 {
                    chosen.push((lane.clone(), Vec::new()));
                }
                if let Some((_, seqs)) = chosen.last_mut() {
                    seqs.push(row.task.seq);
                }
                // Nothing else is in that claim.
                if alone || bytes > claim.max_bytes {
                    return chosen;
                }
            }
        }
        chosen
    }

    fn lanes(&self, account: AccountId) -> Vec<Lane> {
        let mut lanes: Vec<_> = self.of_account(account).map(|row| row.task.task.lane.clone()).collect();
        lanes.sort();
        lanes.dedup();
        lanes
    }

    fn held(&self, account: AccountId, lane: &Lane) -> Option<(Timestamp, Timestamp)> {
        self.claims.get(&(account, lane.clone())).and_then(|claims| claims.held)
    }

    /// The lanes that wait for nothing but their time, by rank.
    fn flowing(&self, account: AccountId) -> Vec<(i64, Lane)> {
        let mut flowing = Vec::new();
        for lane in self.lanes(account) {
            let Some(first) = self.of_lane(account, &lane).next() else { continue };
            let blocked = first.needs_a_person() || self.is_held(first);
            if !blocked && self.held(account, &lane).is_none() {
                let priorities = self.of_lane(account, &lane).map(|row| row.task.task.priority);
                let most_urgent = priorities.min().unwrap_or(Priority::Normal);
                let rank = lane_rank(first.task.enqueued_at, most_urgent, first.task.crashes);
                flowing.push((rank, lane));
            }
        }
        flowing.sort();
        flowing
    }

    pub(super) fn next_due(&self, account: AccountId) -> Option<Timestamp> {
        let claimed = self.claims.iter().filter(|((of, _), _)| *of == account);
        let claimed = claimed.filter_map(|(_, claims)| claims.held).map(|(_, until)| until);
        let flowing = self.flowing(account).into_iter();
        let due = flowing.filter_map(|(_, lane)| self.of_lane(account, &lane).next());
        claimed.chain(due.map(|first| first.task.not_before)).min()
    }

    /// Ends the claims of which this is true; says how many tasks came back.
    pub(super) fn take_back(&mut self, ends: impl Fn(AccountId, Timestamp) -> bool) -> u64 {
        let mut count = 0;
        for ((account, lane), claims) in &mut self.claims {
            let Some((at, _)) = claims.held.take_if(|(_, until)| ends(*account, *until)) else { continue };
            let of_claim = self.rows.iter_mut().filter(|row| {
                row.account == *account && row.task.task.lane == *lane && row.task.state == TaskState::Claimed
            });
            for row in of_claim {
                count += 1;
                row.frozen = true;
                row.task.attempts += 1;
                row.task.crashes += 1;
                row.task.unknown_since = row.task.unknown_since.or(Some(at));
                row.task.state = set_aside(row.task.crashes).map_or(TaskState::Unknown, TaskState::Attention);
            }
        }
        count
    }

    pub(super) fn settle(&mut self, now: Timestamp, results: &[TaskResult]) -> Settled {
        let mut settled = Settled::default();
        for result in results {
            let answers = |row: &&mut Row| {
                let key = (row.account, result.lane.clone());
                row.task.task.id == result.task
                    && row.task.task.lane == result.lane
                    && row.task.state == TaskState::Claimed
                    && self.claims.get(&key).is_some_and(|claims| claims.epoch == result.epoch)
            };
            let Some(row) = self.rows.iter_mut().find(answers) else {
                settled.stale += 1;
                continue;
            };
            settled.applied += 1;
            let (key, seq) = ((row.account, result.lane.clone()), row.task.seq);
            let at = self.claims.get(&key).and_then(|claims| claims.held).map(|(at, _)| at);
            if result.settlement == Settlement::Sent {
                self.leave(seq, now, true);
            } else {
                stay(row, &result.settlement, at);
            }
            let (account, lane) = (key.0, &key.1);
            if !self.of_lane(account, lane).any(|row| row.task.state == TaskState::Claimed)
                && let Some(claims) = self.claims.get_mut(&key)
            {
                claims.held = None;
            }
        }
        settled
    }

    pub(super) fn bring_forward(&mut self, account: AccountId, at: Timestamp) {
        for row in self.rows.iter_mut().filter(|row| row.account == account) {
            if matches!(row.task.state, TaskState::Waiting | TaskState::Unknown) {
                row.task.not_before = row.task.not_before.min(at);
            }
        }
    }
}

/// A claimed task that stays in the queue.
fn stay(row: &mut Row, settlement: &Settlement, claimed_at: Option<Timestamp>) {
    let task = &mut row.task;
    match settlement {
        Settlement::Wait { not_before, attempt } => {
            task.not_before = *not_before;
            task.attempts += u32::from(*attempt);
        }
        Settlement::Unknown { not_before, attempt } => {
            row.frozen = true;
            task.not_before = *not_before;
            task.attempts += u32::from(*attempt);
        }
        Settlement::Attention(reason) => {
            row.frozen = false;
            task.attempts += 1;
            task.unknown_since = None;
            task.state = TaskState::Attention(reason.clone());
            return;
        }
        Settlement::Released | Settlement::Sent => {}
    }
    task.unknown_since = task.unknown_since.or(claimed_at).filter(|_| row.frozen);
    task.state = if row.frozen { TaskState::Unknown } else { TaskState::Waiting };
}
