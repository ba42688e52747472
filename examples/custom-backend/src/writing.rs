//! The only ways to change a task: each keeps every other table in agreement with it. Whoever goes round them breaks a rule
//! sooner or later.

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Lane};
use homing_domain::policy::lane_rank;
use homing_domain::task::Priority;
use redb::ReadableTable;

use crate::error::Result;
use crate::reading::{Reading, whose};
use crate::rows::{LaneClaim, LaneRow, LeftRow, Place, Row, read, written};
use crate::tables::Tables;

impl Tables<'_> {
    /// A number that was never given before (3).
    pub(crate) fn next_seq(&mut self) -> Result<i64> {
        let last = self.meta.get("last_seq")?.map_or(Ok(0), |last| read::<i64>(last.value()))?;
        self.meta.insert("last_seq", written(&(last + 1))?.as_slice())?;
        Ok(last + 1)
    }

    /// Adds a task.
    pub(crate) fn put(&mut self, seq: i64, row: &Row) -> Result<()> {
        let account = whose(row.account);
        let lane = row.lane.as_str();
        self.tasks.insert(seq, written(row)?.as_slice())?;
        self.ids.insert(row.id.uuid().as_u128(), seq)?;
        self.of_account.insert((account, seq), ())?;
        self.of_lane.insert((account, lane, seq), row.needs_a_person())?;
        for wait in &row.waits_for {
            self.awaited.insert((account, wait.lane.as_str(), seq), lane)?;
        }
        self.count(row, 1)?;
        let mut lane_row = self.lane(row.account, &row.lane)?;
        lane_row.urgency[urgency(row.priority)] += 1;
        self.refresh(row.account, &row.lane, lane_row)
    }

    /// Takes a task out; its body stays for whoever puts it back.
    pub(crate) fn take(&mut self, seq: i64) -> Result<Row> {
        let row = self.row(seq)?;
        let account = whose(row.account);
        self.tasks.remove(seq)?;
        self.ids.remove(row.id.uuid().as_u128())?;
        self.of_account.remove((account, seq))?;
        self.of_lane.remove((account, row.lane.as_str(), seq))?;
        for wait in &row.waits_for {
            self.awaited.remove((account, wait.lane.as_str(), seq))?;
        }
        self.count(&row, -1)?;
        let mut lane_row = self.lane(row.account, &row.lane)?;
        lane_row.urgency[urgency(row.priority)] -= 1;
        self.refresh(row.account, &row.lane, lane_row)?;
        Ok(row)
    }

    /// Changes a task in its place.
    pub(crate) fn change(&mut self, seq: i64, change: impl FnOnce(&mut Row)) -> Result<()> {
        let mut row = self.take(seq)?;
        change(&mut row);
        self.put(seq, &row)
    }

    /// Takes a task out for good: what it carried goes at once, and a small row stays (12, 24, 36).
    pub(crate) fn leave(&mut self, now: Timestamp, seq: i64, sent: bool) -> Result<()> {
        let row = self.take(seq)?;
        self.bodies.remove(seq)?;
        let account = whose(row.account);
        let left = written(&LeftRow::from(row))?;
        self.history.insert((account, now.as_millis(), seq), (sent, left.as_slice()))?;
        Ok(())
    }

    fn count(&mut self, row: &Row, by: i64) -> Result<()> {
        let account = whose(row.account);
        let (unsent, mut blob_bytes) = self.totals_of(row.account)?;
        if let Some(blob) = &row.blob {
            blob_bytes = if by > 0 { blob_bytes + blob.bytes } else { blob_bytes - blob.bytes };
            let name = blob.name.as_str();
            let references = self.blobs.get(name)?.map_or(0, |references| references.value());
            match references.saturating_add_signed(by) {
                0 => drop(self.blobs.remove(name)?),
                references => drop(self.blobs.insert(name, references)?),
            }
        }
        self.totals.insert(account, (unsent.saturating_add_signed(by), blob_bytes))?;
        Ok(())
    }

    /// Begins a claim under a fresh epoch (10), which it says.
    pub(crate) fn begin_claim(&mut self, account: AccountId, lane: &Lane, claim: LaneClaim) -> Result<i64> {
        let mut row = self.lane(account, lane)?;
        row.epoch += 1;
        row.claim = Some(claim);
        let epoch = row.epoch;
        self.refresh(account, lane, row)?;
        Ok(epoch)
    }

    /// Ends a claim; says when it began.
    pub(crate) fn end_claim(&mut self, account: AccountId, lane: &Lane) -> Result<Option<Timestamp>> {
        let mut row = self.lane(account, lane)?;
        let claim = row.claim.take();
        self.refresh(account, lane, row)?;
        Ok(claim.map(|claim| claim.at))
    }

    /// Makes a lane agree with its tasks and its claim, and those that wait for it with what it became.
    fn refresh(&mut self, account: AccountId, lane: &Lane, mut row: LaneRow) -> Result<()> {
        let key = whose(account);
        let head = self.first_of_lane(account, lane, 1)?.first().copied();
        let head = head.map(|seq| Ok::<_, crate::error::StoreError>((seq, self.row(seq)?.needs_a_person())));
        let head = head.transpose()?;
        let has_moved = row.head != head;
        row.head = head;
        self.lanes.insert((key, lane.as_str()), written(&row)?.as_slice())?;
        self.move_lane(account, lane)?;
        if !has_moved {
            return Ok(());
        }
        let whole = (key, lane.as_str(), i64::MIN)..=(key, lane.as_str(), i64::MAX);
        let waiting = self.awaited.range(whole)?.map(|entry| Ok(entry?.1.value().to_owned()));
        let mut waiting: Vec<String> = waiting.collect::<Result<_>>()?;
        waiting.dedup();
        for name in waiting {
            let lane = Lane::new(name).map_err(crate::error::StoreError::unreadable)?;
            self.move_lane(account, &lane)?;
        }
        Ok(())
    }

    /// Puts a lane where it belongs, so that no claim and no look at the next due time walks over what can't go.
    fn move_lane(&mut self, account: AccountId, lane: &Lane) -> Result<()> {
        let mut row = self.lane(account, lane)?;
        let (key, name) = (whose(account), lane.as_str());
        let after = self.place(&row)?;
        if row.place == after {
            return Ok(());
        }
        match row.place {
            Place::Still => {}
            Place::Flows { rank, due } => {
                self.by_rank.remove((key, rank, name))?;
                self.by_time.remove((key, due, name))?;
            }
            Place::Claimed { until } => {
                self.claimed.remove((key, name))?;
                self.by_time.remove((key, until, name))?;
            }
        }
        match after {
            Place::Still => {}
            Place::Flows { rank, due } => {
                self.by_rank.insert((key, rank, name), ())?;
                self.by_time.insert((key, due, name), ())?;
            }
            Place::Claimed { until } => {
                self.claimed.insert((key, name), until)?;
                self.by_time.insert((key, until, name), ())?;
            }
        }
        row.place = after;
        self.lanes.insert((key, name), written(&row)?.as_slice())?;
        Ok(())
    }

    fn place(&self, row: &LaneRow) -> Result<Place> {
        if let Some(claim) = &row.claim {
            return Ok(Place::Claimed { until: claim.until.as_millis() });
        }
        let Some((head, false)) = row.head else { return Ok(Place::Still) };
        let head = self.row(head)?;
        if self.is_held(&head)? {
            return Ok(Place::Still);
        }
        let most_urgent = match row.urgency {
            [0, 0, _] => Priority::Normal,
            [0, ..] => Priority::High,
            _ => Priority::Critical,
        };
        let rank = lane_rank(head.enqueued_at, most_urgent, head.crashes);
        Ok(Place::Flows { rank, due: head.not_before.as_millis() })
    }
}

fn urgency(priority: Priority) -> usize {
    match priority {
        Priority::Critical => 0,
        Priority::High => 1,
        Priority::Normal => 2,
    }
}
