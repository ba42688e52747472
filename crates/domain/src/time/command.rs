//! What a person asks of the timer and of what is recorded, and what comes of it. How a command is decided is
//! in [`super::decide`], how it is written in [`super::tracker`].

use serde::{Deserialize, Serialize};

use super::{
    Became, Draft, Edit, EditError, Entry, EntryError, EntryId, Gap, GapError, StepRef, TimerError, UndoError,
};
use crate::Timestamp;
use crate::ports::QueueError;

/// When a step of the timer happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// Now, by this machine's clock. A clock that is behind the entry's last instant stops nobody: the step is
    /// recorded at that instant, and the entry becomes approximate.
    #[default]
    Now,
    /// At this instant, as the person says: not in the future, and not before the entry's last instant.
    At(Timestamp),
    /// As [`When::At`], and more than [`super::LONG_SPAN`] of work since then is meant.
    LongAgo(Timestamp),
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command {
    /// Starts an entry; stops the one that runs, at the same instant.
    Start {
        /// What is being done.
        draft: Draft,
        /// Since when.
        when: When,
    },
    /// Starts a new entry with the words of one that is over; stops the one that runs.
    Continue {
        /// The entry that is over.
        entry: EntryId,
        /// Since when.
        when: When,
    },
    /// Pauses the running entry.
    Pause(When),
    /// Resumes the paused entry.
    Resume(When),
    /// Says what the time away was of the timer that runs, which works on: the stretch of work is settled as far as
    /// now. Without an answer it is refused like [`super::Away::Ask`].
    Settle,
    /// Stops the running or paused entry.
    Stop(When),
    /// Writes an entry down afterwards.
    Add {
        /// What was done.
        draft: Draft,
        /// When it began.
        from: Timestamp,
        /// When it ended: not in the future.
        to: Timestamp,
        /// Whether more than [`super::LONG_SPAN`] at a stretch is meant.
        long_is_meant: bool,
    },
    /// Changes an entry.
    Edit {
        /// Which.
        entry: EntryId,
        /// What.
        edit: Edit,
    },
    /// Deletes entries, all or none. One that runs is over then.
    Delete(Vec<EntryId>),
    /// Deletes the running or paused entry.
    Cancel,
    /// Undoes the newest command of this machine that is not undone yet, by new revisions.
    Undo {
        /// The command that is meant: [`Recorded::step`]. Any other one is not undone.
        step: Option<StepRef>,
        /// Whether it may take away more than [`super::UNDO_GRACE`] of work that was done since the command.
        loss_is_meant: bool,
    },
}

/// A command's name, as the list of what can be undone keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CommandKind {
    /// [`Command::Start`].
    Start,
    /// [`Command::Continue`].
    Continue,
    /// [`Command::Pause`].
    Pause,
    /// [`Command::Resume`].
    Resume,
    /// [`Command::Settle`].
    Settle,
    /// [`Command::Stop`].
    Stop,
    /// [`Command::Add`].
    Add,
    /// [`Command::Edit`].
    Edit,
    /// [`Command::Delete`].
    Delete,
    /// [`Command::Cancel`].
    Cancel,
    /// An import: many transactions, which no single one can take back.
    Import,
    /// A decision on what an earlier program had not finished: see [`super::ReviewItem`].
    Review,
}

impl Command {
    /// Its name; none for [`Command::Undo`], which leaves nothing to undo.
    #[must_use]
    pub fn kind(&self) -> Option<CommandKind> {
        Some(match self {
            Self::Start { .. } => CommandKind::Start,
            Self::Continue { .. } => CommandKind::Continue,
            Self::Pause(_) => CommandKind::Pause,
            Self::Resume(_) => CommandKind::Resume,
            Self::Settle => CommandKind::Settle,
            Self::Stop(_) => CommandKind::Stop,
            Self::Add { .. } => CommandKind::Add,
            Self::Edit { .. } => CommandKind::Edit,
            Self::Delete(_) => CommandKind::Delete,
            Self::Cancel => CommandKind::Cancel,
            Self::Undo { .. } => return None,
        })
    }

    /// The project that a person names with it.
    #[must_use]
    pub fn project(&self) -> Option<&str> {
        match self {
            Self::Start { draft, .. } | Self::Add { draft, .. } => draft.project.as_deref(),
            Self::Edit { edit, .. } => edit.project.as_ref()?.as_deref(),
            _ => None,
        }
    }

    /// Whether the person names a time of work, which may lie where other work is recorded.
    pub(super) fn names_a_time(&self) -> bool {
        match self {
            Self::Start { when, .. } | Self::Continue { when, .. } => *when != When::Now,
            Self::Add { .. } => true,
            Self::Edit { edit, .. } => !edit.times.is_empty(),
            _ => false,
        }
    }
}

/// An entry before and after a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Before; none where the command made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Entry>,
    /// After.
    pub after: Entry,
}

/// What a command changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The entry that the command is about; of several, the first one.
    pub entry: Entry,
    /// The entry that ran before, where the command stopped it.
    pub stopped: Option<Entry>,
    /// Every entry that was changed.
    pub changes: Vec<Change>,
    /// Entries of which work lies within the work of `entry`: looked for where the person named a time, among
    /// those that began at most a week before.
    pub overlaps: Vec<Entry>,
    /// The instant that was recorded in place of now, where the clock was behind it.
    pub clock_behind: Option<Timestamp>,
    /// The time that the machine may not have lived within the stretch of work that the command ended, and what
    /// became of it.
    pub away: Vec<(Gap, Became)>,
    /// How far the wall clock was set within that stretch, in milliseconds and forward where positive, if that is
    /// more than [`super::GAP_TOLERANCE`]: the entry is marked as approximate then.
    pub clock_set_millis: Option<i64>,
    /// The command that was undone, where this was [`Command::Undo`].
    pub undone: Option<CommandKind>,
    /// The step that undoes this command; none of [`Command::Undo`].
    pub step: Option<StepRef>,
}

/// A command that was not recorded. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrackError {
    /// The timer can't do that now.
    #[error(transparent)]
    Timer(#[from] TimerError),
    /// The entry can't be written or changed like that.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The machine was away, and that can't be settled like that.
    #[error(transparent)]
    Gap(#[from] GapError),
    /// It can't be undone.
    #[error(transparent)]
    Undo(#[from] UndoError),
    /// It could not be written.
    #[error("it could not be recorded")]
    Queue(#[source] QueueError),
    /// The project takes no new work, as far as is known here.
    #[error("the project is archived on the server")]
    ProjectArchived,
    /// Other programs kept changing the timer in between.
    #[error("other programs keep changing the timer")]
    Contended,
}

impl From<EntryError> for TrackError {
    fn from(error: EntryError) -> Self {
        Self::Timer(TimerError::Entry(error))
    }
}

impl From<QueueError> for TrackError {
    fn from(error: QueueError) -> Self {
        Self::Queue(error)
    }
}
