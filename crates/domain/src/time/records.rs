//! How time tracking lies in the queue's records: collections, ids and bodies. The only place that
//! knows them.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::pulse::Pulse;
use super::reach::is_long;
use super::signs::Left;
use super::undo::{UNDO_STEPS, UndoHead, UndoStep};
use super::{Entry, EntryId, Gap, TaskBody, TimerEvent, task_kind};
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
pub(super) fn events() -> Collection {
    Collection::of("timer-event")
}

/// The event that made this revision of the entry.
pub(super) fn event_id(entry: EntryId, revision: i64) -> Result<RecordId, QueueError> {
    RecordId::new(format!("{entry}:{revision}")).map_err(|error| QueueError::Corrupt(error.into()))
}

/// The one record that the heartbeat of an account's timer overwrites.
pub(super) fn heartbeat() -> (Collection, RecordId) {
    (Collection::of("heartbeat"), RecordId::of("current"))
}

/// Time that the machine may not have lived and that nobody was asked about, by entry.
pub(super) fn kept_gaps() -> Collection {
    Collection::of("kept-gap")
}

/// Which revision a person gave up, by entry.
pub(super) fn given_up() -> Collection {
    Collection::of("given-up")
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

/// An event as it is stored: with the machine's life of then, which no server hears of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredEvent {
    #[serde(flatten)]
    pub(super) event: TimerEvent,
    /// None where an earlier Homing wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pulse: Option<Pulse>,
    /// Where the timer works on: that of the stretch of work that is settled, which an undo brings back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) settled: Option<Pulse>,
}

/// The newest heartbeat. It is over with the next revision of the entry, whose event has a pulse of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredBeat {
    pub(super) entry: EntryId,
    pub(super) revision: i64,
    #[serde(flatten)]
    pub(super) pulse: Pulse,
}

/// Gaps of an entry that stayed although nobody said that they were work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptGaps {
    pub(super) gaps: Vec<Gap>,
    /// Whether the entry's times are a guess for other reasons, too.
    #[serde(default)]
    pub(super) guessed_before: bool,
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

/// Long entries, ordered by their end: see [`super::reach`]; and the record in it that says that all of them are there.
pub(super) fn long_entries_are_complete() -> (Collection, RecordId) {
    (Collection::of("long-entry"), RecordId::of("complete"))
}

/// Notes how far a long entry reaches. The guard of the entry's revision is its guard, too.
pub(super) fn long_entry_write(entry: &Entry) -> Result<RecordWrite, QueueError> {
    let (collection, _) = long_entries_are_complete();
    let (id, sort_key) = (entry.id.record_id(), entry.last_instant().as_millis());
    let record = Record { collection, id, sort_key, revision: 0, body: encode(&entry.id)? };
    Ok(RecordWrite { record, expected: Expected::Anything })
}

/// Says that every long entry is noted.
pub(super) fn complete_write(collection: Collection, id: RecordId) -> Result<RecordWrite, QueueError> {
    // Before every instant: no look at some time finds it.
    let record = Record { collection, id, sort_key: i64::MIN, revision: 0, body: encode(&())? };
    Ok(RecordWrite { record, expected: Expected::Anything })
}

/// The entry's new state with what is noted beside it.
pub(super) fn entry_writes(entry: &Entry) -> Result<Vec<RecordWrite>, QueueError> {
    let mut writes = vec![entry_write(entry)?];
    if is_long(entry) {
        writes.push(long_entry_write(entry)?);
    }
    Ok(writes)
}

/// The entry's new state, guarded by the one before it.
fn entry_write(entry: &Entry) -> Result<RecordWrite, QueueError> {
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
pub(super) fn event_write(
    entry: &Entry,
    event: &TimerEvent,
    Left { pulse, settled }: Left,
) -> Result<RecordWrite, QueueError> {
    let id = event_id(entry.id, entry.revision)?;
    let sort_key = event.moment.at.as_millis();
    let body = encode(&StoredEvent { event: event.clone(), pulse: Some(pulse), settled })?;
    let record = Record { collection: events(), id, sort_key, revision: 0, body };
    Ok(RecordWrite { record, expected: Expected::Absent })
}

/// The next heartbeat. The last one wins: see [`Pulse`].
pub(super) fn beat_write(beat: &StoredBeat) -> Result<RecordWrite, QueueError> {
    let (collection, id) = heartbeat();
    let record = Record { collection, id, sort_key: 0, revision: 0, body: encode(beat)? };
    Ok(RecordWrite { record, expected: Expected::Anything })
}

/// The entry's gaps that nobody was asked about. The guard of the entry's revision is its guard, too.
pub(super) fn kept_gaps_write(entry: &Entry, kept: &KeptGaps) -> Result<RecordWrite, QueueError> {
    let sort_key = entry.started_at().as_millis();
    let (collection, id) = (kept_gaps(), entry.id.record_id());
    let record = Record { collection, id, sort_key, revision: 0, body: encode(kept)? };
    Ok(RecordWrite { record, expected: Expected::Anything })
}

/// The revision of the entry that was given up. The last note wins.
pub(super) fn given_up_write(entry: EntryId, revision: i64) -> Result<RecordWrite, QueueError> {
    let (collection, id) = (given_up(), entry.record_id());
    let record = Record { collection, id, sort_key: 0, revision: 0, body: encode(&revision)? };
    Ok(RecordWrite { record, expected: Expected::Anything })
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
        blob: None,
        without_room: WithoutRoom::PutOff,
    })
}
