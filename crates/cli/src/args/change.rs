//! What changes entries that are recorded: `edit` and `delete`.

use clap::Args;
use homing_domain::time::EntryRef;

use super::timer::AWAY;
use crate::time_arg::TimeArg;

/// `edit`.
#[derive(Debug, Args)]
pub(crate) struct Edit {
    /// The entry: its id or at least 4 digits of it, @1 for the latest of `homing log`, @2 for the one before it,
    /// last or current
    #[arg(value_name = "ENTRY")]
    pub(crate) entry: EntryRef,

    #[command(flatten)]
    pub(crate) changes: Changes,
}

/// What an edit changes.
#[derive(Debug, Args)]
pub(crate) struct Changes {
    /// What was done
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,

    /// The project
    #[arg(long, value_name = "P", conflicts_with = "no_project")]
    pub(crate) project: Option<String>,

    /// Take the project away
    #[arg(long)]
    pub(crate) no_project: bool,

    /// A tag to add; give it again for more
    #[arg(long = "tag", value_name = "T")]
    pub(crate) tags: Vec<String>,

    /// A tag to take away; give it again for more
    #[arg(long = "untag", value_name = "T")]
    pub(crate) untags: Vec<String>,

    /// A remark to add; give it again for more
    #[arg(long = "annotation", value_name = "TEXT")]
    pub(crate) annotations: Vec<String>,

    /// When work began: 09:15 (today), "2026-11-22 09:15", 2026-11-22T09:15:00+01:00, -2h or "2 hours ago"
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) from: Option<TimeArg>,

    /// When it ended, in the same forms
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) to: Option<TimeArg>,

    /// Which interval --from and --to are of, 1 for the first; needed where work was paused
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) interval: Option<u32>,

    /// The time for which this machine was away, and which `homing review` lists, was no work: take it out
    #[arg(long, value_name = AWAY, value_parser = [AWAY], conflicts_with_all = ["from", "to", "exact"])]
    pub(crate) cut: Option<String>,

    /// The times are right as they stand: the entry is approximate no more
    #[arg(long)]
    pub(crate) exact: bool,

    /// Yes, more than 16 hours at a stretch is meant
    #[arg(long)]
    pub(crate) yes: bool,
}

/// `delete`.
#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// The entries: ids or at least 4 digits of each, @1 for the latest of `homing log`, @2 for the one before it,
    /// last or current
    #[arg(value_name = "ENTRY", required = true)]
    pub(crate) entries: Vec<EntryRef>,

    /// Yes, without a question
    #[arg(long)]
    pub(crate) yes: bool,
}

/// `undo`.
#[derive(Debug, Args)]
pub(crate) struct Undo {
    /// Yes, also where it takes away more than 5 minutes of work that was done since the command
    #[arg(long)]
    pub(crate) yes: bool,
}
