//! When something was not recorded or not imported.

use homing_app::ImportError;
use homing_domain::time::{EntryError, TimerError, TrackError};

use super::{Explained, Failure, queue};

/// In a person's words.
pub(super) fn track(error: &TrackError) -> Explained {
    match error {
        TrackError::Timer(error) => timer(error),
        TrackError::Queue(error) => queue::queue(error),
        TrackError::ProjectArchived => Explained::new(
            Failure::ProjectArchived,
            "This project is archived on the server and takes no new work. Nothing was recorded; name another \
             project or none. If it was opened again, `homing projects --refresh` learns of it.",
        ),
        _ => Explained::new(
            Failure::DataBusy,
            "Other programs keep changing the timer. Nothing was recorded; try again.",
        ),
    }
}

fn timer(error: &TimerError) -> Explained {
    let (failure, text) = match error {
        TimerError::NothingRuns => (
            Failure::NothingRuns,
            "No timer is running. Nothing was changed; start one with `homing start`.".to_owned(),
        ),
        TimerError::AlreadyPaused => (
            Failure::AlreadyPaused,
            "The timer is already paused. Nothing was changed; go on with `homing resume`.".to_owned(),
        ),
        TimerError::AlreadyRunning => {
            (Failure::AlreadyRunning, "The timer is already running. Nothing was changed.".to_owned())
        }
        TimerError::ClockBehind { now, last } => (
            Failure::ClockBehind,
            format!(
                "The clock of this machine says {now}, but the timer already holds {last}. Nothing was \
                 changed; set the clock right and try again."
            ),
        ),
        TimerError::Entry(EntryError::EndsBeforeStart { .. }) => (
            Failure::EntryInvalid,
            "The entry would end before it starts. Nothing was recorded; check --from and --to.".to_owned(),
        ),
        TimerError::Entry(error) => (
            Failure::EntryInvalid,
            format!("The entry is not possible: {error}. Nothing was recorded; correct it and try again."),
        ),
        error => (Failure::TimerRefuses, format!("The timer can't do that: {error}. Nothing was changed.")),
    };
    Explained::new(failure, text)
}

/// In a person's words.
pub(super) fn import(error: &ImportError) -> Explained {
    match error {
        ImportError::Read(error) => Explained::new(
            Failure::NotAnExport,
            format!("This is not a Timewarrior export: {error}. Nothing was imported."),
        ),
        ImportError::Track(error) => {
            let Explained { failure, text } = track(error);
            let resumes = "Rows that were imported before this stay; the same import goes on where it was.";
            Explained::new(failure, format!("{text} {resumes}"))
        }
        _ => Explained::new(
            Failure::Internal,
            "The import failed. What was imported stays; HOMING_LOG=error shows why.",
        ),
    }
}
