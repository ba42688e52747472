//! Claiming lanes, taking claims back, and bringing waiting tasks forward.

use std::collections::BTreeMap;

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::{Claim, ClaimedLane};
use homing_domain::task::Body;
use sea_orm::Value;

use super::error::DatabaseError;
use super::rows::{self, column};
use super::script::{Script, numbers, script};
use super::transaction::Transaction;
use super::{lanes, sql};
use crate::relational::claim::{Given, within_limits};

pub(super) async fn claim(
    transaction: &Transaction<'_>,
    now: Timestamp,
    claim: Claim,
) -> Result<Vec<ClaimedLane>, DatabaseError> {
    let now_ms = now.as_millis();
    let of_account = || [claim.account.uuid().into(), now_ms.into()];
    let mut asked = script(sql::PROMOTE, of_account());
    asked.then(sql::EXPIRED, of_account()).then(sql::CANDIDATES, candidates(now_ms, &claim));
    let mut found = transaction.rows(asked).await?;
    let expired = found.iter().filter(|row| matches!(column(row, 0), Ok(0_i64)));
    let expired: Vec<i64> = expired.map(|row| column(row, 1)).collect::<Result<_, _>>()?;
    if !expired.is_empty() {
        lanes::take_back(transaction, now_ms, &expired).await?;
        found = transaction.rows(script(sql::CANDIDATES, candidates(now_ms, &claim))).await?;
    }
    let given = within_limits(&found, claim.max_bytes)?;
    if given.is_empty() {
        return Ok(Vec::new());
    }
    mark(transaction, given, now, &claim).await
}

fn candidates(now_ms: i64, claim: &Claim) -> [Value; 3] {
    [claim.account.uuid().into(), now_ms.into(), rows::number(claim.max_tasks).into()]
}

/// Claims the tasks and their lanes, and adds the bodies.
async fn mark(
    transaction: &Transaction<'_>,
    given: Vec<Given>,
    now: Timestamp,
    claim: &Claim,
) -> Result<Vec<ClaimedLane>, DatabaseError> {
    let until = now.saturating_add(claim.lease).as_millis();
    let lanes = numbers(given.iter().map(|lane| lane.id));
    let seqs = numbers(given.iter().flat_map(|given| given.lane.tasks.iter().map(|task| task.seq)));
    let values = [claim.owner.uuid().into(), until.into(), now.as_millis().into(), lanes];
    let mut marked = script(sql::CLAIM_LANES, values);
    marked.then(sql::CLAIM_TASKS, [seqs]);
    let mut bodies = BTreeMap::<i64, Vec<u8>>::new();
    for row in transaction.finish(marked).await? {
        bodies.insert(column(&row, 0)?, column(&row, 1)?);
    }
    let mut claimed: Vec<_> = given.into_iter().map(|given| given.lane).collect();
    for task in claimed.iter_mut().flat_map(|lane| &mut lane.tasks) {
        task.task.body = Body::new(bodies.remove(&task.seq).unwrap_or_default());
    }
    Ok(claimed)
}

/// Takes back every claim of every account.
pub(super) async fn reclaim(transaction: &Transaction<'_>, now: Timestamp) -> Result<u64, DatabaseError> {
    let claimed = lanes::ids(transaction, sql::CLAIMED, []).await?;
    lanes::take_back(transaction, now.as_millis(), &claimed).await
}

pub(super) async fn bring_forward(
    transaction: &Transaction<'_>,
    account: AccountId,
    at: Timestamp,
) -> Result<(), DatabaseError> {
    let values = || [at.as_millis().into(), account.uuid().into(), at.as_millis().into()];
    let mut brought = Script::default();
    brought.then(sql::BRING_TASKS_FORWARD, values()).then(sql::BRING_LANES_FORWARD, values());
    transaction.run(brought).await?;
    Ok(())
}
