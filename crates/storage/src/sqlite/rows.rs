//! Between the port's types and the rows. What a row holds is checked as strictly as what came from outside.

use homing_domain::Timestamp;
use homing_domain::names::{Collection, Key, Kind, Lane, RecordId, TaskId};
use homing_domain::task::{Body, Carried, Coalesce, NewTask, Priority, Record, Task, TaskState, WithoutRoom};

use super::entity::{record, task};
use super::error::SqliteError;

/// A state that contradicts itself.
#[derive(Debug, thiserror::Error)]
#[error("a row of the queue contradicts itself")]
struct ContradictionError;

pub(super) fn instant(millis: i64) -> Result<Timestamp, SqliteError> {
    Timestamp::from_millis(millis).map_err(SqliteError::unreadable)
}

pub(super) fn lane(text: String) -> Result<Lane, SqliteError> {
    Lane::new(text).map_err(SqliteError::unreadable)
}

/// A length or a count as a column holds it.
pub(super) fn number(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

impl From<Priority> for task::Priority {
    fn from(priority: Priority) -> Self {
        match priority {
            Priority::Critical => Self::Critical,
            Priority::High => Self::High,
            Priority::Normal => Self::Normal,
        }
    }
}

impl From<task::Priority> for Priority {
    fn from(priority: task::Priority) -> Self {
        match priority {
            task::Priority::Critical => Self::Critical,
            task::Priority::High => Self::High,
            task::Priority::Normal => Self::Normal,
        }
    }
}

impl From<Coalesce> for task::Coalesce {
    fn from(coalesce: Coalesce) -> Self {
        match coalesce {
            Coalesce::Keep => Self::Keep,
            Coalesce::Supersede => Self::Supersede,
        }
    }
}

impl From<task::Coalesce> for Coalesce {
    fn from(coalesce: task::Coalesce) -> Self {
        match coalesce {
            task::Coalesce::Keep => Self::Keep,
            task::Coalesce::Supersede => Self::Supersede,
        }
    }
}

impl TryFrom<record::Model> for Record {
    type Error = SqliteError;

    fn try_from(row: record::Model) -> Result<Self, SqliteError> {
        Ok(Self {
            collection: Collection::new(row.collection).map_err(SqliteError::unreadable)?,
            id: RecordId::new(row.id).map_err(SqliteError::unreadable)?,
            sort_key: row.sort_key,
            revision: row.revision,
            body: Body::new(row.body),
        })
    }
}

/// The task of a row in the lane of that name.
pub(super) fn task(row: task::Model, lane: Lane) -> Result<Task, SqliteError> {
    let state = state(&row)?;
    let carries = carries(row.carries_collection, row.carries_id, row.carries_revision)?;
    let task = NewTask {
        id: TaskId::new(row.id),
        key: Key::new(row.key),
        kind: Kind::new(row.kind).map_err(SqliteError::unreadable)?,
        lane,
        priority: row.priority.into(),
        coalesce: row.coalesce.into(),
        occurred_at: instant(row.occurred_at_ms)?,
        body: Body::new(row.body),
        carries,
        depends: Vec::new(),
        without_room: WithoutRoom::Refuse,
    };
    Ok(Task {
        seq: row.seq,
        task,
        enqueued_at: instant(row.enqueued_at_ms)?,
        attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
        crashes: 0,
        unknown_since: None,
        not_before: instant(row.not_before_ms)?,
        state,
    })
}

fn state(row: &task::Model) -> Result<TaskState, SqliteError> {
    match (row.state, &row.reason) {
        (task::State::Claimed, _) => Ok(TaskState::Claimed),
        (task::State::Waiting, _) if row.frozen => Ok(TaskState::Unknown),
        (task::State::Waiting, _) => Ok(TaskState::Waiting),
        (task::State::Attention, Some(reason)) => {
            serde_json::from_str(reason).map(TaskState::Attention).map_err(SqliteError::unreadable)
        }
        (task::State::Attention, None) => Err(SqliteError::unreadable(ContradictionError)),
    }
}

fn carries(
    collection: Option<String>,
    id: Option<String>,
    revision: Option<i64>,
) -> Result<Option<Carried>, SqliteError> {
    match (collection, id, revision) {
        (None, None, None) => Ok(None),
        (Some(collection), Some(id), Some(revision)) => Ok(Some(Carried {
            collection: Collection::new(collection).map_err(SqliteError::unreadable)?,
            id: RecordId::new(id).map_err(SqliteError::unreadable)?,
            revision,
        })),
        _ => Err(SqliteError::unreadable(ContradictionError)),
    }
}
