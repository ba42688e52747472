//! Between the port's types and the rows. What a row holds is checked as strictly as what came from outside.

use homing_domain::Timestamp;
use homing_domain::names::{Collection, Key, Kind, Lane, RecordId, TaskId};
use homing_domain::task::{
    Body, Carried, Coalesce, Dependency, NewTask, Priority, Reason, Record, Release, Task, TaskState,
    WithoutRoom,
};
use sea_orm::prelude::Uuid;
use sea_orm::{QueryResult, TryGetable};

use super::entity::record;
use super::error::SqliteError;

/// A row that contradicts itself, or holds a word that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("a row of the queue contradicts itself")]
struct ContradictionError;

fn contradiction() -> SqliteError {
    SqliteError::unreadable(ContradictionError)
}

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

/// A count out of a column.
pub(super) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// A column by its place: a look by name costs more than the value.
pub(super) fn column<T: TryGetable>(row: &QueryResult, place: usize) -> Result<T, SqliteError> {
    Ok(row.try_get_by_index(place)?)
}

/// The member of the list that a statement was given which a row is about.
pub(super) fn given<'g, T>(list: &'g [T], row: &QueryResult, place: usize) -> Result<&'g T, SqliteError> {
    let place: i64 = column(row, place)?;
    usize::try_from(place).ok().and_then(|place| list.get(place)).ok_or_else(contradiction)
}

/// In the order of urgency, which an index follows.
pub(super) fn urgency(priority: Priority) -> i64 {
    match priority {
        Priority::Critical => 0,
        Priority::High => 1,
        Priority::Normal => 2,
    }
}

pub(super) fn priority(urgency: i64) -> Result<Priority, SqliteError> {
    match urgency {
        0 => Ok(Priority::Critical),
        1 => Ok(Priority::High),
        2 => Ok(Priority::Normal),
        _ => Err(contradiction()),
    }
}

pub(super) fn coalesce_word(coalesce: Coalesce) -> &'static str {
    match coalesce {
        Coalesce::Keep => "keep",
        Coalesce::Supersede => "supersede",
    }
}

fn coalesce(word: &str) -> Result<Coalesce, SqliteError> {
    match word {
        "keep" => Ok(Coalesce::Keep),
        "supersede" => Ok(Coalesce::Supersede),
        _ => Err(contradiction()),
    }
}

pub(super) fn without_room_word(without_room: WithoutRoom) -> &'static str {
    match without_room {
        WithoutRoom::Refuse => "refuse",
        WithoutRoom::PutOff => "put_off",
    }
}

fn without_room(word: &str) -> Result<WithoutRoom, SqliteError> {
    match word {
        "refuse" => Ok(WithoutRoom::Refuse),
        "put_off" => Ok(WithoutRoom::PutOff),
        _ => Err(contradiction()),
    }
}

pub(super) fn until_word(until: Release) -> &'static str {
    match until {
        Release::Sent => "sent",
        Release::OutOfTheWay => "out_of_the_way",
    }
}

pub(super) fn until(word: &str) -> Result<Release, SqliteError> {
    match word {
        "sent" => Ok(Release::Sent),
        "out_of_the_way" => Ok(Release::OutOfTheWay),
        _ => Err(contradiction()),
    }
}

pub(super) fn written(reason: &Reason) -> Result<String, SqliteError> {
    serde_json::to_string(reason).map_err(SqliteError::unreadable)
}

/// The state that a state's word, `frozen` and the reason stand for.
pub(super) fn state(word: &str, frozen: bool, reason: Option<&str>) -> Result<TaskState, SqliteError> {
    match (word, reason) {
        ("claimed", _) => Ok(TaskState::Claimed),
        ("waiting", _) if frozen => Ok(TaskState::Unknown),
        ("waiting", _) => Ok(TaskState::Waiting),
        ("attention", Some(reason)) => {
            serde_json::from_str(reason).map(TaskState::Attention).map_err(SqliteError::unreadable)
        }
        _ => Err(contradiction()),
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

/// What holds a task, out of a list of pairs in JSON.
pub(super) fn holding(list: &str) -> Result<Vec<Dependency>, SqliteError> {
    let pairs: Vec<(String, String)> = serde_json::from_str(list).map_err(SqliteError::unreadable)?;
    let pairs =
        pairs.into_iter().map(|(name, word)| Ok(Dependency { lane: lane(name)?, until: until(&word)? }));
    let mut holding: Vec<_> = pairs.collect::<Result<_, SqliteError>>()?;
    holding.sort();
    Ok(holding)
}

/// The task of a row whose columns are those of [`super::sql`], from this place on, with an empty body.
pub(super) fn task(
    row: &QueryResult,
    from: usize,
    lane: Lane,
    depends: Vec<Dependency>,
) -> Result<Task, SqliteError> {
    let text = |place: usize| column::<String>(row, from + place);
    let number = |place: usize| column::<i64>(row, from + place);
    let uuid = |place: usize| column::<Uuid>(row, from + place);
    let times = |place: usize| Ok::<_, SqliteError>(u32::try_from(number(place)?).unwrap_or(u32::MAX));
    let reason: Option<String> = column(row, from + 17)?;
    let task = NewTask {
        id: TaskId::new(uuid(1)?),
        key: Key::new(uuid(2)?),
        kind: Kind::new(text(3)?).map_err(SqliteError::unreadable)?,
        lane,
        priority: priority(number(4)?)?,
        coalesce: coalesce(&text(5)?)?,
        occurred_at: instant(number(11)?)?,
        body: Body::default(),
        carries: carries(column(row, from + 14)?, column(row, from + 15)?, column(row, from + 16)?)?,
        depends,
        without_room: without_room(&text(18)?)?,
    };
    Ok(Task {
        seq: number(0)?,
        task,
        enqueued_at: instant(number(12)?)?,
        attempts: times(8)?,
        crashes: times(9)?,
        unknown_since: column::<Option<i64>>(row, from + 10)?.map(instant).transpose()?,
        not_before: instant(number(13)?)?,
        state: state(&text(6)?, column(row, from + 7)?, reason.as_deref())?,
    })
}

/// How many columns those are.
pub(super) const TASK_COLUMNS: usize = 19;

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
        _ => Err(contradiction()),
    }
}
