//! `import`.

use std::path::PathBuf;

use clap::Subcommand;
use homing_app::ImportFormat;
use jiff::tz::TimeZone;

use super::legacy::Legacy;
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
    /// Move over from the earlier app: take in what its database holds, and its sign-in
    Legacy(Legacy),
}

/// A file that another program exported.
pub(crate) struct ExportedFile {
    /// The file.
    pub(crate) file: PathBuf,
    /// How it is to be read.
    pub(crate) format: ImportFormat,
    /// What it is to be, as in `a Timewarrior export`.
    pub(crate) what: &'static str,
}

impl Import {
    /// What is imported.
    ///
    /// # Errors
    /// It is no export, but the earlier app's own database.
    pub(crate) fn exported(self) -> Result<ExportedFile, Legacy> {
        match self {
            Self::Timewarrior { file } => {
                Ok(ExportedFile { file, format: ImportFormat::Timewarrior, what: "a Timewarrior export" })
            }
            Self::Toggl { file, zone } => {
                let (format, what) =
                    (ImportFormat::Toggl { zone }, "a Toggl Track report that can be imported");
                Ok(ExportedFile { file, format, what })
            }
            Self::Legacy(legacy) => Err(legacy),
        }
    }
}
