//! Recording what became of claimed tasks: each under the epoch that claimed it, all in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use homing_domain::Timestamp;
use homing_domain::ports::{Settled, TaskResult};
use sea_orm::prelude::Uuid;
use serde::Deserialize;

use super::error::DatabaseError;
use super::history::{self, Outcome};
use super::lanes;
use super::lists::json;
use super::plan::Others;
use super::rows::{self, column};
use super::script::{Script, hexadecimal, script};
use super::sql;
use super::transaction::Transaction;
use crate::effect::{Change, Effect};

pub(super) async fn settle(
    transaction: &Transaction<'_>,
    now: Timestamp,
    results: Vec<TaskResult>,
) -> Result<Settled, DatabaseError> {
    let effects: Vec<_> =
        results.iter().map(|result| Effect::of(&result.settlement)).collect::<Result<_, _>>()?;
    let (mut claimed, any) = claimed(transaction, &results).await?;
    let mut work = Work::default();
    let mut settled = Settled::default();
    for (place, (result, effect)) in results.iter().zip(effects).enumerate() {
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
    transaction.finish(work.script(now, any)?).await?;
    Ok(settled)
}

/// A claimed task, and the claim it is in: see [`sql::RESULTS`].
#[derive(Deserialize)]
struct Claimed {
    place: usize,
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

/// What some task of the queue has.
#[derive(Clone, Copy, Default)]
struct Any {
    dependency: bool,
    blob: bool,
}

/// The tasks of the results that are claimed, under whatever epoch, by the places of the results.
async fn claimed(
    transaction: &Transaction<'_>,
    results: &[TaskResult],
) -> Result<(BTreeMap<usize, Claimed>, Any), DatabaseError> {
    let mut asked = script(sql::ANY_DEPENDENCY_OR_BLOB, []);
    asked.then(sql::RESULTS, [hexadecimal(results.iter().map(|result| result.task.uuid()))]);
    let (mut claimed, mut any) = (BTreeMap::new(), Any::default());
    for row in transaction.rows(asked).await? {
        if column::<i64>(&row, 0)? == 0 {
            any = Any { dependency: column(&row, 1)?, blob: column(&row, 2)? };
        } else {
            let one: Claimed = rows::read(&column::<String>(&row, 1)?)?;
            claimed.insert(one.place, one);
        }
    }
    Ok((claimed, any))
}

/// A row of what is put back: see [`sql::PUT_BACK`].
type PutBack = (i64, &'static str, Option<String>, Option<i64>, Option<i64>, u32, i64);

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

    fn script(self, now: Timestamp, any: Any) -> Result<Script, DatabaseError> {
        let mut script = Script::default();
        history::leave(&mut script, now, Outcome::Sent, self.sent, self.sent_of, any.blob);
        if !self.put_back.is_empty() {
            script.then(sql::PUT_BACK, [json(&self.put_back)?]);
        }
        let others = match (any.dependency, self.attention) {
            (false, _) => Others::None,
            (true, false) => Others::Released,
            (true, true) => Others::Moved,
        };
        lanes::refresh(&mut script, now.as_millis(), self.lanes, others);
        Ok(script)
    }
}

fn put_back(claimed: &Claimed, change: &Change) -> Result<PutBack, DatabaseError> {
    let state = if change.attention.is_some() { "attention" } else { "waiting" };
    let reason = change.attention.as_ref().map(rows::written).transpose()?;
    let not_before_ms = change.not_before.map(Timestamp::as_millis);
    let frozen = change.frozen.map(i64::from);
    Ok((claimed.seq, state, reason, frozen, not_before_ms, change.attempts, claimed.claimed_at_ms))
}
