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
    /// It is paused, which is not over.
    #[error("the timer is paused")]
    Paused,
    /// The time that was named has not come yet.
    #[error("{at} is in the future: the clock says {now}")]
    InFuture {
        /// The time.
        at: Timestamp,
        /// What the clock says.
        now: Timestamp,
    },
    /// The time that was named is before something that the entry already holds.
    #[error("{at} is before {last}, which the timer's entry already holds")]
    BeforeLast {
        /// The time.
        at: Timestamp,
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

/// Running becomes paused. A clock that was set back keeps nobody from it: whatever is earlier than the entry's
/// last instant counts as that instant, and the entry becomes approximate. So it is with each of these steps.
///
/// # Errors
/// [`TimerError`] from any other state.
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
/// [`TimerError`] from any other state.
pub fn resume(entry: Entry, now: Moment) -> Result<Transition, TimerError> {
    match entry.state {
        EntryState::Paused => step(entry, EventKind::Resume, EntryState::Running, now),
        EntryState::Running => Err(TimerError::AlreadyRunning),
        EntryState::Stopped => Err(TimerError::Stopped),
    }
}

/// Running stays running: the work ends in one interval and goes on in another.
pub(super) fn work_on(entry: Entry, now: Moment) -> Result<Transition, TimerError> {
    match entry.state {
        EntryState::Running => step(entry, EventKind::Resume, EntryState::Running, now),
        EntryState::Paused => Err(TimerError::Paused),
        EntryState::Stopped => Err(TimerError::Stopped),
    }
}

/// Running or paused becomes stopped.
///
/// # Errors
/// [`TimerError`] where it is stopped already.
pub fn stop(entry: Entry, now: Moment) -> Result<Transition, TimerError> {
    match entry.state {
        EntryState::Running | EntryState::Paused => step(entry, EventKind::Stop, EntryState::Stopped, now),
        EntryState::Stopped => Err(TimerError::Stopped),
    }
}

fn step(entry: Entry, kind: EventKind, state: EntryState, now: Moment) -> Result<Transition, TimerError> {
    let last = entry.last_instant();
    let behind = now.at < last;
    let moment = if behind { Moment { at: last, ..now } } else { now };
    let mut fields = entry.into_fields();
    let open = fields.intervals.last_mut().filter(|interval| interval.end.is_none());
    fields.approximate |= behind && (open.is_some() || state == EntryState::Running);
    if let Some(open) = open {
        open.end = Some(moment.at);
    }
    if state == EntryState::Running {
        fields.intervals.push(Interval { start: moment.at, end: None });
    }
    fields.state = state;
    fields.revision += 1;
    Ok(Transition { event: TimerEvent { kind, moment }, entry: Entry::try_from(fields)? })
}
