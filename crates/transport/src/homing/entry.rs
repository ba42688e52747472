//! Time entries between the domain and the wire, member by member: a change on either side is a change
//! here, never one that slips through.

use homing_domain::Timestamp;
use homing_domain::TimestampError;
use homing_domain::names::DeviceId;
use homing_domain::time::{
    Annotation, Entry, EntryError, EntryFields, EntryId, EntryState, EventKind, Interval, TaskBody,
    TimerEvent,
};
use homing_wire as wire;

/// An entry on the wire that is no entry. Holds nothing that anyone wrote.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EntryReadError {
    /// A member is no UUID.
    #[error("its {member} is no UUID")]
    Id {
        /// The member's name.
        member: &'static str,
        /// What is wrong with it.
        #[source]
        source: uuid::Error,
    },
    /// A member is no instant.
    #[error("its {member} is no instant")]
    Instant {
        /// The member's name.
        member: &'static str,
        /// What is wrong with it.
        #[source]
        source: TimestampError,
    },
    /// The state is one that this version does not know.
    #[error("its state is not known")]
    State,
    /// The revision is beyond any that a client makes.
    #[error("its revision is too great")]
    Revision,
    /// Its members contradict each other.
    #[error("it breaks a rule of time entries")]
    Rule(#[source] EntryError),
}

/// A state or an event that this version of the API has no word for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this API has no word for it")]
pub(super) struct NoWordError;

/// The body of a `time-entry` task.
pub(super) fn body_to_wire(body: TaskBody) -> Result<wire::TimeEntryBody, NoWordError> {
    let TaskBody { event: TimerEvent { kind, moment }, entry } = body;
    let event = wire::Event {
        kind: event_to_wire(kind)?,
        at: moment.at.to_string(),
        zone: moment.zone,
        offset_seconds: moment.offset_seconds,
    };
    Ok(wire::TimeEntryBody { event, entry: to_wire(entry) })
}

fn event_to_wire(kind: EventKind) -> Result<wire::EventKind, NoWordError> {
    Ok(match kind {
        EventKind::Start => wire::EventKind::Start,
        EventKind::Pause => wire::EventKind::Pause,
        EventKind::Resume => wire::EventKind::Resume,
        EventKind::Stop => wire::EventKind::Stop,
        EventKind::Add => wire::EventKind::Add,
        EventKind::Import => wire::EventKind::Import,
        EventKind::Edit => wire::EventKind::Edit,
        EventKind::Delete => wire::EventKind::Delete,
        _ => return Err(NoWordError),
    })
}

fn to_wire(entry: Entry) -> wire::TimeEntry {
    let fields = entry.into_fields();
    let annotation = |Annotation { at, text }| wire::Annotation { at: at.map(|at| at.to_string()), text };
    let interval = |Interval { start, end }| wire::Interval {
        start: start.to_string(),
        end: end.map(|end: Timestamp| end.to_string()),
    };
    wire::TimeEntry {
        id: fields.id.to_string(),
        device: fields.device.to_string(),
        project: fields.project,
        description: fields.description,
        tags: fields.tags,
        annotations: fields.annotations.into_iter().map(annotation).collect(),
        intervals: fields.intervals.into_iter().map(interval).collect(),
        state: match fields.state {
            EntryState::Running => wire::EntryState::Running,
            EntryState::Paused => wire::EntryState::Paused,
            EntryState::Stopped => wire::EntryState::Stopped,
        },
        zone: fields.zone,
        offset_seconds: fields.offset_seconds,
        // An entry that exists has a revision of at least 1.
        revision: fields.revision.unsigned_abs(),
        deleted: fields.deleted,
        source: fields.source,
        approximate: fields.approximate,
    }
}

/// Reads an entry and checks it as any entry is checked.
pub(super) fn from_wire(entry: wire::TimeEntry) -> Result<Entry, EntryReadError> {
    let annotation = |wire::Annotation { at, text }| {
        let at = at.map(|at| instant("annotation", &at)).transpose()?;
        Ok(Annotation { at, text })
    };
    let interval = |wire::Interval { start, end }| {
        let end = end.map(|end| instant("interval's end", &end)).transpose()?;
        Ok(Interval { start: instant("interval's start", &start)?, end })
    };
    let fields = EntryFields {
        id: EntryId::new(entry.id.parse().map_err(|source| EntryReadError::Id { member: "id", source })?),
        device: device(&entry.device)?,
        project: entry.project,
        description: entry.description,
        tags: entry.tags,
        annotations: entry.annotations.into_iter().map(annotation).collect::<Result<_, _>>()?,
        intervals: entry.intervals.into_iter().map(interval).collect::<Result<_, _>>()?,
        state: match entry.state {
            wire::EntryState::Running => EntryState::Running,
            wire::EntryState::Paused => EntryState::Paused,
            wire::EntryState::Stopped => EntryState::Stopped,
            _ => return Err(EntryReadError::State),
        },
        zone: entry.zone,
        offset_seconds: entry.offset_seconds,
        revision: i64::try_from(entry.revision).map_err(|_| EntryReadError::Revision)?,
        deleted: entry.deleted,
        source: entry.source,
        approximate: entry.approximate,
    };
    Entry::try_from(fields).map_err(EntryReadError::Rule)
}

fn device(text: &str) -> Result<DeviceId, EntryReadError> {
    text.parse().map_err(|source| EntryReadError::Id { member: "device", source })
}

fn instant(member: &'static str, text: &str) -> Result<Timestamp, EntryReadError> {
    text.parse().map_err(|source| EntryReadError::Instant { member, source })
}
