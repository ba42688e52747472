//! Counts, and the list of unsent tasks.

use std::collections::BTreeMap;

use homing_domain::names::AccountId;
use homing_domain::ports::QueueCounts;
use homing_domain::task::Task;
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryOrder,
    QuerySelect, Statement, sea_query::Expr,
};

use super::entity::{lane, task};
use super::error::SqliteError;
use super::rows;
use super::sql::{self, ROWS_PER_STATEMENT};

#[derive(FromQueryResult)]
struct Counts {
    unsent: i64,
    attention: i64,
    behind: i64,
    sent: i64,
    discarded: i64,
    next_at_ms: Option<i64>,
}

pub(super) async fn counts(
    readers: &DatabaseConnection,
    account: AccountId,
) -> Result<QueueCounts, SqliteError> {
    let statement =
        Statement::from_sql_and_values(readers.get_database_backend(), sql::COUNTS, [account.uuid().into()]);
    let Some(found) = Counts::find_by_statement(statement).one(readers).await? else {
        return Ok(QueueCounts::default());
    };
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    Ok(QueueCounts {
        waiting: count(found.unsent - found.attention),
        attention: count(found.attention),
        behind_attention: count(found.behind),
        sent: count(found.sent),
        discarded: count(found.discarded),
        next_due: found.next_at_ms.map(rows::instant).transpose()?,
    })
}

pub(super) async fn tasks(
    readers: &DatabaseConnection,
    account: AccountId,
    after: i64,
    limit: usize,
) -> Result<Vec<Task>, SqliteError> {
    let without_body = task::Column::iter().filter(|column| !matches!(column, task::Column::Body));
    let found = task::Entity::find()
        .select_only()
        .columns(without_body)
        .column_as(Expr::value(Vec::<u8>::new()), task::Column::Body)
        .filter(task::Column::Account.eq(account.uuid()))
        .filter(task::Column::Seq.gt(after))
        .order_by_asc(task::Column::Seq)
        .limit(u64::try_from(limit).unwrap_or(u64::MAX).min(i64::MAX.unsigned_abs()))
        .into_model::<task::Model>()
        .all(readers)
        .await?;
    let names = lane_names(readers, &found).await?;
    let with_lane = |row: task::Model| {
        let lane = rows::lane(names.get(&row.lane_id).cloned().unwrap_or_default())?;
        rows::task(row, lane)
    };
    found.into_iter().map(with_lane).collect()
}

async fn lane_names(
    readers: &DatabaseConnection,
    tasks: &[task::Model],
) -> Result<BTreeMap<i64, String>, SqliteError> {
    let mut names = BTreeMap::new();
    for tasks in tasks.chunks(ROWS_PER_STATEMENT) {
        let some: Vec<(i64, String)> = lane::Entity::find()
            .select_only()
            .columns([lane::Column::Id, lane::Column::Lane])
            .filter(lane::Column::Id.is_in(tasks.iter().map(|task| task.lane_id)))
            .into_tuple()
            .all(readers)
            .await?;
        names.extend(some);
    }
    Ok(names)
}
