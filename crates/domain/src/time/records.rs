//! How time tracking lies in the queue's records: collections, ids and bodies. The only place that
//! knows them.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::undo::{UNDO_STEPS, UndoHead, UndoStep};
use super::{Entry, EntryId, TaskBody, TimerEvent, task_kind};
use crate::names::{Collection, Key, RecordId, TaskId};
use crate::ports::{Ids, QueueError};
use crate::task::{
    Body, Carried, Coalesce, Dependency, Expected, NewTask, Record, RecordWrite, Release, WithoutRoom,
};

/// Entries, ordered by the start of their first interval.
pub(super) fn entries() -> Collection {
    Collection::of("time-entry")
}

/// Every event of every timer, ordered by its instant.
fn events() -> Collection {
    Collection::of("timer-event")
}

/// What imports have brought already, by fingerprint.
pub(super) fn imports() -> Collection {
    Collection::of("import")
}

/// The one record that says which entry runs. Every change of the timer writes it under a guard, so
/// that two programs can't both start.
pub(super) fn timer() -> (Collection, RecordId) {
    (Collection::of("timer"), RecordId::of("current"))
}

/// The one record that says what the next undo undoes, and the guard of every command against every other.
pub(super) fn undo_head() -> (Collection, RecordId) {
    (Collection::of("undo"), RecordId::of("head"))
}

/// Where the step of this number lies: in a ring, so that old ones make room.
pub(super) fn undo_step(number: u64) -> Result<(Collection, RecordId), QueueError> {
    let id = RecordId::new((number % UNDO_STEPS).to_string());
    Ok((Collection::of("undo-step"), id.map_err(|error| QueueError::Corrupt(error.into()))?))
}

/// Which entry is running or paused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CurrentTimer {
    pub(super) entry: Option<EntryId>,
}

/// What is known of an imported row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ImportMark {
    pub(super) content: String,
    pub(super) entry: EntryId,
}

pub(super) fn decode<T: DeserializeOwned>(record: &Record) -> Result<T, QueueError> {
    record.body.json().map_err(|error| QueueError::Corrupt(error.into()))
}

pub(super) fn encode(value: &impl Serialize) -> Result<Body, QueueError> {
    Body::of_json(value).map_err(|error| QueueError::Corrupt(error.into()))
}

/// The entry's new state, guarded by the one before it.
pub(super) fn entry_write(entry: &Entry) -> Result<RecordWrite, QueueError> {
    let expected = match entry.revision - 1 {
        0 => Expected::Absent,
        before => Expected::Revision(before),
    };
    let record = Record {
        collection: entries(),
        id: entry.id.record_id(),
        sort_key: entry.started_at().as_millis(),
        revision: entry.revision,
        body: encode(entry)?,
    };
    Ok(RecordWrite { record, expected })
}

/// The event's own record. The entry's id and revision make its id.
pub(super) fn event_write(entry: &Entry, event: &TimerEvent) -> Result<RecordWrite, QueueError> {
    let id = RecordId::new(format!("{}:{}", entry.id, entry.revision))
        .map_err(|error| QueueError::Corrupt(error.into()))?;
    let sort_key = event.moment.at.as_millis();
    let record = Record { collection: events(), id, sort_key, revision: 0, body: encode(event)? };
    Ok(RecordWrite { record, expected: Expected::Absent })
}

/// Which entry runs from now on, guarded by the revision that was read.
pub(super) fn timer_write(current: CurrentTimer, read: Option<i64>) -> Result<RecordWrite, QueueError> {
    let (collection, id) = timer();
    let (expected, revision) = match read {
        None => (Expected::Absent, 1),
        Some(revision) => (Expected::Revision(revision), revision + 1),
    };
    let record = Record { collection, id, sort_key: 0, revision, body: encode(&current)? };
    Ok(RecordWrite { record, expected })
}

/// The list of what can be undone, guarded by the revision of it that was read.
pub(super) fn undo_head_write(head: UndoHead, read: Option<i64>) -> Result<RecordWrite, QueueError> {
    let (collection, id) = undo_head();
    let (expected, revision) = match read {
        None => (Expected::Absent, 1),
        Some(revision) => (Expected::Revision(revision), revision + 1),
    };
    let record = Record { collection, id, sort_key: 0, revision, body: encode(&head)? };
    Ok(RecordWrite { record, expected })
}

/// A step that can be undone. The head's guard is its guard, too.
pub(super) fn undo_step_write(step: &UndoStep) -> Result<RecordWrite, QueueError> {
    let (collection, id) = undo_step(step.number)?;
    let record = Record { collection, id, sort_key: 0, revision: 0, body: encode(step)? };
    Ok(RecordWrite { record, expected: Expected::Anything })
}

/// The task that tells of an event and carries the entry after it. It comes after what the lane of the entry
/// `after` holds, where there is one: the entry that was stopped for it.
pub(super) fn task(
    event: &TimerEvent,
    entry: &Entry,
    after: Option<EntryId>,
    ids: &dyn Ids,
) -> Result<NewTask, QueueError> {
    let body = TaskBody { event: event.clone(), entry: entry.clone() };
    let carries = Carried { collection: entries(), id: entry.id.record_id(), revision: entry.revision };
    Ok(NewTask {
        id: TaskId::new(ids.uuid()),
        key: Key::new(ids.uuid()),
        kind: task_kind(),
        lane: entry.id.lane(),
        priority: event.kind.priority(),
        coalesce: Coalesce::Supersede,
        occurred_at: event.moment.at,
        body: body.encode().map_err(|error| QueueError::Corrupt(error.into()))?,
        carries: Some(carries),
        depends: after
            .map(|other| Dependency { lane: other.lane(), until: Release::OutOfTheWay })
            .into_iter()
            .collect(),
        // A change is recorded whatever the queue holds; the engine makes its task once there is room.
        without_room: WithoutRoom::PutOff,
    })
}
