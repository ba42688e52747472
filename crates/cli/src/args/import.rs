//! `import`.

use std::path::PathBuf;

use clap::Subcommand;
use homing_app::ImportFormat;
use jiff::tz::TimeZone;

use super::period::zone;

/// `import`.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Take in an export of Timewarrior, made by `timew export`
    Timewarrior {
        /// The exported file; - is standard input
        file: PathBuf,
    },
    /// Take in a detailed report of Toggl Track, exported as CSV
    Toggl {
        /// The exported file; - is standard input
        file: PathBuf,

        /// The zone of its times, as your Toggl profile has it, such as Europe/Berlin
        #[arg(long, value_name = "Z", value_parser = zone)]
        zone: TimeZone,
    },
}

impl Import {
    /// The file, how it is to be read, and what it is to be.
    pub(crate) fn into_parts(self) -> (PathBuf, ImportFormat, &'static str) {
        match self {
            Self::Timewarrior { file } => (file, ImportFormat::Timewarrior, "a Timewarrior export"),
            Self::Toggl { file, zone } => {
                (file, ImportFormat::Toggl { zone }, "a Toggl Track report that can be imported")
            }
        }
    }
}
