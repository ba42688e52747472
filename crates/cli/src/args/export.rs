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

    /// How it is written [default: as the file's ending says, .csv or .ics, else json]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<ExportForm>,

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

impl Export {
    /// The form that is named, else the one that the file's ending stands for.
    pub(crate) fn form(&self) -> ExportForm {
        let ending = self.file.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        self.format.unwrap_or(match ending.as_deref() {
            Some("csv") => ExportForm::Csv,
            Some("ics") => ExportForm::Ical,
            _ => ExportForm::Json,
        })
    }
}
