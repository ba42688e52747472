//! Between the port's types and the rows. What a row holds is checked as strictly as what came from outside.

use homing_domain::Timestamp;
use homing_domain::names::{Collection, Key, Kind, Lane, RecordId, TaskId};
use homing_domain::task::{
    BlobName, BlobRef, Body, Carried, Coalesce, Dependency, NewTask, Priority, Reason, Record, Release,
    Sha256, Task, TaskState, WithoutRoom,
};
use sea_orm::{QueryResult, TryGetable};
use serde::Deserialize;

use super::entity::record;
use super::error::DatabaseError;

/// A row that contradicts itself, or holds a word that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("a row of the queue contradicts itself")]
struct ContradictionError;

fn contradiction() -> DatabaseError {
    DatabaseError::unreadable(ContradictionError)
}

pub(crate) fn instant(millis: i64) -> Result<Timestamp, DatabaseError> {
    Timestamp::from_millis(millis).map_err(DatabaseError::unreadable)
}

pub(crate) fn lane(text: String) -> Result<Lane, DatabaseError> {
    Lane::new(text).map_err(DatabaseError::unreadable)
}

/// A length or a count as a column holds it.
pub(crate) fn number(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// A count out of a column.
pub(crate) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// A column by its place: a look by name costs more than the value.
pub(crate) fn column<T: TryGetable>(row: &QueryResult, place: usize) -> Result<T, DatabaseError> {
    Ok(row.try_get_by_index(place)?)
}

/// The member of the list that a statement was given which a row is about.
pub(crate) fn given<'g, T>(list: &'g [T], row: &QueryResult, place: usize) -> Result<&'g T, DatabaseError> {
    let place: i64 = column(row, place)?;
    usize::try_from(place).ok().and_then(|place| list.get(place)).ok_or_else(contradiction)
}

/// In the order of urgency, which an index follows.
pub(crate) fn urgency(priority: Priority) -> i64 {
    match priority {
        Priority::Critical => 0,
        Priority::High => 1,
        Priority::Normal => 2,
    }
}

pub(crate) fn priority(urgency: i64) -> Result<Priority, DatabaseError> {
    match urgency {
        0 => Ok(Priority::Critical),
        1 => Ok(Priority::High),
        2 => Ok(Priority::Normal),
        _ => Err(contradiction()),
    }
}

pub(crate) fn coalesce_word(coalesce: Coalesce) -> &'static str {
    match coalesce {
        Coalesce::Keep => "keep",
        Coalesce::Supersede => "supersede",
    }
}

fn coalesce(word: &str) -> Result<Coalesce, DatabaseError> {
    match word {
        "keep" => Ok(Coalesce::Keep),
        "supersede" => Ok(Coalesce::Supersede),
        _ => Err(contradiction()),
    }
}

pub(crate) fn without_room_word(without_room: WithoutRoom) -> &'static str {
    match without_room {
        WithoutRoom::Refuse => "refuse",
        WithoutRoom::PutOff => "put_off",
    }
}

fn without_room(word: &str) -> Result<WithoutRoom, DatabaseError> {
    match word {
        "refuse" => Ok(WithoutRoom::Refuse),
        "put_off" => Ok(WithoutRoom::PutOff),
        _ => Err(contradiction()),
    }
}

pub(crate) fn until_word(until: Release) -> &'static str {
    match until {
        Release::Sent => "sent",
        Release::OutOfTheWay => "out_of_the_way",
    }
}

pub(crate) fn until(word: &str) -> Result<Release, DatabaseError> {
    match word {
        "sent" => Ok(Release::Sent),
        "out_of_the_way" => Ok(Release::OutOfTheWay),
        _ => Err(contradiction()),
    }
}

pub(crate) fn written(reason: &Reason) -> Result<String, DatabaseError> {
    serde_json::to_string(reason).map_err(DatabaseError::unreadable)
}

