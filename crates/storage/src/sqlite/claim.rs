//! Claiming lanes, taking claims back, and bringing waiting tasks forward.

use std::collections::BTreeMap;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Lane};
use homing_domain::policy::goes_alone;
use homing_domain::ports::{Claim, ClaimedLane};
use homing_domain::task::TaskState;
use sea_orm::{QueryResult, Value};

use super::error::SqliteError;
use super::rows::{self, column};
use super::script::{Script, numbers, script};
use super::transaction::Transaction;
use super::{lanes, sql};

pub(super) async fn claim(
    transaction: &Transaction,
    now: Timestamp,
    claim: Claim,
) -> Result<Vec<ClaimedLane>, SqliteError> {
    let now_ms = now.as_millis();
    let of_account = || [claim.account.uuid().into(), now_ms.into()];
    let mut asked = script(sql::PROMOTE, of_account());
    asked.then(sql::EXPIRED, of_account()).then(sql::CANDIDATES, candidates(now_ms, &claim));
    let mut found = asked.rows(transaction).await?;
    let expired = found.iter().filter(|row| matches!(column(row, 0), Ok(0_i64)));
    let expired: Vec<i64> = expired.map(|row| column(row, 1)).collect::<Result<_, _>>()?;
    if !expired.is_empty() {
        lanes::take_back(transaction, now_ms, &expired).await?;
        found = script(sql::CANDIDATES, candidates(now_ms, &claim)).rows(transaction).await?;
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

/// A lane of which some tasks are given.
struct Given {
    id: i64,
    lane: Lane,
    epoch: i64,
    seqs: Vec<i64>,
}

/// The candidates up to the first one that is over the limit of bytes or goes alone.
fn within_limits(candidates: &[QueryResult], max_bytes: usize) -> Result<Vec<Given>, SqliteError> {
    let mut given: Vec<Given> = Vec::new();
    let mut bytes = 0_usize;
    for row in candidates {
        let (id, seq): (i64, i64) = (column(row, 1)?, column(row, 4)?);
        let alone = goes_alone(u32::try_from(column::<i64>(row, 6)?).unwrap_or(u32::MAX));
        bytes = bytes.saturating_add(usize::try_from(column::<i64>(row, 5)?).unwrap_or(0));
        if !given.is_empty() && (alone || bytes > max_bytes) {
            break;
        }
        match given.last_mut() {
            Some(last) if last.id == id => last.seqs.push(seq),
            _ => {
                let (lane, epoch) = (rows::lane(column(row, 2)?)?, column::<i64>(row, 3)? + 1);
                given.push(Given { id, lane, epoch, seqs: vec![seq] });
            }
        }
        if alone {
            break;
        }
    }
    Ok(given)
}

/// Claims the tasks and their lanes.
async fn mark(
    transaction: &Transaction,
    given: Vec<Given>,
    now: Timestamp,
    claim: &Claim,
) -> Result<Vec<ClaimedLane>, SqliteError> {
    let until = now.saturating_add(claim.lease).as_millis();
    let lanes = numbers(given.iter().map(|lane| lane.id));
    let seqs = numbers(given.iter().flat_map(|lane| lane.seqs.iter().copied()));
    let values = [claim.owner.uuid().into(), until.into(), now.as_millis().into(), lanes];
    let mut marked = script(sql::CLAIM_LANES, values);
    marked.then(sql::CLAIM_TASKS, [seqs]);
    let rows = marked.rows(transaction).await?;
    transaction.note_change();
    let rows: Result<BTreeMap<i64, _>, _> =
        rows.iter().map(|row| Ok::<_, SqliteError>((column(row, 0)?, row))).collect();
    let rows = rows?;
    let mut claimed = Vec::with_capacity(given.len());
    for Given { lane, epoch, seqs, .. } in given {
        let tasks = seqs.iter().filter_map(|seq| rows.get(seq));
        let tasks = tasks.map(|row| rows::task(row, 0, lane.clone(), Vec::new()));
        let tasks: Vec<_> = tasks.collect::<Result<_, _>>()?;
        debug_assert!(tasks.iter().all(|task| task.state == TaskState::Claimed));
        claimed.push(ClaimedLane { lane, epoch, tasks });
    }
    Ok(claimed)
}

/// Takes back every claim of every account.
pub(super) async fn reclaim(transaction: &Transaction, now: Timestamp) -> Result<u64, SqliteError> {
    let claimed = lanes::ids(transaction, sql::CLAIMED, []).await?;
    lanes::take_back(transaction, now.as_millis(), &claimed).await
}

pub(super) async fn bring_forward(
    transaction: &Transaction,
    account: AccountId,
    at: Timestamp,
) -> Result<(), SqliteError> {
    let values = || [at.as_millis().into(), account.uuid().into(), at.as_millis().into()];
    let mut brought = Script::default();
    brought.then(sql::BRING_TASKS_FORWARD, values()).then(sql::BRING_LANES_FORWARD, values());
    brought.run(transaction).await?;
    Ok(())
}
