//! The timer as a state machine: pure steps from one entry to its next revision.

use super::{Entry, EntryError, EntryFields, EntryId, EntryState, EventKind, Interval, Moment, TimerEvent};
use crate::Timestamp;
use crate::names::DeviceId;

/// What a person says of an entry when it begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The project.
    pub project: Option<String>,
    /// What is being done.
    pub description: String,
    /// Tags.
    pub tags: Vec<String>,
}

/// An event, and the entry after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// What happened.
    pub event: TimerEvent,
    /// The entry's new revision.
    pub entry: Entry,
}

/// A step that the timer can't take. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimerError {
    /// No timer is running or paused.
    #[error("no timer is running")]
    NothingRuns,
    /// It is paused already.
    #[error("the timer is already paused")]
    AlreadyPaused,
    /// It is running already.
    #[error("the timer is already running")]
    AlreadyRunning,
    /// A stopped entry is never resumed.
    #[error("the entry is stopped; a stopped entry is never resumed")]
    Stopped,
    /// The clock says that it is earlier than what the entry already holds.
    #[error("the clock says {now}, but the timer already holds {last}")]
    ClockBehind {
        /// What the clock says.
        now: Timestamp,
        /// The last instant of the entry.
        last: Timestamp,
    },
    /// The entry would be invalid.
    #[error("the entry is not possible: {0}")]
    Entry(#[source] EntryError),
}

impl From<EntryError> for TimerError {
    fn from(error: EntryError) -> Self {
        Self::Entry(error)
    }
}

/// A new running entry.
///
/// # Errors
/// [`TimerError::Entry`] for a text that is too long.
pub fn start(id: EntryId, device: DeviceId, draft: Draft, now: Moment) -> Result<Transition, TimerError> {
    let Draft { project, description, tags } = draft;
    let entry = Entry::try_from(EntryFields {
        id,
        device,
        project,
        description,
        tags,
        annotations: Vec::new(),
        intervals: vec![Interval { start: now.at, end: None }],
        state: EntryState::Running,
        zone: now.zone.clone(),
        offset_seconds: now.offset_seconds,
        revision: 1,
        deleted: false,
        source: "homing".to_owned(),
        approximate: false,
    })?;
    Ok(Transition { event: TimerEvent { kind: EventKind::Start, moment: now }, entry })
}

/// Running becomes paused.
///
/// # Errors
/// [`TimerError`] from any other state, or where the clock was set back.
pub fn pause(entry: Entry, now: Moment) -> Result<Transition, TimerError> {
    match entry.state {
        EntryState::Running => step(entry, EventKind::Pause, EntryState::Paused, now),
        EntryState::Paused => Err(TimerError::AlreadyPaused),
        EntryState::Stopped => Err(TimerError::Stopped),
    }
}

/// Paused becomes running, in a new interval.
///
/// # Errors
/// [`TimerError`] from any other state, or where the clock was set back.
pub fn resume(entry: Entry, now: Moment) -> Result<Transition, TimerError> {
    match entry.state {
        EntryState::Paused => step(entry, EventKind::Resume, EntryState::Running, now),
        EntryState::Running => Err(TimerError::AlreadyRunning),
        EntryState::Stopped => Err(TimerError::Stopped),
    }
}

/// Running or paused becomes stopped.
///
/// # Errors
/// [`TimerError`] where it is stopped already, or where the clock was set back.
pub fn stop(entry: Entry, now: Moment) -> Result<Transition, TimerError> {
    match entry.state {
        EntryState::Running | EntryState::Paused => step(entry, EventKind::Stop, EntryState::Stopped, now),
        EntryState::Stopped => Err(TimerError::Stopped),
    }
}

fn step(entry: Entry, kind: EventKind, state: EntryState, now: Moment) -> Result<Transition, TimerError> {
    let last = entry.last_instant();
    if now.at < last {
        return Err(TimerError::ClockBehind { now: now.at, last });
    }
    let mut fields = entry.into_fields();
    if let Some(open) = fields.intervals.last_mut().filter(|interval| interval.end.is_none()) {
        open.end = Some(now.at);
    }
    if state == EntryState::Running {
        fields.intervals.push(Interval { start: now.at, end: None });
    }
    fields.state = state;
    fields.revision += 1;
    Ok(Transition { event: TimerEvent { kind, moment: now }, entry: Entry::try_from(fields)? })
}
