//! Counts, the next due time, and unsent tasks.

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, TaskId};
use homing_domain::ports::QueueCounts;
use homing_domain::task::{Body, Task};
use sea_orm::{DatabaseConnection, QueryResult};

use super::error::SqliteError;
use super::rows::{self, column, count};
use super::script::script;
use super::sql;

pub(super) async fn counts(
    readers: &DatabaseConnection,
    account: AccountId,
) -> Result<QueueCounts, SqliteError> {
    let values = std::iter::repeat_n(account.uuid().into(), 8);
    let rows = script(&sql::COUNTS, values).read(readers).await?;
    let Some(row) = rows.first() else {
        return Ok(QueueCounts::default());
    };
    let (unsent, attention): (i64, i64) = (column(row, 0)?, column(row, 1)?);
    Ok(QueueCounts {
        waiting: count(unsent - attention),
        attention: count(attention),
        behind_attention: count(column(row, 2)?),
        sent: count(column(row, 3)?),
        discarded: count(column(row, 4)?),
        next_due: instant_or_none(row, 5)?,
    })
}

pub(super) async fn next_due(
    readers: &DatabaseConnection,
    account: AccountId,
) -> Result<Option<Timestamp>, SqliteError> {
    let values = std::iter::repeat_n(account.uuid().into(), 3);
    let rows = script(sql::NEXT_DUE, values).read(readers).await?;
    rows.first().map_or(Ok(None), |row| instant_or_none(row, 0))
}

fn instant_or_none(row: &QueryResult, place: usize) -> Result<Option<Timestamp>, SqliteError> {
    column::<Option<i64>>(row, place)?.map(rows::instant).transpose()
}

pub(super) async fn tasks(
    readers: &DatabaseConnection,
    account: AccountId,
    after: i64,
    limit: usize,
) -> Result<Vec<Task>, SqliteError> {
    let values = [account.uuid().into(), after.into(), rows::number(limit).into()];
    let rows = script(sql::TASKS, values).read(readers).await?;
    rows.iter().map(task_with_lane).collect()
}

pub(super) async fn task(
    readers: &DatabaseConnection,
    account: AccountId,
    id: TaskId,
) -> Result<Option<Task>, SqliteError> {
    let values = [account.uuid().into(), id.uuid().into()];
    let rows = script(sql::TASK, values).read(readers).await?;
    rows.first().map(task_with_lane).transpose()
}

fn task_with_lane(row: &QueryResult) -> Result<Task, SqliteError> {
    let (lane, holding) = (rows::lane(column(row, 0)?)?, rows::holding(&column::<String>(row, 1)?)?);
    let mut task = rows::task(row, 2, lane, holding)?;
    task.task.body = Body::new(column::<Vec<u8>>(row, 2 + rows::TASK_COLUMNS)?);
    Ok(task)
}
