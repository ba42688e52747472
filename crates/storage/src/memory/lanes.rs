//! Where each lane stands, kept while its tasks change: so no claim and no look at the next due time walks over
//! what can't go.

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Lane};
use homing_domain::policy::lane_rank;
use homing_domain::task::{Priority, TaskState};

use super::state::{LaneClaim, LaneKey, LaneRow, Place, State, StoredTask};

impl State {
    /// Makes a lane agree with its tasks and its claim, and those that wait for it with what it became.
    pub(super) fn refresh(&mut self, key: &LaneKey) {
        let Some(row) = self.lanes.get(key) else { return };
        let head = row.seqs.first().map(|seq| (*seq, self.tasks[seq].needs_a_person()));
        let heard = if row.head == head { Vec::new() } else { row.awaited_by.iter().copied().collect() };
        if let Some(row) = self.lanes.get_mut(key) {
            row.head = head;
        }
        self.move_lane(key);
        for seq in heard {
            if let Some(waiting) = self.tasks.get(&seq) {
                self.move_lane(&waiting.lane_key());
            }
        }
    }

    /// Puts a lane where it belongs.
    fn move_lane(&mut self, key: &LaneKey) {
        let Some(row) = self.lanes.get(key) else { return };
        let (before, after) = (row.place, self.place(key.0, row));
        if before == after {
            return;
        }
        let (account, lane) = key;
        let (by_rank, by_time) =
            (self.by_rank.entry(*account).or_default(), self.by_time.entry(*account).or_default());
        match before {
            Place::Still => {}
            Place::Flows { rank, due } => {
                by_rank.remove(&(rank, lane.clone()));
                by_time.remove(&(due, lane.clone()));
            }
            Place::Claimed { until } => {
                self.claimed.remove(key);
                by_time.remove(&(until, lane.clone()));
            }
        }
        match after {
            Place::Still => {}
            Place::Flows { rank, due } => {
                by_rank.insert((rank, lane.clone()));
                by_time.insert((due, lane.clone()));
            }
            Place::Claimed { until } => {
                self.claimed.insert(key.clone());
                by_time.insert((until, lane.clone()));
            }
        }
        if let Some(row) = self.lanes.get_mut(key) {
            row.place = after;
        }
    }

    fn place(&self, account: AccountId, row: &LaneRow) -> Place {
        if let Some(claim) = &row.claim {
            return Place::Claimed { until: claim.until };
        }
        let head = row.seqs.first().map(|seq| &self.tasks[seq]);
        let Some(head) = head.filter(|head| !head.needs_a_person() && !self.is_held(account, head)) else {
            return Place::Still;
        };
        // By the age of the first task in sequence: a clock that was set back makes no later one older.
        let rank = lane_rank(head.task.enqueued_at, most_urgent(row), head.task.crashes);
        Place::Flows { rank, due: head.task.not_before }
    }

    /// Begins a claim under a fresh epoch, which it says.
    pub(super) fn begin_claim(&mut self, key: &LaneKey, claim: LaneClaim) -> i64 {
        let row = self.lanes.entry(key.clone()).or_default();
        row.epoch += 1;
        row.claim = Some(claim);
        let epoch = row.epoch;
        self.refresh(key);
        epoch
    }

    /// Ends a claim; says when it began.
    pub(super) fn end_claim(&mut self, key: &LaneKey) -> Option<Timestamp> {
        let claim = self.lanes.get_mut(key)?.claim.take()?;
        self.refresh(key);
        Some(claim.at)
    }

    /// The unsent tasks of a lane, in sequence.
    pub(super) fn of_lane<'s>(
        &'s self,
        key: &LaneKey,
    ) -> impl DoubleEndedIterator<Item = &'s StoredTask> + use<'s> {
        self.lanes.get(key).into_iter().flat_map(|row| &row.seqs).map(|seq| &self.tasks[seq])
    }

    /// Those of them that are in the hands of a claim.
    pub(super) fn claimed_of(&self, key: &LaneKey) -> impl Iterator<Item = i64> {
        let claimed = self.of_lane(key).filter(|stored| stored.task.state == TaskState::Claimed);
        claimed.map(|stored| stored.task.seq)
    }

    pub(super) fn next_due(&self, account: AccountId) -> Option<Timestamp> {
        self.by_time.get(&account)?.first().map(|(at, _): &(Timestamp, Lane)| *at)
    }
}

fn most_urgent(row: &LaneRow) -> Priority {
    match row.urgency {
        [0, 0, _] => Priority::Normal,
        [0, ..] => Priority::High,
        _ => Priority::Critical,
    }
}
