//! What a page asks of the timer, as JSON. It becomes a command of the domain, which alone says what is possible.

use homing_domain::Timestamp;
use homing_domain::time::{Away, Command, Draft, Edit, EntryId, StepRef, Times, When};
use serde::{Deserialize, Deserializer};

/// The argument `command` of `enqueue_time_entry`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum TimeEntryCommand {
    Start {
        #[serde(default)]
        description: String,
        #[serde(default)]
        project: Option<String>,
        #[serde(default)]
        tags: Vec<String>,
        #[serde(default)]
        at: Option<Timestamp>,
        #[serde(default)]
        long_is_meant: bool,
    },
    Continue {
        entry: EntryId,
        #[serde(default)]
        at: Option<Timestamp>,
        #[serde(default)]
        long_is_meant: bool,
    },
    Pause {
        #[serde(default)]
        at: Option<Timestamp>,
    },
    Resume {
        #[serde(default)]
        at: Option<Timestamp>,
    },
    // What the time away was is in the argument `away`.
    Settle {},
    Stop {
        #[serde(default)]
        at: Option<Timestamp>,
    },
    Add {
        #[serde(default)]
        description: String,
        #[serde(default)]
        project: Option<String>,
        #[serde(default)]
        tags: Vec<String>,
        from: Timestamp,
        to: Timestamp,
        #[serde(default)]
        long_is_meant: bool,
    },
    Edit {
        entry: EntryId,
        changes: Changes,
    },
    Delete {
        entries: Vec<EntryId>,
    },
    Cancel {},
    Undo {
        // The command that is meant, as its answer names it.
        #[serde(default)]
        step: Option<StepRef>,
        #[serde(default)]
        loss_is_meant: bool,
    },
}

/// The argument `away` of `enqueue_time_entry`: what the time was for which this machine slept or was off while the
/// timer ran. Where it is not said, that time stays and the entry is marked for review.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub(super) enum Said {
    /// `"ask"`: somebody is there to be asked.
    Ask,
    /// `"keep"`.
    Keep,
    /// `"cut-out"`.
    CutOut,
    /// `{"cut-at": time}`.
    CutAt(Timestamp),
}

/// What is to be changed of an entry; what is not named stays.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(default, deny_unknown_fields)]
pub(super) struct Changes {
    description: Option<String>,
    /// Null takes it away.
    #[serde(deserialize_with = "named")]
    #[cfg_attr(feature = "bindings", specta(type = Option<String>))]
    project: Option<Option<String>>,
    tags: Vec<String>,
    untags: Vec<String>,
    annotations: Vec<String>,
    /// Of several intervals at once, all or none.
    times: Vec<ChangedTimes>,
    cut_away: bool,
    exact: bool,
    long_is_meant: bool,
    /// The revision that was seen: any other one is not changed.
    of_revision: Option<i64>,
}

/// Other times of one interval.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(default, deny_unknown_fields)]
pub(super) struct ChangedTimes {
    /// Its place among the entry's intervals, from 0 on.
    place: Option<usize>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

/// A field that is there, be it null.
fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl From<TimeEntryCommand> for Command {
    fn from(command: TimeEntryCommand) -> Self {
        match command {
            TimeEntryCommand::Start { description, project, tags, at, long_is_meant } => {
                Self::Start { draft: Draft { project, description, tags }, when: since(at, long_is_meant) }
            }
            TimeEntryCommand::Continue { entry, at, long_is_meant } => {
                Self::Continue { entry, when: since(at, long_is_meant) }
            }
            TimeEntryCommand::Pause { at } => Self::Pause(since(at, false)),
            TimeEntryCommand::Resume { at } => Self::Resume(since(at, false)),
            TimeEntryCommand::Settle {} => Self::Settle,
            TimeEntryCommand::Stop { at } => Self::Stop(since(at, false)),
            TimeEntryCommand::Add { description, project, tags, from, to, long_is_meant } => {
                Self::Add { draft: Draft { project, description, tags }, from, to, long_is_meant }
            }
            TimeEntryCommand::Edit { entry, changes } => Self::Edit { entry, edit: changes.into() },
            TimeEntryCommand::Delete { entries } => Self::Delete(entries),
            TimeEntryCommand::Cancel {} => Self::Cancel,
            TimeEntryCommand::Undo { step, loss_is_meant } => Self::Undo { step, loss_is_meant },
        }
    }
}

impl From<Said> for Away {
    fn from(said: Said) -> Self {
        match said {
            Said::Ask => Self::Ask,
            Said::Keep => Self::Keep,
            Said::CutOut => Self::CutOut,
            Said::CutAt(at) => Self::CutAt(at),
        }
    }
}

impl From<Changes> for Edit {
    fn from(changes: Changes) -> Self {
        let Changes {
            description,
            project,
            tags,
            untags,
            annotations,
            times,
            cut_away,
            exact,
            long_is_meant,
            of_revision,
        } = changes;
        let one = |ChangedTimes { place, from, to }| Times { place, from, to };
        let times = times.into_iter().map(one).collect();
        Self {
            description,
            project,
            tags,
            untags,
            annotations,
            times,
            cut_away,
            exact,
            long_is_meant,
            of_revision,
        }
    }
}

fn since(at: Option<Timestamp>, long_is_meant: bool) -> When {
    match at {
        None => When::Now,
        Some(at) if long_is_meant => When::LongAgo(at),
        Some(at) => When::At(at),
    }
}
