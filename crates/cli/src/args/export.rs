//! `export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::tz::TimeZone;

use super::PeriodArgs;
use super::period::zone;

/// `export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The file; - is standard output
    #[arg(default_value = "-")]
    pub(crate) file: PathBuf,

    /// How it is written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ExportForm::Json)]
    pub(crate) format: ExportForm,

    #[command(flatten)]
    pub(crate) period: PeriodArgs,

    /// The zone of the days and of the local times in CSV [default: that of this machine]
    #[arg(long, value_name = "Z", value_parser = zone)]
    pub(crate) zone: Option<TimeZone>,

    /// Replace the file if it exists
    #[arg(long)]
    pub(crate) force: bool,
}

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportForm {
    /// JSON, with everything that is recorded
    Json,
    /// A table with a row for each interval
    Csv,
    /// A calendar with an event for each interval
    Ical,
}
