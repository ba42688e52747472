//! Imports: what another program exported, recorded here. How a format is read is in `homing-import`.

use homing_domain::time::{ImportReport, TrackError};
use homing_import::{ReadError, RowProblem, timewarrior, toggl};
use jiff::tz::TimeZone;

use crate::Homing;

/// Which program exported the file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ImportFormat {
    /// Timewarrior, by `timew export`.
    Timewarrior,
    /// Toggl Track, its detailed report as CSV.
    Toggl {
        /// The zone of its local times.
        zone: TimeZone,
    },
}

/// A file that was read and what became of its rows.
#[derive(Debug)]
pub struct Imported {
    /// Rows that the reader could not understand.
    pub problems: Vec<RowProblem>,
    /// What became of the others.
    pub report: ImportReport,
}

/// A file that was not imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// It is not an export. Nothing was imported.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It could not be recorded. What was recorded before stays.
    #[error(transparent)]
    Track(#[from] TrackError),
}

impl Homing {
    /// Records what is new in another program's export. `progress` hears how many rows are done, and of how many.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn import(
        &self,
        format: &ImportFormat,
        export: &[u8],
        progress: &(dyn Fn(usize, usize) + Send + Sync),
    ) -> Result<Imported, ImportError> {
        let reading = match format {
            ImportFormat::Timewarrior => timewarrior::read(export)?,
            ImportFormat::Toggl { zone } => toggl::read(export, zone)?,
        };
        let rows = reading.rows.len();
        let report = self.sync().tracker().import(reading.rows, &|done| progress(done, rows)).await?;
        Ok(Imported { problems: reading.problems, report })
    }
}
