//! Time entries as a kind of task: what the engine knows of them.

use super::{Entry, EntryState, EventKind, Moment, TaskBody, TimerEvent, records, task_kind};
use crate::names::{Collection, Kind, Lane};
use crate::task::{Body, Coalesce, InvalidTask, Priority, Reason, Record, TaskKind};

/// The kind `time-entry`. A newer task of an entry says all that an older one said, and where the queue has no
/// room, the entry is recorded all the same.
#[derive(Clone, Copy, Debug, Default)]
pub struct TimeEntryKind;

fn read(body: &Body) -> Result<TaskBody, InvalidTask> {
    TaskBody::decode(body).map_err(|_| invalid())
}

/// Without a word of the content.
fn invalid() -> InvalidTask {
    InvalidTask(Reason { code: "invalid-entry".to_owned(), detail: None, field: None })
}

impl TaskKind for TimeEntryKind {
    fn kind(&self) -> Kind {
        task_kind()
    }

    fn coalesce(&self) -> Coalesce {
        Coalesce::Supersede
    }

    fn priority(&self, body: &Body) -> Result<Priority, InvalidTask> {
        Ok(read(body)?.event.kind.priority())
    }

    fn lane(&self, body: &Body) -> Result<Lane, InvalidTask> {
        Ok(read(body)?.entry.id.lane())
    }

    fn validate(&self, body: &Body) -> Result<(), InvalidTask> {
        read(body).map(drop)
    }

    fn carries(&self) -> Option<Collection> {
        Some(records::entries())
    }

    fn body_of(&self, record: &Record) -> Result<Body, InvalidTask> {
        let entry: Entry = record.body.json().map_err(|_| invalid())?;
        let event = TimerEvent { kind: last_event(&entry), moment: last_moment(&entry) };
        TaskBody { event, entry }.encode().map_err(|_| invalid())
    }
}

/// What must have happened last for the entry to be as it is.
fn last_event(entry: &Entry) -> EventKind {
    match entry.state {
        _ if entry.deleted => EventKind::Delete,
        EntryState::Running if entry.intervals.len() == 1 => EventKind::Start,
        EntryState::Running => EventKind::Resume,
        EntryState::Paused => EventKind::Pause,
        EntryState::Stopped => EventKind::Stop,
    }
}

fn last_moment(entry: &Entry) -> Moment {
    Moment { at: entry.last_instant(), zone: entry.zone.clone(), offset_seconds: entry.offset_seconds }
}
