//! What the rows say. Any table may be asked within a transaction that writes or one that reads.

use std::collections::BTreeSet;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Lane, TaskId};
use homing_domain::ports::{QueueCounts, SentTask};
use homing_domain::task::{BlobName, Body, Dependency, Release, Task};
use redb::ReadableTable;

use crate::error::{Result, StoreError};
use crate::rows::{self, LaneRow, LeftRow, Row, Wait};
use crate::tables::{Look, Whose};

/// An account as a key.
pub(crate) fn whose(account: AccountId) -> Whose {
    account.uuid().as_u128()
}

#[derive(Debug, thiserror::Error)]
#[error("an index names task {0}, which is not there")]
struct NoSuchTaskError(i64);

#[derive(Debug, thiserror::Error)]
#[error("a number of milliseconds names no instant")]
struct NoInstantError;

pub(crate) fn instant(millis: i64) -> Result<Timestamp> {
    Timestamp::from_millis(millis).map_err(|_| StoreError::unreadable(NoInstantError))
}

pub(crate) trait Reading: Look {
    fn row(&self, seq: i64) -> Result<Row> {
        let stored = self.tasks().get(seq)?;
        let stored = stored.ok_or_else(|| StoreError::unreadable(NoSuchTaskError(seq)))?;
        rows::read(stored.value())
    }

    /// The number of an unsent task of the account.
    fn seq_of(&self, account: AccountId, id: TaskId) -> Result<Option<i64>> {
        let Some(seq) = self.ids().get(id.uuid().as_u128())?.map(|seq| seq.value()) else { return Ok(None) };
        Ok((self.row(seq)?.account == account).then_some(seq))
    }

    fn lane(&self, account: AccountId, lane: &Lane) -> Result<LaneRow> {
        let stored = self.lanes().get((whose(account), lane.as_str()))?;
        stored.map_or(Ok(LaneRow::default()), |stored| rows::read(stored.value()))
    }

    /// The first tasks of a lane, at most so many.
    fn first_of_lane(&self, account: AccountId, lane: &Lane, limit: usize) -> Result<Vec<i64>> {
        let whole = (whose(account), lane.as_str(), i64::MIN)..=(whose(account), lane.as_str(), i64::MAX);
        let tasks = self.of_lane().range(whole)?.take(limit);
        tasks.map(|entry| Ok(entry?.0.value().2)).collect()
    }

    fn last_of_lane(&self, account: AccountId, lane: &Lane) -> Result<Option<i64>> {
        let whole = (whose(account), lane.as_str(), i64::MIN)..=(whose(account), lane.as_str(), i64::MAX);
        Ok(self.of_lane().range(whole)?.next_back().transpose()?.map(|(key, _)| key.value().2))
    }

    /// A lane holds as long as its first task is one that counts. What stands behind a task in attention goes only with
    /// that one, so it is out of the way too (27).
    fn holds(&self, account: AccountId, wait: &Wait) -> Result<bool> {
        let head = self.lane(account, &wait.lane)?.head;
        Ok(head.is_some_and(|(seq, attention)| {
            seq <= wait.upto && !(attention && wait.until == Release::OutOfTheWay)
        }))
    }

    fn is_held(&self, row: &Row) -> Result<bool> {
        for wait in &row.waits_for {
            if self.holds(row.account, wait)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A task as the port gives it, without its body: it names what holds it still (22).
    fn given(&self, seq: i64) -> Result<Task> {
        let row = self.row(seq)?;
        let mut depends = Vec::new();
        for wait in &row.waits_for {
            if self.holds(row.account, wait)? {
                depends.push(Dependency { lane: wait.lane.clone(), until: wait.until });
            }
        }
        let mut task = row.task(seq);
        task.task.depends = depends;
        Ok(task)
    }

    fn given_with_body(&self, seq: i64) -> Result<Task> {
        let mut task = self.given(seq)?;
        let body = self.bodies().get(seq)?;
        task.task.body = Body::new(body.map_or_else(Vec::new, |body| body.value().to_vec()));
        Ok(task)
    }

    fn list(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<Task>> {
        self.seqs(account, after, limit)?.into_iter().map(|seq| self.given(seq)).collect()
    }

    /// The unsent tasks of an account, in sequence.
    fn seqs(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<i64>> {
        let account = whose(account);
        let later = self.of_account().range((account, after.saturating_add(1))..=(account, i64::MAX))?;
        later.take(limit).map(|entry| Ok(entry?.0.value().1)).collect()
    }

    fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>> {
        let account = whose(account);
        let first = self.by_time().range((account, i64::MIN, "")..(account + 1, i64::MIN, ""))?.next();
        first.map(|entry| instant(entry?.0.value().1)).transpose()
    }

    fn totals_of(&self, account: AccountId) -> Result<(u64, u64)> {
        Ok(self.totals().get(whose(account))?.map_or((0, 0), |totals| totals.value()))
    }

    fn counts(&self, account: AccountId) -> Result<QueueCounts> {
        let (_, blob_bytes) = self.totals_of(account)?;
        let mut counts =
            QueueCounts { blob_bytes, next_due: self.next_due(account)?, ..QueueCounts::default() };
        let key = whose(account);
        for entry in self.history().range((key, i64::MIN, i64::MIN)..=(key, i64::MAX, i64::MAX))? {
            *if entry?.1.value().0 { &mut counts.sent } else { &mut counts.discarded } += 1;
        }
        // Lane by lane, in sequence.
        let mut blocked = None;
        for entry in self.of_lane().range((key, "", i64::MIN)..(key + 1, "", i64::MIN))? {
            let (place, attention) = entry?;
            let (_, lane, _) = place.value();
            if attention.value() {
                counts.attention += 1;
                blocked = Some(lane.to_owned());
            } else {
                counts.waiting += 1;
                counts.behind_attention += u64::from(blocked.as_deref() == Some(lane));
            }
        }
        Ok(counts)
    }

    /// What was sent, the latest first (41). Discarded rows lie between, as few as a person discards.
    fn sent(&self, account: AccountId, limit: usize) -> Result<Vec<SentTask>> {
        let key = whose(account);
        let mut sent = Vec::new();
        for entry in self.history().range((key, i64::MIN, i64::MIN)..=(key, i64::MAX, i64::MAX))?.rev() {
            let (place, left) = entry?;
            let (was_sent, row) = left.value();
            if sent.len() == limit {
                break;
            }
            if was_sent {
                sent.push(rows::read::<LeftRow>(row)?.sent_at(instant(place.value().1)?));
            }
        }
        Ok(sent)
    }

    fn blobs_of(&self, names: Vec<BlobName>) -> Result<BTreeSet<BlobName>> {
        let mut needed = BTreeSet::new();
        for name in names {
            if self.blobs().get(name.as_str())?.is_some() {
                needed.insert(name);
            }
        }
        Ok(needed)
    }
}

impl<T: Look> Reading for T {}
