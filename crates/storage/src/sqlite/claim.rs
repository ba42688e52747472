//! Claiming lanes, taking claims back, and bringing waiting tasks forward.

use std::collections::BTreeMap;

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::{Claim, ClaimedLane};
use homing_domain::task::{Task, TaskState};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    Statement, sea_query::Expr,
};

use super::entity::{lane, task};
use super::error::SqliteError;
use super::sql::{self, ROWS_PER_STATEMENT};
use super::{lanes, rows};

pub(super) async fn claim(
    transaction: &DatabaseTransaction,
    now: Timestamp,
    claim: Claim,
) -> Result<Vec<ClaimedLane>, SqliteError> {
    let now_ms = now.as_millis();
    let of_account = || [claim.account.uuid().into(), now_ms.into()];
    let expired = lanes::ids(transaction, sql::EXPIRED, of_account()).await?;
    lanes::take_back(transaction, now_ms, &expired).await?;
    let backend = transaction.get_database_backend();
    transaction.execute_raw(Statement::from_sql_and_values(backend, sql::PROMOTE, of_account())).await?;

    let mut claimed = within_limits(candidates(transaction, now_ms, &claim).await?, claim.max_bytes);
    let lane_ids: Vec<_> = claimed.iter().map(|lane| lane.id).collect();
    let seqs: Vec<_> = claimed.iter().flat_map(|lane| lane.seqs.iter().copied()).collect();
    mark(transaction, &seqs, &lane_ids, now.saturating_add(claim.lease), &claim).await?;
    let mut rows = read(transaction, &seqs).await?;
    claimed.iter_mut().map(|lane| lane.with_tasks(&mut rows)).collect()
}

#[derive(FromQueryResult)]
struct Candidate {
    lane_id: i64,
    lane: String,
    epoch: i64,
    seq: i64,
    body_bytes: i64,
}

async fn candidates(
    transaction: &DatabaseTransaction,
    now_ms: i64,
    claim: &Claim,
) -> Result<Vec<Candidate>, SqliteError> {
    let values = [claim.account.uuid().into(), now_ms.into(), rows::number(claim.max_tasks).into()];
    let statement =
        Statement::from_sql_and_values(transaction.get_database_backend(), sql::CANDIDATES, values);
    Ok(Candidate::find_by_statement(statement).all(transaction).await?)
}

/// A lane of which some tasks are given.
struct Given {
    id: i64,
    name: String,
    epoch: i64,
    seqs: Vec<i64>,
}

/// The candidates up to the first one that is over the limit of bytes.
fn within_limits(candidates: Vec<Candidate>, max_bytes: usize) -> Vec<Given> {
    let mut given: Vec<Given> = Vec::new();
    let mut bytes = 0_usize;
    for candidate in candidates {
        bytes = bytes.saturating_add(usize::try_from(candidate.body_bytes).unwrap_or(0));
        if !given.is_empty() && bytes > max_bytes {
            break;
        }
        match given.last_mut() {
            Some(last) if last.id == candidate.lane_id => last.seqs.push(candidate.seq),
            _ => given.push(Given {
                id: candidate.lane_id,
                name: candidate.lane,
                epoch: candidate.epoch + 1,
                seqs: vec![candidate.seq],
            }),
        }
    }
    given
}

impl Given {
    fn with_tasks(&mut self, rows: &mut BTreeMap<i64, task::Model>) -> Result<ClaimedLane, SqliteError> {
        let lane = rows::lane(std::mem::take(&mut self.name))?;
        let rows = self.seqs.iter().filter_map(|seq| rows.remove(seq));
        let tasks: Vec<Task> = rows.map(|row| rows::task(row, lane.clone())).collect::<Result<_, _>>()?;
        debug_assert!(tasks.iter().all(|task| task.state == TaskState::Claimed));
        Ok(ClaimedLane { lane, epoch: self.epoch, tasks })
    }
}

async fn mark(
    transaction: &DatabaseTransaction,
    seqs: &[i64],
    lanes: &[i64],
    until: Timestamp,
    claim: &Claim,
) -> Result<(), SqliteError> {
    for seqs in seqs.chunks(ROWS_PER_STATEMENT) {
        task::Entity::update_many()
            .col_expr(task::Column::State, Expr::value(task::State::Claimed))
            .filter(task::Column::Seq.is_in(seqs.iter().copied()))
            .exec(transaction)
            .await?;
    }
    for lanes in lanes.chunks(ROWS_PER_STATEMENT) {
        lane::Entity::update_many()
            .col_expr(lane::Column::Place, Expr::value(lane::Place::Claimed))
            .col_expr(lane::Column::Epoch, Expr::col(lane::Column::Epoch).add(1))
            .col_expr(lane::Column::Owner, Expr::value(claim.owner.uuid()))
            .col_expr(lane::Column::NextAtMs, Expr::value(until.as_millis()))
            .filter(lane::Column::Id.is_in(lanes.iter().copied()))
            .exec(transaction)
            .await?;
    }
    Ok(())
}

async fn read(
    transaction: &DatabaseTransaction,
    seqs: &[i64],
) -> Result<BTreeMap<i64, task::Model>, SqliteError> {
    let mut rows = BTreeMap::new();
    for seqs in seqs.chunks(ROWS_PER_STATEMENT) {
        let named = task::Column::Seq.is_in(seqs.iter().copied());
        for row in task::Entity::find().filter(named).all(transaction).await? {
            rows.insert(row.seq, row);
        }
    }
    Ok(rows)
}

/// Takes back every claim of every account.
pub(super) async fn reclaim(transaction: &DatabaseTransaction, now: Timestamp) -> Result<u64, SqliteError> {
    let claimed = lanes::ids(transaction, sql::CLAIMED, []).await?;
    lanes::take_back(transaction, now.as_millis(), &claimed).await
}

pub(super) async fn bring_forward(
    transaction: &DatabaseTransaction,
    account: AccountId,
    now: Timestamp,
) -> Result<(), SqliteError> {
    for sql in [sql::BRING_TASKS_FORWARD, sql::BRING_LANES_FORWARD] {
        let values = [now.as_millis().into(), account.uuid().into()];
        let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
        transaction.execute_raw(statement).await?;
    }
    Ok(())
}
