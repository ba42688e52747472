//! The file itself: its owner's alone, whole from the first moment on, and never taken for a new one where it is
//! not.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use homing_domain::ports::QueueError;

use super::connection::Beside;

/// What SQLite calls the files beside the main one.
const SIDE_FILES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// What lies at the place of the data.
pub(super) enum Found {
    /// Nothing yet.
    Nothing,
    /// A file that can be written.
    Data,
    /// A file that can be read alone, and why.
    ReadOnly(io::Error),
}

/// The file holds nothing. Homing puts a file in its place only once it is whole.
#[derive(Debug, thiserror::Error)]
#[error("the file is empty")]
struct EmptyFileError;

/// There is no file, but the log of one.
#[derive(Debug, thiserror::Error)]
#[error("the file is missing, and its log is there")]
struct MissingFileError;

/// The error of a file that holds nothing.
pub(super) fn emptied() -> QueueError {
    QueueError::Emptied(EmptyFileError.into())
}

/// Looks, makes the folder where there is none, and takes the rights of others away from a file that is there,
/// since SQLite gives its side files the rights of the main one.
pub(super) fn find(path: &Path) -> Result<Found, QueueError> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() && found.len() == 0 => Err(emptied()),
        Ok(found) if found.is_dir() => Err(QueueError::Foreign),
        Ok(_) => open(path),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            if log_holds_something(path) {
                return Err(QueueError::Emptied(MissingFileError.into()));
            }
            make_folder(path).map_err(|error| QueueError::NoPlace(error.into()))?;
            Ok(Found::Nothing)
        }
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            Err(QueueError::NotReadable(error.into()))
        }
        Err(error) => Err(QueueError::NoPlace(error.into())),
    }
}

fn open(path: &Path) -> Result<Found, QueueError> {
    match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => {
            keep_to_the_owner(path, &file).map_err(|error| QueueError::NotWritable(error.into()))?;
            Ok(Found::Data)
        }
        Err(refused)
            if matches!(refused.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) =>
        {
            let readable = |path: &Path| File::open(path).map(drop);
            let log = beside(path, "-wal");
            let read = readable(path).and_then(|()| if log.exists() { readable(&log) } else { Ok(()) });
            read.map_err(|error| QueueError::NotReadable(error.into()))?;
            Ok(Found::ReadOnly(refused))
        }
        Err(error) => Err(QueueError::NotReadable(error.into())),
    }
}

fn keep_to_the_owner(path: &Path, file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        }
    }
    #[cfg(not(unix))]
    let _ = (path, file);
    Ok(())
}

fn make_folder(path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// An empty file in which a database can be made whole before it goes to its place. Whatever a process that was
/// killed left there goes first.
pub(super) fn draft(path: &Path) -> io::Result<PathBuf> {
    let draft = beside(path, ".new");
    for leftover in SIDE_FILES.map(|end| beside(&draft, end)).iter().chain([&draft]) {
        match fs::remove_file(leftover) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&draft)?;
    Ok(draft)
}

/// Puts a finished draft in its place, where it stays after a loss of power too.
pub(super) fn put_in_place(draft: &Path, path: &Path) -> io::Result<()> {
    if log_holds_something(draft) {
        // Closing could not fold the log into the file: without it the file would not be whole.
        return Err(ErrorKind::StorageFull.into());
    }
    fs::rename(draft, path)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// What SQLite has to look at besides the file itself. An empty log, or the index of one, says nothing.
pub(super) fn side_files(path: &Path) -> Beside {
    let journal = holds_something(&beside(path, "-journal"));
    if log_holds_something(path) || journal { Beside::SideFiles } else { Beside::Nothing }
}

fn log_holds_something(path: &Path) -> bool {
    holds_something(&beside(path, "-wal"))
}

fn holds_something(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.len() > 0)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    name.into()
}
