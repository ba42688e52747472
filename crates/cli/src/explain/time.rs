//! When something was not recorded or not imported.

use homing_app::{ImportError, SystemClock};
use homing_domain::Timestamp;
use homing_domain::ports::Clock as _;
use homing_domain::time::{
    EditError, EntryError, FindError, GapError, TimerError, TrackError, UNDO_STEPS, UndoError,
};

use super::{Explained, Failure, queue};

/// So many ids are told of those that begin alike.
const SHOWN: usize = 5;

/// In a person's words.
pub(super) fn track(error: &TrackError) -> Explained {
    match error {
        TrackError::Timer(error) => timer(error),
        TrackError::Edit(error) => edit(error),
        TrackError::Gap(error) => gap(error),
        TrackError::Undo(error) => undo(*error),
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
        TimerError::NothingRuns => return nothing_runs(),
        TimerError::AlreadyPaused => (
            Failure::AlreadyPaused,
            "The timer is already paused. Nothing was changed; go on with `homing resume`.".to_owned(),
        ),
        TimerError::AlreadyRunning => {
            (Failure::AlreadyRunning, "The timer is already running. Nothing was changed.".to_owned())
        }
        TimerError::Paused => (
            Failure::Paused,
            "The timer is paused, not over. Nothing was changed; go on with `homing resume`.".to_owned(),
        ),
        TimerError::InFuture { at, now } => return future(*at, *now),
        TimerError::BeforeLast { at, last } => (
            Failure::TimeTooEarly,
            format!(
                "The timer's entry already holds a later time. Nothing was changed; name a time from {} on, or change \
                 the entry with `homing edit current`. The time was {}.",
                local(*last),
                local(*at)
            ),
        ),
        TimerError::Entry(error) => return entry(error),
        error => (Failure::TimerRefuses, format!("The timer can't do that: {error}. Nothing was changed.")),
    };
    Explained::new(failure, text)
}

fn edit(error: &EditError) -> Explained {
    let (failure, text) = match error {
        EditError::NoSuchEntry => return no_such_entry(),
        EditError::OtherDevice => (
            Failure::OtherDevice,
            "The entry belongs to another device, which alone may change it. Nothing was changed.".to_owned(),
        ),
        EditError::NothingToChange => {
            (Failure::NothingToChange, "The entry says this already. Nothing was changed.".to_owned())
        }
        EditError::WhichInterval { count } => (
            Failure::IntervalUnclear,
            format!(
                "Work on this entry was paused, so it has several intervals. Nothing was changed; name one of them \
                 with --interval, from 1 to {count}."
            ),
        ),
        EditError::NoSuchInterval { count } => (
            Failure::IntervalUnclear,
            format!("The entry has no such interval. Nothing was changed; its intervals count from 1 to {count}."),
        ),
        EditError::StillOpen => (
            Failure::IntervalOpen,
            "Work on this interval still goes on. Nothing was changed; end it with `homing stop --at TIME` or \
             `homing pause --at TIME`."
                .to_owned(),
        ),
        EditError::InFuture { at, now } => return future(*at, *now),
        EditError::TooLong { span } => (
            Failure::YesNeeded,
            format!(
                "Work of {} hours without a break is more often a wrong date than meant. Nothing was changed; \
                 repeat it with --yes if it is right.",
                span.as_secs() / 3_600
            ),
        ),
        EditError::Gap(GapError::NoGap) => (
            Failure::NoGap,
            "No time away waits for an answer in this entry, so there is nothing to take out. Nothing was changed."
                .to_owned(),
        ),
        EditError::Gap(_) => (
            Failure::CutNeedsTime,
            "For how long this machine was off is not known, so it can't be taken out. Nothing was changed; say when \
             work ended with --to TIME, or that all of it was work with --exact."
                .to_owned(),
        ),
        EditError::Entry(error) => return entry(error),
        error => {
            (Failure::EntryInvalid, format!("The entry can't be like that: {error}. Nothing was changed."))
        }
    };
    Explained::new(failure, text)
}

