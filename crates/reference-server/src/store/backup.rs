//! A copy of the data, made while the server answers or not.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DbErr, Statement};
use tempfile::NamedTempFile;

use super::look::{Contents, Held, check, look};
use super::{StoreError, sqlite};

/// There is no backup. The data, and a file that was at its place, are as they were.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// Something is at its place already.
    #[error("There is a file already, and a backup overwrites nothing. Name another one: {}", path.display())]
    Exists {
        /// Its place.
        path: PathBuf,
    },
    /// The file can't be written.
    #[error("The backup can't be written. Check that its folder is there, writable and not full: {}", path.display())]
    File {
        /// Its place.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// SQLite needs the place as Unicode text.
    #[error("The backup's path is no Unicode text, which SQLite needs. Name another one: {}", path.display())]
    Path {
        /// Its place.
        path: PathBuf,
    },
    /// The copying failed.
    #[error("The data could not be copied; the disk may be full. There is no backup.")]
    Copy(#[source] DbErr),
    /// The copy was made, but is not sound.
    #[error(
        "The copy was checked and is not sound, so it was removed. Check the disk, and the data file itself."
    )]
    Unsound,
    /// The data file can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Copies the data file `data` to the new file `target`, for its owner alone, and checks the copy.
///
/// The copy is one moment of the data: all that was acknowledged before this began is in it. It has its name
/// only once it is whole, sound and on the disk. Neither the data nor its schema is touched.
///
/// # Errors
/// See [`BackupError`].
pub async fn back_up(data: &Path, target: &Path) -> Result<Contents, BackupError> {
    if target.symlink_metadata().is_ok() {
        return Err(BackupError::Exists { path: target.to_owned() });
    }
    if look(data).await? == Held::Nothing {
        return Err(StoreError::Missing { path: data.to_owned() }.into());
    }
    let unwritten = |source| BackupError::File { path: target.to_owned(), source };
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let partial = NamedTempFile::with_prefix_in(".homing-server-backup-", folder).map_err(unwritten)?;
    copy(data, partial.path()).await?;
    partial.as_file().sync_all().map_err(unwritten)?;
    let copy = sqlite::connect_to_look(partial.path()).await?;
    let checked = check(&copy).await;
    copy.close().await.map_err(StoreError::from)?;
    let contents = checked?.ok_or(BackupError::Unsound)?;
    partial.persist_noclobber(target).map_err(|refused| match refused.error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists { path: target.to_owned() },
        _ => unwritten(refused.error),
    })?;
    // The name is as durable as the content only once the folder is.
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(unwritten)?;
    Ok(contents)
}

/// SQLite's own copying: one read transaction, which writers do not wait for.
async fn copy(data: &Path, partial: &Path) -> Result<(), BackupError> {
    let into = partial.to_str().ok_or_else(|| BackupError::Path { path: partial.to_owned() })?;
    let reader = sqlite::connect_to_copy(data).await?;
    let backend = reader.get_database_backend();
    let copied =
        reader.execute_raw(Statement::from_sql_and_values(backend, "VACUUM INTO ?", [into.into()])).await;
    reader.close().await.map_err(StoreError::from)?;
    copied.map(drop).map_err(BackupError::Copy)
}
