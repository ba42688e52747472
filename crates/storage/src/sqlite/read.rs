//! Counts, the next due time, and unsent tasks.

use std::collections::BTreeSet;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, RecordId, TaskId};
use homing_domain::ports::{QueueCounts, SentTask};
use homing_domain::task::{BlobName, Record, Task};
use sea_orm::DatabaseConnection;
use sea_orm::sea_query::Expr;

use super::error::DatabaseError;
use super::lists::json;
use super::rows;
use super::script::script;
use super::sql;
use crate::relational::{read as given, records as stored};

pub(super) async fn counts(
    readers: &DatabaseConnection,
    account: AccountId,
) -> Result<QueueCounts, DatabaseError> {
    let values = std::iter::repeat_n(account.uuid().into(), 9);
    let rows = script(&sql::COUNTS, values).read(readers).await?;
    rows.first().map_or(Ok(QueueCounts::default()), given::counts)
}

pub(super) async fn next_due(
    readers: &DatabaseConnection,
    account: AccountId,
) -> Result<Option<Timestamp>, DatabaseError> {
    let values = std::iter::repeat_n(account.uuid().into(), 3);
    let rows = script(sql::NEXT_DUE, values).read(readers).await?;
    rows.first().map_or(Ok(None), |row| given::instant_or_none(row, 0))
}

pub(super) async fn tasks(
    readers: &DatabaseConnection,
    account: AccountId,
    after: i64,
    limit: usize,
) -> Result<Vec<Task>, DatabaseError> {
    let values = [account.uuid().into(), after.into(), rows::number(limit).into()];
    let rows = script(sql::TASKS, values).read(readers).await?;
    rows.iter().map(given::task_with_lane).collect()
}

pub(super) async fn sent(
    readers: &DatabaseConnection,
    account: AccountId,
    limit: usize,
) -> Result<Vec<SentTask>, DatabaseError> {
    let values = [account.uuid().into(), rows::number(limit).into()];
    let rows = script(sql::SENT, values).read(readers).await?;
    rows.iter().map(given::sent).collect()
}

pub(super) async fn task(
    readers: &DatabaseConnection,
    account: AccountId,
    id: TaskId,
) -> Result<Option<Task>, DatabaseError> {
    let values = [account.uuid().into(), id.uuid().into()];
    let rows = script(sql::TASK, values).read(readers).await?;
    rows.first().map(given::task_with_lane).transpose()
}

pub(super) async fn tasks_with_bodies(
    readers: &DatabaseConnection,
    account: AccountId,
    ids: &BTreeSet<TaskId>,
) -> Result<Vec<Task>, DatabaseError> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid().simple().to_string()).collect();
    let values = [account.uuid().into(), json(&ids)?];
    let rows = script(sql::TASKS_WITH_BODIES, values).read(readers).await?;
    rows.iter().map(given::task_with_lane).collect()
}

pub(super) async fn records(
    readers: &DatabaseConnection,
    account: AccountId,
    collection: &Collection,
    ids: &BTreeSet<RecordId>,
) -> Result<Vec<Record>, DatabaseError> {
    let among = Expr::cust_with_values("id IN (SELECT value FROM json_each(?) AS given)", [json(&ids)?]);
    stored::those(readers, account, collection, among).await
}

pub(super) async fn blobs_referenced(
    readers: &DatabaseConnection,
    names: &[BlobName],
) -> Result<BTreeSet<BlobName>, DatabaseError> {
    if names.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows = script(sql::BLOBS_REFERENCED, [json(&names)?]).read(readers).await?;
    rows.iter().map(given::blob_name).collect()
}
