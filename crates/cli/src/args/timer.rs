//! What is recorded: `start`, `continue`, `pause`, `resume`, `stop` and `add`.

use std::str::FromStr;

use clap::Args;
use homing_domain::time::{Draft, EntryRef};

use crate::time_arg::{TimeArg, TimeArgError};

/// What stands for the time away itself, in the place of a time.
pub(crate) const AWAY: &str = "away";

/// What is being worked on.
#[derive(Debug, Args)]
pub(crate) struct What {
    /// What is being done
    #[arg(value_name = "DESCRIPTION")]
    words: Vec<String>,

    /// The project
    #[arg(long, value_name = "P")]
    project: Option<String>,

    /// A tag; give it again for more
    #[arg(long = "tag", value_name = "T")]
    tags: Vec<String>,
}

impl From<What> for Draft {
    fn from(What { words, project, tags }: What) -> Self {
        Self { project, description: words.join(" "), tags }
    }
}

/// When a step of the timer happened.
#[derive(Debug, Args)]
pub(crate) struct At {
    /// When it happened: 09:15 (today), "2026-11-22 09:15", 2026-11-22T09:15:00+01:00, -15m or
    /// "15 minutes ago" [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) at: Option<TimeArg>,
}

/// What the time was for which this machine slept or was off while the timer ran.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct AwayArgs {
    /// The time for which this machine slept or was off while the timer ran was work
    #[arg(long, conflicts_with = "cut")]
    pub(crate) keep: bool,

    /// It was no work: `away` takes it out and keeps what came after it, a time says when work ended
    #[arg(long, value_name = "TIME|away", allow_hyphen_values = true)]
    pub(crate) cut: Option<Cut>,
}

/// How much is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The time away alone.
    Away,
    /// All from this time on.
    From(TimeArg),
}

impl FromStr for Cut {
    type Err = TimeArgError;

    fn from_str(text: &str) -> Result<Self, TimeArgError> {
        if text == AWAY { Ok(Self::Away) } else { text.parse().map(Self::From) }
    }
}

/// `resume`.
#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// When it happened, in the forms of `homing pause` [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, conflicts_with_all = ["keep", "cut"])]
    pub(crate) at: Option<TimeArg>,

    #[command(flatten)]
    pub(crate) away: AwayArgs,
}

/// `stop` and `pause`.
#[derive(Debug, Args)]
pub(crate) struct End {
    #[command(flatten)]
    pub(crate) when: At,

    #[command(flatten)]
    pub(crate) away: AwayArgs,
}

/// `start`.
#[derive(Debug, Args)]
pub(crate) struct Start {
    #[command(flatten)]
    pub(crate) what: What,

    #[command(flatten)]
    pub(crate) when: At,

    #[command(flatten)]
    pub(crate) away: AwayArgs,

    /// Yes, more than 16 hours since then is meant
    #[arg(long)]
    pub(crate) yes: bool,
}

/// `continue`.
#[derive(Debug, Args)]
pub(crate) struct Continue {
    /// The entry: its id or at least 4 digits of it, @1 for the latest of `homing log`, @2 for the one before it,
    /// last or current [default: last]
    #[arg(value_name = "ENTRY")]
    pub(crate) entry: Option<EntryRef>,

    #[command(flatten)]
    pub(crate) when: At,

    #[command(flatten)]
    pub(crate) away: AwayArgs,

    /// Yes, more than 16 hours since then is meant
    #[arg(long)]
    pub(crate) yes: bool,
}

/// `add`.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// When work began: 09:15 (today), "2026-11-22 09:15", 2026-11-22T09:15:00+01:00, -2h or "2 hours ago"
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) from: TimeArg,

    /// When it ended, in the same forms
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) to: TimeArg,

    #[command(flatten)]
    pub(crate) what: What,

    /// Yes, more than 16 hours at a stretch is meant
    #[arg(long)]
    pub(crate) yes: bool,
}
