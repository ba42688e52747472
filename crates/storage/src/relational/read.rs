//! What the rows of a look at the queue say: the same from either database.

use homing_domain::Timestamp;
use homing_domain::names::{Kind, TaskId};
use homing_domain::ports::{QueueCounts, SentTask};
use homing_domain::task::{BlobName, Body, Task};
use sea_orm::QueryResult;
use sea_orm::prelude::Uuid;

use super::error::DatabaseError;
use super::rows::{self, column, count};

/// A row: unsent, of these in attention, behind such ones, sent, discarded, when something is due next, bytes of blobs.
pub(crate) fn counts(row: &QueryResult) -> Result<QueueCounts, DatabaseError> {
    let (unsent, attention): (i64, i64) = (column(row, 0)?, column(row, 1)?);
    Ok(QueueCounts {
        waiting: count(unsent - attention),
        attention: count(attention),
        behind_attention: count(column(row, 2)?),
        sent: count(column(row, 3)?),
        discarded: count(column(row, 4)?),
        blob_bytes: count(column(row, 6)?),
        next_due: instant_or_none(row, 5)?,
    })
}

pub(crate) fn instant_or_none(row: &QueryResult, place: usize) -> Result<Option<Timestamp>, DatabaseError> {
    column::<Option<i64>>(row, place)?.map(rows::instant).transpose()
}

/// A row: the lane, what holds the task, the task, its body; the two in the middle as JSON.
pub(crate) fn task_with_lane(row: &QueryResult) -> Result<Task, DatabaseError> {
    let (lane, holding) = (rows::lane(column(row, 0)?)?, rows::holding(&column::<String>(row, 1)?)?);
    let mut task = rows::task(&column::<String>(row, 2)?, lane, holding)?;
    task.task.body = Body::new(column::<Vec<u8>>(row, 3)?);
    Ok(task)
}

/// A row: the id of a task that was sent, its kind, its lane, when it happened, when it left.
pub(crate) fn sent(row: &QueryResult) -> Result<SentTask, DatabaseError> {
    Ok(SentTask {
        id: TaskId::new(column::<Uuid>(row, 0)?),
        kind: Kind::new(column::<String>(row, 1)?).map_err(DatabaseError::unreadable)?,
        lane: rows::lane(column(row, 2)?)?,
        occurred_at: rows::instant(column(row, 3)?)?,
        sent_at: rows::instant(column(row, 4)?)?,
    })
}

/// A row: the name of a blob.
pub(crate) fn blob_name(row: &QueryResult) -> Result<BlobName, DatabaseError> {
    BlobName::new(column::<String>(row, 0)?).map_err(DatabaseError::unreadable)
}