fn gap(error: &GapError) -> Explained {
    match error {
        GapError::NoGap => Explained::new(
            Failure::NoGap,
            "This machine was on and awake for as long as the timer ran, so there is nothing to cut. Nothing was \
             changed; --at says when work ended.",
        ),
        GapError::CutNeedsTime(_) => Explained::new(
            Failure::CutNeedsTime,
            "For how long this machine was off is not known, so it can't be taken out. Nothing was changed; say when \
             work ended with --cut TIME, or that it was work with --keep.",
        ),
        GapError::CutOutside { at, from, to } => Explained::new(
            Failure::CutOutside,
            format!(
                "The cut does not lie between the beginning of the work and the end of the time away. Nothing was \
                 changed; name a time from {} to {}. The time was {}.",
                local(*from),
                local(*to),
                local(*at)
            ),
        ),
        error => Explained::new(
            Failure::TimerRefuses,
            format!("The timer can't do that: {error}. Nothing was changed."),
        ),
    }
}

fn undo(error: UndoError) -> Explained {
    let text = match error {
        UndoError::Nothing => format!(
            "There is nothing left to undo. Nothing was changed; the commands kept for that are the last \
             {UNDO_STEPS} of this machine."
        ),
        UndoError::Import => {
            "The last thing done here was an import, which can't be undone. Nothing was changed; \
                              `homing delete` removes single entries."
                .to_owned()
        }
        UndoError::Review => {
            "The last thing done here was a decision of a review, which can't be undone. Nothing was \
                              changed; `homing edit` and `homing delete` mend an entry that was made, and \
                              `homing review confirm` takes over what was discarded."
                .to_owned()
        }
        UndoError::ChangedSince => {
            "What the last command changed was changed in another way since, so it can't be \
                                    undone. Nothing was changed; `homing edit` mends an entry."
                .to_owned()
        }
        error => format!("It can't be undone: {error}. Nothing was changed."),
    };
    Explained::new(Failure::NothingToUndo, text)
}

/// In a person's words.
pub(super) fn find(error: &FindError) -> Explained {
    match error {
        FindError::NothingRuns => nothing_runs(),
        FindError::Queue(error) => queue::queue(error),
        FindError::Ambiguous(entries) => {
            let some: Vec<_> = entries.iter().take(SHOWN).map(|entry| entry.id.to_string()).collect();
            let more = if entries.len() > SHOWN { ", ..." } else { "" };
            Explained::new(
                Failure::EntryAmbiguous,
                format!(
                    "The ids of {} entries begin like that. Nothing was changed; write more of one of these: {}{more}",
                    entries.len(),
                    some.join(", ")
                ),
            )
        }
        _ => no_such_entry(),
    }
}

fn nothing_runs() -> Explained {
    Explained::new(
        Failure::NothingRuns,
        "No timer is running. Nothing was changed; start one with `homing start`.",
    )
}

fn no_such_entry() -> Explained {
    Explained::new(
        Failure::NoSuchEntry,
        "There is no such entry, or it is deleted. Nothing was changed; `homing log --all` lists every entry.",
    )
}

fn entry(error: &EntryError) -> Explained {
    let text = match error {
        EntryError::EndsBeforeStart { .. } => {
            "The entry would end before it starts. Nothing was recorded; check --from and --to.".to_owned()
        }
        error => {
            format!("The entry is not possible: {error}. Nothing was recorded; correct it and try again.")
        }
    };
    Explained::new(Failure::EntryInvalid, text)
}

/// A time as the clock on the wall shows it, with its distance from UTC.
fn local(at: Timestamp) -> String {
    at.to_jiff().to_zoned(SystemClock::new().time_zone()).strftime("%Y-%m-%d %H:%M:%S (%:z)").to_string()
}

fn future(at: Timestamp, now: Timestamp) -> Explained {
    Explained::new(
        Failure::TimeInFuture,
        format!(
            "The time lies in the future. Nothing was recorded; name one that has been, or set this machine's \
             clock right, which says {}. The time was {}.",
            local(now),
            local(at)
        ),
    )
}

/// In a person's words.
pub(super) fn import(what: &str, error: &ImportError) -> Explained {
    match error {
        ImportError::Read(error) => Explained::new(
            Failure::NotAnExport,
            format!("This is not {what}: {error}. Nothing was imported."),
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
