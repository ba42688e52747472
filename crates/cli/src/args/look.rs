//! What is looked at: `log`, `summary`, `projects`.

use clap::{Args, ValueEnum};
use homing_domain::time::SummaryBy;
use jiff::tz::TimeZone;

use super::PeriodArgs;
use super::period::zone;

/// `log`.
#[derive(Debug, Args)]
pub(crate) struct Log {
    #[command(flatten)]
    pub(crate) period: PeriodArgs,

    /// Show what the server holds, in place of what this machine holds; all of it where no days are named
    #[arg(long)]
    pub(crate) remote: bool,
}

/// `projects`.
#[derive(Debug, Args)]
pub(crate) struct Projects {
    /// Ask the server now; without this, what was learned at the last sync is shown
    #[arg(long)]
    pub(crate) refresh: bool,
}

/// `summary`.
#[derive(Debug, Args)]
pub(crate) struct Summary {
    /// What the work is added up by
    #[arg(long, value_enum, value_name = "BY", default_value_t = By::Day)]
    pub(crate) by: By,

    #[command(flatten)]
    pub(crate) period: PeriodArgs,

    /// The zone whose days they are, such as Europe/Berlin [default: that of this machine]
    #[arg(long, value_name = "Z", value_parser = zone)]
    pub(crate) zone: Option<TimeZone>,
}

/// What work is added up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// The days of the zone
    Day,
    /// The project
    Project,
    /// Each tag; an entry with two counts for both
    Tag,
}

impl From<By> for SummaryBy {
    fn from(by: By) -> Self {
        match by {
            By::Day => Self::Day,
            By::Project => Self::Project,
            By::Tag => Self::Tag,
        }
    }
}
