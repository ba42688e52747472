//! The list of what can be undone: what each command changed, kept in the transaction of the command itself.
//! Local to this machine, never sent.
//!
//! It is a stack over a ring: the head names the newest step that is not undone, each step names the one before
//! it, and the number of steps kept is bounded. An undo takes the step off and writes new revisions; it is no
//! step itself.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Change, CommandKind, Entry, EntryFields, EntryId};
use crate::Timestamp;

/// How many commands back an undo reaches. Each costs the size of the entries that it changed, on disk.
pub const UNDO_STEPS: u64 = 100;

/// How much work since a command its undo takes away without a question, and how long a gap it fills without
/// a mark: who pressed the wrong key notices within minutes.
pub const UNDO_GRACE: Duration = Duration::from_secs(5 * 60);

/// A command that can't be undone. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UndoError {
    /// Nothing was recorded on this machine, or all that is kept was undone.
    #[error("there is nothing to undo")]
    Nothing,
    /// The newest is an import. It was many transactions and can't be taken back in one.
    #[error("an import can't be undone")]
    Import,
    /// The newest is a decision on what an earlier program had not finished. The server's entry would go with it.
    #[error("a decision of a review can't be undone")]
    Review,
    /// It is not the newest that is not undone: another was recorded since, or it is undone already.
    #[error("it is not what was recorded last")]
    Outdated,
    /// What the command changed was changed in another way since.
    #[error("what the command changed was changed again since")]
    ChangedSince,
    /// Work was done since the command that would go with it, more than [`UNDO_GRACE`], and nobody said that it
    /// is meant.
    #[error("it would take away work that was done since the command: {} minutes", .work.as_secs() / 60)]
    TakesWork {
        /// How much.
        work: Duration,
    },
}

/// A command in the list of what can be undone: its number, and the entry of its first change, as the commands of
/// another account have the same numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct StepRef {
    /// The n-th command, from 1 on.
    pub number: u64,
    /// The entry.
    pub entry: EntryId,
}

/// Which step is the newest that is not undone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UndoHead {
    /// How many steps were made, ever.
    pub(super) made: u64,
    /// The newest one that is not undone.
    pub(super) top: Option<u64>,
}

/// A command that can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UndoStep {
    /// The n-th, from 1 on.
    pub(super) number: u64,
    /// The one before it.
    pub(super) previous: Option<u64>,
    pub(super) command: CommandKind,
    /// When it was given, by the clock.
    pub(super) at: Timestamp,
    pub(super) changes: Vec<Change>,
    /// Which entry ran before and after, where the command changed that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) timer: Option<TimerChange>,
}

/// Another entry runs, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TimerChange {
    pub(super) before: Option<EntryId>,
    pub(super) after: Option<EntryId>,
}

/// The list as a command finds it.
#[derive(Clone, Debug, Default)]
pub(super) struct UndoLog {
    pub(super) head: UndoHead,
    /// The revision of the head's record that was read.
    pub(super) revision: Option<i64>,
}

impl UndoStep {
    /// How it is named.
    pub(super) fn reference(&self) -> Option<StepRef> {
        let entry = self.changes.first()?.after.id;
        Some(StepRef { number: self.number, entry })
    }
}

impl UndoHead {
    /// Puts a step on top.
    pub(super) fn push(
        self,
        command: CommandKind,
        at: Timestamp,
        changes: Vec<Change>,
        timer: Option<TimerChange>,
    ) -> (Self, UndoStep) {
        let number = self.made + 1;
        let step = UndoStep { number, previous: self.top, command, at, changes, timer };
        (Self { made: number, top: Some(number) }, step)
    }

    /// Takes the step off.
    pub(super) fn pop(self, step: &UndoStep) -> Self {
        Self { top: step.previous, ..self }
    }

    /// The number of the newest step that is still kept.
    pub(super) fn newest(self) -> Option<u64> {
        self.top.filter(|top| top + UNDO_STEPS > self.made)
    }
}

/// The work that an entry gained since the instant and that is gone where it is put back as it was before.
pub(super) fn work_since(at: Timestamp, entry: &Entry, before: Option<&Entry>, now: Timestamp) -> Duration {
    let open = |entry: &Entry| entry.intervals.last().filter(|last| last.end.is_none()).copied();
    match open(entry) {
        Some(interval) if before.and_then(open).is_none() => now.since(interval.start.max(at)),
        _ => Duration::ZERO,
    }
}

/// Whether two revisions say the same. The mark of a guess is left out: an undo sets it where it fills a gap.
pub(super) fn says_the_same(one: &Entry, other: &Entry) -> bool {
    let (revision, approximate) = (other.revision, other.approximate);
    EntryFields { revision, approximate, ..one.clone().into_fields() } == other.clone().into_fields()
}
