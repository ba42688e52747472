//! When a file that was to be made is not: a backup, an export.

use std::error::Error as _;
use std::io::{self, ErrorKind};
use std::path::Path;

use homing_app::{BackupError, CopyError, ExportError, WriteError};

use super::{Explained, Failure, queue};

/// In a person's words.
pub(super) fn backup(path: &Path, error: &BackupError) -> Explained {
    match error {
        BackupError::Elsewhere(storage) => Explained::new(
            Failure::NotInAFile,
            format!(
                "This data lies in no file of this machine, so there is none to copy. Nothing was changed; a database \
                 on a server is backed up with its own tool, pg_dump: {storage}."
            ),
        ),
        BackupError::Copy(CopyError::Exists) => new_file(path, &ErrorKind::AlreadyExists.into()),
        BackupError::Copy(CopyError::File(error)) => new_file(path, error),
        BackupError::Copy(CopyError::Unsound(_)) => Explained::new(
            Failure::DataDamaged,
            "The copy was checked and is not sound, so it was removed. The data was not changed; check the disk, \
             and keep a copy of the data folder.",
        ),
        _ => Explained::new(
            Failure::DataUnusable,
            "The data could not be copied; the disk may be full. The data was not changed, and there is no backup.",
        ),
    }
}

/// In a person's words.
pub(super) fn export(path: &Path, error: &ExportError) -> Explained {
    match error {
        ExportError::Exists => Explained::new(
            Failure::FileExists,
            format!(
                "There is such a file already. Nothing was written; name another one, or replace it with --force: {}",
                path.display()
            ),
        ),
        ExportError::Queue(error) => queue::queue(error),
        ExportError::Write(WriteError::BeforeYearZero) => Explained::new(
            Failure::EntryInvalid,
            "An entry begins before the year 0, which iCalendar can't say. Nothing was written; name later days \
             with --from.",
        ),
        error => Explained::new(
            Failure::FileNotWritable,
            format!(
                "The export can't be written: {}. What is recorded is safe; name another place than {}",
                error.source().map_or_else(|| error.to_string(), |cause| cause.to_string()),
                path.display()
            ),
        ),
    }
}

/// A file that was to be made.
pub(super) fn new_file(path: &Path, error: &io::Error) -> Explained {
    let path = path.display();
    if error.kind() == ErrorKind::AlreadyExists {
        let text = format!("The file {path} is there already. Nothing was written; name another one.");
        return Explained::new(Failure::FileExists, text);
    }
    let text = format!("The file {path} can't be written: {error}. Nothing in the data was changed.");
    Explained::new(Failure::FileNotWritable, text)
}
