//! `review`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use homing_domain::time::{EntryRef, ItemRef, ItemSelection, UnfinishedMatter};

use crate::time_arg::TimeArg;

/// `review`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Review {
    /// List what an import of the earlier app kept as history, what it could not read, and what was decided
    #[arg(long)]
    pub(crate) history: bool,

    #[command(subcommand)]
    pub(crate) decision: Option<Decision>,
}

/// What becomes of work that the earlier app had not sent.
#[derive(Debug, Subcommand)]
pub(crate) enum Decision {
    /// Take work over that the earlier app had not sent, as it is listed
    Confirm(Confirm),
    /// Take it over with what you say in place of what is known
    Edit(Box<EditItem>),
    /// Make nothing of it; it is kept as discarded, and can be confirmed later
    Discard(Discarded),
    /// Write a picture that the earlier app had not sent to a file
    Save {
        /// Its id or at least 4 digits of it, or @1 for the first that is listed
        #[arg(value_name = "ITEM")]
        item: ItemRef,

        /// The file to make
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// Which items.
#[derive(Debug, Args)]
pub(crate) struct Which {
    /// Their ids or at least 4 digits of each, or @1 for the first that is listed
    #[arg(value_name = "ITEM", required_unless_present = "all", conflicts_with = "all")]
    items: Vec<ItemRef>,

    /// All that wait with this matter
    #[arg(long, value_enum, value_name = "MATTER")]
    all: Option<MatterArg>,
}

/// `review confirm`.
#[derive(Debug, Args)]
pub(crate) struct Confirm {
    #[command(flatten)]
    pub(crate) which: Which,

    /// The entry that a picture belongs to: its id or at least 4 digits of it, @1 for the latest of `homing log`, last or
    /// current
    #[arg(long, value_name = "ENTRY")]
    pub(crate) entry: Option<EntryRef>,

    /// Yes, more than 16 hours at a stretch is meant
    #[arg(long)]
    pub(crate) yes: bool,
}

/// `review edit`.
#[derive(Debug, Args)]
pub(crate) struct EditItem {
    #[command(flatten)]
    pub(crate) which: Which,

    /// When work began: 09:15 (today), "2026-11-22 09:15", 2026-11-22T09:15:00+01:00, -2h or "2 hours ago"
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) from: Option<TimeArg>,

    /// When it ended, in the same forms
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) to: Option<TimeArg>,

    /// What was done
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,

    /// The project
    #[arg(long, value_name = "P", conflicts_with = "no_project")]
    pub(crate) project: Option<String>,

    /// Take the project away
    #[arg(long)]
    pub(crate) no_project: bool,

    /// Yes, more than 16 hours at a stretch is meant
    #[arg(long)]
    pub(crate) yes: bool,
}

/// `review discard`.
#[derive(Debug, Args)]
pub(crate) struct Discarded {
    #[command(flatten)]
    pub(crate) which: Which,
}

/// Why work waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MatterArg {
    /// Beginning and end are guesses
    ApproximateTimes,
    /// Nothing says when it ended
    NoStop,
    /// Nothing says when it began
    NoStart,
    /// A timer of a day that was not stopped
    DayNotStopped,
    /// A picture whose entry is not known, or that may have been sent
    Picture,
    /// A picture that was surely not sent
    PictureToSend,
    /// An event of a kind that is not known
    UnknownEvent,
}

impl From<MatterArg> for UnfinishedMatter {
    fn from(matter: MatterArg) -> Self {
        match matter {
            MatterArg::ApproximateTimes => Self::ApproximateTimes,
            MatterArg::NoStop => Self::NoStop,
            MatterArg::NoStart => Self::NoStart,
            MatterArg::DayNotStopped => Self::DayNotStopped,
            MatterArg::Picture => Self::Picture,
            MatterArg::PictureToSend => Self::PictureToSend,
            MatterArg::UnknownEvent => Self::UnknownEvent,
        }
    }
}

impl From<Which> for ItemSelection {
    fn from(Which { items, all }: Which) -> Self {
        all.map_or(Self::These(items), |matter| Self::AllOf(matter.into()))
    }
}
