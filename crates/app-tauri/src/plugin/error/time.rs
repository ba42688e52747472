//! When something was not recorded.

use homing_domain::time::{EditError, Gap, GapError, TimerError, TrackError, UndoError};

use super::CommandError;
use crate::json::GapJson;

impl From<TrackError> for CommandError {
    fn from(error: TrackError) -> Self {
        match error {
            TrackError::Timer(error) => error.into(),
            TrackError::Edit(error) => error.into(),
            TrackError::Gap(error) => error.into(),
            TrackError::Undo(UndoError::TakesWork { work }) => {
                Self::YesNeeded { work_seconds: work.as_secs() }
            }
            TrackError::Undo(UndoError::Outdated) => Self::UndoOutdated,
            TrackError::Undo(_) => Self::NothingToUndo,
            TrackError::Queue(error) => error.into(),
            TrackError::ProjectArchived => Self::ProjectArchived,
            TrackError::Contended => Self::DataBusy,
            _ => Self::Internal,
        }
    }
}

impl From<TimerError> for CommandError {
    fn from(error: TimerError) -> Self {
        match error {
            TimerError::NothingRuns => Self::NothingRuns,
            TimerError::AlreadyPaused => Self::AlreadyPaused,
            TimerError::AlreadyRunning => Self::AlreadyRunning,
            TimerError::Paused => Self::Paused,
            TimerError::InFuture { at, now } => Self::TimeInFuture { at, now },
            TimerError::BeforeLast { at, last } => Self::TimeTooEarly { at, last },
            TimerError::Entry(error) => Self::EntryInvalid(error.into()),
            _ => Self::TimerRefuses,
        }
    }
}

impl From<EditError> for CommandError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::NoSuchEntry => Self::NoSuchEntry,
            EditError::OtherDevice => Self::OtherDevice,
            EditError::ChangedSince { began } => Self::EntryChanged { from: began },
            EditError::NothingToChange => Self::NothingToChange,
            EditError::WhichInterval { count } | EditError::NoSuchInterval { count } => {
                Self::IntervalUnclear { count }
            }
            EditError::StillOpen => Self::IntervalOpen,
            EditError::InFuture { at, now } => Self::TimeInFuture { at, now },
            EditError::TooLong { span } => Self::YesNeeded { work_seconds: span.as_secs() },
            EditError::Gap(error) => error.into(),
            EditError::Entry(error) => Self::EntryInvalid(error.into()),
            _ => Self::TimerRefuses,
        }
    }
}

impl From<GapError> for CommandError {
    fn from(error: GapError) -> Self {
        let written = |gaps: Vec<Gap>| gaps.iter().map(GapJson::from).collect();
        match error {
            GapError::Unanswered(gaps) => Self::GapUnanswered { gaps: written(gaps) },
            GapError::CutNeedsTime(gaps) => Self::CutNeedsTime { gaps: written(gaps) },
            GapError::CutOutside { at, from, to } => Self::CutOutside { at, from, to },
            GapError::NoGap => Self::NoGap,
            _ => Self::TimerRefuses,
        }
    }
}