/// The state that a state's word, `frozen` and the reason stand for.
pub(crate) fn state(word: &str, frozen: bool, reason: Option<&str>) -> Result<TaskState, DatabaseError> {
    match (word, reason) {
        ("claimed", _) => Ok(TaskState::Claimed),
        ("waiting", _) if frozen => Ok(TaskState::Unknown),
        ("waiting", _) => Ok(TaskState::Waiting),
        ("attention", Some(reason)) => read(reason).map(TaskState::Attention),
        _ => Err(contradiction()),
    }
}

impl TryFrom<record::Model> for Record {
    type Error = DatabaseError;

    fn try_from(row: record::Model) -> Result<Self, DatabaseError> {
        Ok(Self {
            collection: Collection::new(row.collection).map_err(DatabaseError::unreadable)?,
            id: RecordId::new(row.id).map_err(DatabaseError::unreadable)?,
            sort_key: row.sort_key,
            revision: row.revision,
            body: Body::new(row.body),
        })
    }
}

/// What holds a task, out of a list of pairs in JSON.
pub(crate) fn holding(list: &str) -> Result<Vec<Dependency>, DatabaseError> {
    let pairs: Vec<(String, String)> = serde_json::from_str(list).map_err(DatabaseError::unreadable)?;
    let pairs =
        pairs.into_iter().map(|(name, word)| Ok(Dependency { lane: lane(name)?, until: until(&word)? }));
    let mut holding: Vec<_> = pairs.collect::<Result<_, DatabaseError>>()?;
    holding.sort();
    Ok(holding)
}

/// What a value of JSON holds.
pub(crate) fn read<'j, T: Deserialize<'j>>(json: &'j str) -> Result<T, DatabaseError> {
    serde_json::from_str(json).map_err(DatabaseError::unreadable)
}

/// A task as [`super::sql`] gives it: an array in this order.
#[derive(Deserialize)]
struct TaskRow<'j> {
    seq: i64,
    id: TaskId,
    key: Key,
    kind: Kind,
    priority: i64,
    coalesce: &'j str,
    state: &'j str,
    frozen: i64,
    attempts: i64,
    crashes: i64,
    unknown_since_ms: Option<i64>,
    occurred_at_ms: i64,
    enqueued_at_ms: i64,
    not_before_ms: i64,
    carries_collection: Option<Collection>,
    carries_id: Option<RecordId>,
    carries_revision: Option<i64>,
    reason: Option<String>,
    without_room: &'j str,
    blob: Option<(BlobName, Sha256, u64)>,
}

/// A task out of its value, with an empty body.
pub(crate) fn task(json: &str, lane: Lane, depends: Vec<Dependency>) -> Result<Task, DatabaseError> {
    let row: TaskRow<'_> = read(json)?;
    let times = |number| u32::try_from(number).unwrap_or(u32::MAX);
    let carries = match (row.carries_collection, row.carries_id, row.carries_revision) {
        (None, None, None) => None,
        (Some(collection), Some(id), Some(revision)) => Some(Carried { collection, id, revision }),
        _ => return Err(contradiction()),
    };
    let task = NewTask {
        id: row.id,
        key: row.key,
        kind: row.kind,
        lane,
        priority: priority(row.priority)?,
        coalesce: coalesce(row.coalesce)?,
        occurred_at: instant(row.occurred_at_ms)?,
        body: Body::default(),
        carries,
        depends,
        blob: row.blob.map(|(name, sha256, bytes)| BlobRef { name, sha256, bytes }),
        without_room: without_room(row.without_room)?,
    };
    Ok(Task {
        seq: row.seq,
        task,
        enqueued_at: instant(row.enqueued_at_ms)?,
        attempts: times(row.attempts),
        crashes: times(row.crashes),
        unknown_since: row.unknown_since_ms.map(instant).transpose()?,
        not_before: instant(row.not_before_ms)?,
        state: state(row.state, row.frozen != 0, row.reason.as_deref())?,
    })
}
