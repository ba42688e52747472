//! Recording what became of claimed tasks: each under the epoch that claimed it, all in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use homing_domain::Timestamp;
use homing_domain::ports::{Settled, TaskResult};
use sea_orm::prelude::Uuid;
use serde::Serialize;

use super::history::{self, Outcome};
use super::transaction::Transaction;
use super::{lanes, sql};
use crate::effect::{Change, Effect};
use crate::relational::error::DatabaseError;
use crate::relational::lists::json;
use crate::relational::plan::Others;
use crate::relational::rows::{self, column, count};

pub(super) async fn settle(
    transaction: &Transaction,
    now: Timestamp,
    results: Vec<TaskResult>,
) -> Result<Settled, DatabaseError> {
    let effects: Vec<_> =
        results.iter().map(|result| Effect::of(&result.settlement)).collect::<Result<_, _>>()?;
    let mut claimed = claimed(transaction, &results).await?;
    let mut work = Work::default();
    let mut settled = Settled::default();
    for (place, (result, effect)) in (0..).zip(results.iter().zip(effects)) {
        let answered = claimed.remove(&place).filter(|claimed| claimed.answers(result));
        // A second result for one task is of a claim that is over.
        match answered.filter(|claimed| work.seqs.insert(claimed.seq)) {
            Some(claimed) => {
                settled.applied += 1;
                work.add(&claimed, effect)?;
            }
            None => settled.stale += 1,
        }
    }
    work.write(transaction, now).await?;
    Ok(settled)
}

/// A claimed task, and the claim it is in.
struct Claimed {
    seq: i64,
    lane_id: i64,
    account: Uuid,
    lane: String,
    epoch: i64,
    claimed_at_ms: i64,
}

impl Claimed {
    fn answers(&self, result: &TaskResult) -> bool {
        self.lane == result.lane.as_str() && self.epoch == result.epoch
    }
}

/// The tasks of the results that are claimed, under whatever epoch, by the places of the results. Nobody else writes to
/// their accounts from then on.
async fn claimed(
    transaction: &Transaction,
    results: &[TaskResult],
) -> Result<BTreeMap<u64, Claimed>, DatabaseError> {
    let ids: Vec<_> = results.iter().map(|result| result.task.uuid()).collect();
    let rows = transaction.rows(sql::ACCOUNTS_OF, [ids.clone().into()]).await?;
    let accounts: BTreeSet<Uuid> = rows.iter().map(|row| column(row, 0)).collect::<Result<_, _>>()?;
    transaction.write_alone_to(&accounts).await?;
    let accounts: Vec<_> = accounts.into_iter().collect();
    let mut claimed = BTreeMap::new();
    for row in transaction.rows(sql::RESULTS, [ids.into(), accounts.into()]).await? {
        let one = Claimed {
            seq: column(&row, 1)?,
            lane_id: column(&row, 2)?,
            account: column(&row, 3)?,
            lane: column(&row, 4)?,
            epoch: column(&row, 5)?,
            claimed_at_ms: column(&row, 6)?,
        };
        claimed.insert(count(column(&row, 0)?), one);
    }
    Ok(claimed)
}

/// A row of what is put back: see [`sql::PUT_BACK`].
#[derive(Serialize)]
struct PutBack {
    seq: i64,
    state: &'static str,
    reason: Option<String>,
    frozen: Option<bool>,
    not_before_ms: Option<i64>,
    attempts: u32,
    claimed_at_ms: i64,
}

/// What is to be written.
#[derive(Default)]
struct Work {
    seqs: BTreeSet<i64>,
    lanes: BTreeSet<i64>,
    sent: Vec<i64>,
    sent_of: BTreeMap<Uuid, i64>,
    put_back: Vec<PutBack>,
    attention: bool,
}

impl Work {
    fn add(&mut self, claimed: &Claimed, effect: Effect) -> Result<(), DatabaseError> {
        self.lanes.insert(claimed.lane_id);
        match effect {
            Effect::Leaves => {
                self.sent.push(claimed.seq);
                *self.sent_of.entry(claimed.account).or_default() += 1;
            }
            Effect::Stays(change) => {
                self.attention |= change.attention.is_some();
                self.put_back.push(put_back(claimed, &change)?);
            }
        }
        Ok(())
    }

    async fn write(self, transaction: &Transaction, now: Timestamp) -> Result<(), DatabaseError> {
        if self.lanes.is_empty() {
            return Ok(());
        }
        let any = transaction.rows(sql::ANY_DEPENDENCY_OR_BLOB, []).await?;
        let any = |place| any.first().map_or(Ok(false), |row| column(row, place));
        let (anyone_waits, any_blob) = (any(0)?, any(1)?);
        history::leave(transaction, now, Outcome::Sent, self.sent, self.sent_of, any_blob).await?;
        if !self.put_back.is_empty() {
            transaction.run(sql::PUT_BACK, [json(&self.put_back)?]).await?;
        }
        let others = match (anyone_waits, self.attention) {
            (false, _) => Others::None,
            (true, false) => Others::Released,
            (true, true) => Others::Moved,
        };
        lanes::refresh(transaction, now.as_millis(), self.lanes, others).await
    }
}

fn put_back(claimed: &Claimed, change: &Change) -> Result<PutBack, DatabaseError> {
    Ok(PutBack {
        seq: claimed.seq,
        state: if change.attention.is_some() { "attention" } else { "waiting" },
        reason: change.attention.as_ref().map(rows::written).transpose()?,
        frozen: change.frozen,
        not_before_ms: change.not_before.map(Timestamp::as_millis),
        attempts: change.attempts,
        claimed_at_ms: claimed.claimed_at_ms,
    })
}
