//! The data file among other files: its rights, and the two locks beside it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use super::StoreError;

/// A lock on a file beside the data file. It ends when it is dropped, and with its process.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Drop for Lock {
    /// To close the file would not do: a child process has it open, too, from its fork to its exec.
    fn drop(&mut self) {
        drop(self.0.unlock());
    }
}

/// Waits until nobody else opens the data file. Switching a new file to the write-ahead log is the one step
/// for which SQLite itself does not wait.
pub(super) fn lock_opening(path: &Path) -> Result<Lock, StoreError> {
    let file = open_beside(path, ".opening")?;
    file.lock().map_err(|source| StoreError::file(path, source))?;
    Ok(Lock(file))
}

/// Claims the data file for one server.
///
/// # Errors
/// [`StoreError::Served`]: one has it.
pub(super) fn lock_serving(path: &Path) -> Result<Lock, StoreError> {
    let file = open_beside(path, ".serving")?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(StoreError::Served),
        Err(TryLockError::Error(source)) => Err(StoreError::file(path, source)),
    }
}

/// Makes the data file if there is none, for its owner alone, and takes others' rights away from one that is
/// there: SQLite gives its side files the rights of the main one. Its folder is not made.
pub(super) fn make_private(path: &Path) -> Result<(), StoreError> {
    open_private(path).map(drop).map_err(|source| file_error(path, source))
}

fn open_beside(path: &Path, ending: &str) -> Result<File, StoreError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(ending);
    open_private(Path::new(&beside)).map_err(|source| file_error(path, source))
}

fn file_error(path: &Path, source: io::Error) -> StoreError {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) if source.kind() == io::ErrorKind::NotFound => {
            StoreError::NoFolder { folder: folder.to_owned(), source }
        }
        _ => StoreError::file(path, source),
    }
}

fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}
