//! What a person asks of single tasks: to look at one, to let it go again, to discard it.

use std::collections::{BTreeMap, BTreeSet};

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, TaskId};
use homing_domain::ports::{Selection, Undiscardable};
use homing_domain::task::Task;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Select,
};

use super::entity::{lane, task};
use super::error::SqliteError;
use super::sql::{Outcome, ROWS_PER_STATEMENT};
use super::{lanes, rows, settle};

pub(super) async fn task(
    readers: &DatabaseConnection,
    account: AccountId,
    id: TaskId,
) -> Result<Option<Task>, SqliteError> {
    let named = of_account(account).filter(task::Column::Id.eq(id.uuid()));
    let Some(row) = named.one(readers).await? else { return Ok(None) };
    // The row and its lane are two reads, but no lane is ever deleted.
    let lane = lane::Entity::find_by_id(row.lane_id).one(readers).await?;
    let lane = rows::lane(lane.map(|lane| lane.lane).unwrap_or_default())?;
    rows::task(row, lane).map(Some)
}

fn of_account(account: AccountId) -> Select<task::Entity> {
    task::Entity::find().filter(task::Column::Account.eq(account.uuid()))
}

pub(super) async fn retry(
    transaction: &DatabaseTransaction,
    account: AccountId,
    selection: Selection,
    now: Timestamp,
) -> Result<u64, SqliteError> {
    let refused = of_account(account)
        .select_only()
        .columns([task::Column::Seq, task::Column::LaneId, task::Column::Id])
        .filter(Expr::cust("state = 'attention'"));
    let mut refused: Vec<(i64, i64, Uuid)> = refused.into_tuple().all(transaction).await?;
    if let Selection::Tasks(tasks) = selection {
        let selected: BTreeSet<_> = tasks.into_iter().map(TaskId::uuid).collect();
        refused.retain(|(_, _, id)| selected.contains(id));
    }
    for some in refused.chunks(ROWS_PER_STATEMENT) {
        task::Entity::update_many()
            .col_expr(task::Column::State, Expr::value(task::State::Waiting))
            .col_expr(task::Column::Reason, Expr::value(None::<String>))
            .col_expr(task::Column::NotBeforeMs, Expr::value(now.as_millis()))
            .filter(task::Column::Seq.is_in(some.iter().map(|(seq, _, _)| *seq)))
            .exec(transaction)
            .await?;
    }
    let lanes: BTreeSet<_> = refused.iter().map(|(_, lane_id, _)| *lane_id).collect();
    lanes::refresh(transaction, now.as_millis(), &lanes.into_iter().collect::<Vec<_>>()).await?;
    Ok(refused.len() as u64)
}

/// What stands in the way of a discard: the first task that can't be, and why.
type Refused = (TaskId, Undiscardable);

pub(super) async fn discard(
    transaction: &DatabaseTransaction,
    account: AccountId,
    tasks: Vec<TaskId>,
    now: Timestamp,
) -> Result<Result<(), Refused>, SqliteError> {
    let found = unsent(transaction, account, &tasks).await?;
    for task in tasks {
        let state = found.get(&task.uuid()).map(|found| (found.state, found.frozen));
        if let Some(because) = undiscardable(state) {
            return Ok(Err((task, because)));
        }
    }
    let seqs: Vec<_> = found.values().map(|found| found.seq).collect();
    settle::leave(transaction, now, &seqs, Outcome::Discarded).await?;
    let lanes: BTreeSet<_> = found.values().map(|found| found.lane_id).collect();
    lanes::refresh(transaction, now.as_millis(), &lanes.into_iter().collect::<Vec<_>>()).await?;
    Ok(Ok(()))
}

struct Found {
    seq: i64,
    lane_id: i64,
    state: task::State,
    frozen: bool,
}

async fn unsent(
    transaction: &DatabaseTransaction,
    account: AccountId,
    tasks: &[TaskId],
) -> Result<BTreeMap<Uuid, Found>, SqliteError> {
    let mut found = BTreeMap::new();
    for tasks in tasks.chunks(ROWS_PER_STATEMENT) {
        let rows: Vec<(Uuid, i64, i64, task::State, bool)> = of_account(account)
            .select_only()
            .columns([
                task::Column::Id,
                task::Column::Seq,
                task::Column::LaneId,
                task::Column::State,
                task::Column::Frozen,
            ])
            .filter(task::Column::Id.is_in(tasks.iter().map(|task| task.uuid())))
            .into_tuple()
            .all(transaction)
            .await?;
        found.extend(
            rows.into_iter()
                .map(|(id, seq, lane_id, state, frozen)| (id, Found { seq, lane_id, state, frozen })),
        );
    }
    Ok(found)
}

/// As [`homing_domain::task::TaskState::undiscardable`] says of the state that the columns stand for.
fn undiscardable(state: Option<(task::State, bool)>) -> Option<Undiscardable> {
    match state {
        None => Some(Undiscardable::Gone),
        Some((task::State::Claimed, _)) => Some(Undiscardable::BeingSent),
        Some((task::State::Waiting, true)) => Some(Undiscardable::MayHaveArrived),
        Some((task::State::Waiting, false) | (task::State::Attention, _)) => None,
    }
}
