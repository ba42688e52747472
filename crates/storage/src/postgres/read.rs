//! Counts, the next due time, and unsent tasks.

use std::collections::BTreeSet;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, RecordId, TaskId};
use homing_domain::ports::{QueueCounts, SentTask};
use homing_domain::task::{BlobName, Record, Task};
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DatabaseConnection};

use super::sql;
use super::transaction::statement;
use crate::relational::error::DatabaseError;
use crate::relational::rows::number;
use crate::relational::{read as given, records as stored};

pub(super) async fn counts(
    connections: &DatabaseConnection,
    account: AccountId,
) -> Result<QueueCounts, DatabaseError> {
    let row = connections.query_one_raw(statement(&sql::COUNTS, [account.uuid().into()])).await?;
    row.as_ref().map_or(Ok(QueueCounts::default()), given::counts)
}

pub(super) async fn next_due(
    connections: &DatabaseConnection,
    account: AccountId,
) -> Result<Option<Timestamp>, DatabaseError> {
    let row = connections.query_one_raw(statement(sql::NEXT_DUE, [account.uuid().into()])).await?;
    row.as_ref().map_or(Ok(None), |row| given::instant_or_none(row, 0))
}

pub(super) async fn tasks(
    connections: &DatabaseConnection,
    account: AccountId,
    after: i64,
    limit: usize,
) -> Result<Vec<Task>, DatabaseError> {
    let values = [account.uuid().into(), after.into(), number(limit).into()];
    let rows = connections.query_all_raw(statement(sql::TASKS, values)).await?;
    rows.iter().map(given::task_with_lane).collect()
}

pub(super) async fn sent(
    connections: &DatabaseConnection,
    account: AccountId,
    limit: usize,
) -> Result<Vec<SentTask>, DatabaseError> {
    let values = [account.uuid().into(), number(limit).into()];
    let rows = connections.query_all_raw(statement(sql::SENT, values)).await?;
    rows.iter().map(given::sent).collect()
}

pub(super) async fn task(
    connections: &DatabaseConnection,
    account: AccountId,
    id: TaskId,
) -> Result<Option<Task>, DatabaseError> {
    let values = [account.uuid().into(), id.uuid().into()];
    let row = connections.query_one_raw(statement(sql::TASK, values)).await?;
    row.as_ref().map(given::task_with_lane).transpose()
}

pub(super) async fn tasks_with_bodies(
    connections: &DatabaseConnection,
    account: AccountId,
    ids: BTreeSet<TaskId>,
) -> Result<Vec<Task>, DatabaseError> {
    let ids: Vec<_> = ids.into_iter().map(TaskId::uuid).collect();
    let values = [account.uuid().into(), ids.into()];
    let rows = connections.query_all_raw(statement(sql::TASKS_WITH_BODIES, values)).await?;
    rows.iter().map(given::task_with_lane).collect()
}

pub(super) async fn records(
    connections: &DatabaseConnection,
    account: AccountId,
    collection: &Collection,
    ids: BTreeSet<RecordId>,
) -> Result<Vec<Record>, DatabaseError> {
    let ids: Vec<_> = ids.into_iter().map(String::from).collect();
    let among = Expr::cust_with_values("id = ANY($1::text[])", [ids]);
    stored::those(connections, account, collection, among).await
}

pub(super) async fn blobs_referenced(
    connections: &DatabaseConnection,
    names: Vec<BlobName>,
) -> Result<BTreeSet<BlobName>, DatabaseError> {
    let names: Vec<_> = names.into_iter().map(String::from).collect();
    let rows = connections.query_all_raw(statement(sql::BLOBS_REFERENCED, [names.into()])).await?;
    rows.iter().map(given::blob_name).collect()
}
