//! Exports: what is recorded, written for another program to a stream or to a file. How a format looks is in
//! `homing-export`.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use homing_domain::Timestamp;
use homing_domain::ports::{QueueError, Selection};
use homing_domain::time::{Period, Tracker};
use homing_export::{WriteError, csv, ical, json};
use jiff::tz::TimeZone;

use crate::json::export_lines;
use crate::new_name::NewName;
use crate::whole_file::{IfThere, WholeFile};
use crate::{Homing, SyncManager};

/// What is exported.
#[derive(Clone, Debug)]
pub struct Export {
    /// The form.
    pub format: ExportFormat,
    /// The entries with work in this time, whole.
    pub period: Period,
}

/// The form of an export.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ExportFormat {
    /// JSON, with everything.
    Json,
    /// A table with a row for each interval.
    Csv {
        /// The zone of its local times.
        zone: TimeZone,
    },
    /// A calendar with an event for each interval.
    ICalendar,
}

/// An export that was not made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// What is recorded can't be read.
    #[error("what is recorded can't be read")]
    Queue(#[from] QueueError),
    /// There is such a file already, and it was not to be replaced.
    #[error("the file exists already")]
    Exists,
    /// It can't be written.
    #[error("the export can't be written")]
    Write(#[from] WriteError),
}

impl Export {
    /// Writes it to a stream at this instant, and tells how many entries are in it.
    async fn write(
        &self,
        tracker: &Tracker,
        now: Timestamp,
        out: &mut (dyn Write + Send),
    ) -> Result<usize, ExportError> {
        let entries = tracker.entries_within(self.period).await?;
        match &self.format {
            ExportFormat::Json => json::write(&entries, out)?,
            ExportFormat::Csv { zone } => csv::write(&entries, zone, out)?,
            ExportFormat::ICalendar => ical::write(&entries, now, out)?,
        }
        Ok(entries.len())
    }
}

impl SyncManager {
    /// Writes an export of the active account's entries into a folder, under a name that nothing has there yet, and
    /// tells which. The file is there whole or not at all. Only this user may read it.
    ///
    /// # Errors
    /// [`ExportError`].
    pub async fn export_entries(&self, export: &Export, folder: &Path) -> Result<PathBuf, ExportError> {
        let mut text = Vec::new();
        export.write(self.tracker(), self.clock.now(), &mut text).await?;
        let kind = match export.format {
            ExportFormat::Json => "json",
            ExportFormat::Csv { .. } => "csv",
            ExportFormat::ICalendar => "ics",
        };
        let name =
            NewName { stem: "homing-entries", kind, now: self.clock.now(), zone: &self.clock.time_zone() };
        Ok(name.write(folder, &text).map_err(WriteError::Stream)?)
    }

    /// Writes unsent tasks of the active account whole into a folder, a line of JSON for each, as
    /// [`SyncManager::export_entries`] does.
    ///
    /// # Errors
    /// [`ExportError`].
    pub async fn export_tasks(&self, which: &Selection, folder: &Path) -> Result<PathBuf, ExportError> {
        let mut tasks = self.unsent_with_bodies().await?;
        if let Selection::Tasks(ids) = which {
            tasks.retain(|task| ids.contains(&task.task.id));
        }
        let lines = export_lines(&tasks).map_err(|error| WriteError::Stream(error.into()))?;
        let zone = self.clock.time_zone();
        let name = NewName { stem: "homing-unsent", kind: "jsonl", now: self.clock.now(), zone: &zone };
        Ok(name.write(folder, lines.as_bytes()).map_err(WriteError::Stream)?)
    }
}

impl Homing {
    /// Writes an export to a stream, and tells how many entries are in it.
    ///
    /// # Errors
    /// [`ExportError`]; a part may have been written then.
    pub async fn export(&self, export: &Export, out: &mut (dyn Write + Send)) -> Result<usize, ExportError> {
        export.write(self.sync().tracker(), self.clock().now(), out).await
    }

    /// Writes an export to a file, and tells how many entries are in it. The file is there whole or not at all.
    /// Only this user may read it.
    ///
    /// # Errors
    /// [`ExportError`], with [`ExportError::Exists`] where there is such a file and `replace` is false. What was
    /// there before is still there.
    pub async fn export_to_file(
        &self,
        export: &Export,
        path: &Path,
        replace: bool,
    ) -> Result<usize, ExportError> {
        if !replace && path.try_exists().map_err(WriteError::Stream)? {
            return Err(ExportError::Exists);
        }
        let mut file = WholeFile::at(path).map_err(WriteError::Stream)?;
        let mut written = BufWriter::new(file.out());
        let entries = self.export(export, &mut written).await?;
        written.flush().map_err(WriteError::Stream)?;
        drop(written);
        let if_there = if replace { IfThere::Replace } else { IfThere::Keep };
        file.finish(if_there).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists if !replace => ExportError::Exists,
            _ => WriteError::Stream(error).into(),
        })?;
        Ok(entries)
    }
}
