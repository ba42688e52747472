//! A copy of the data while others go on writing.

use std::io::{self, ErrorKind};
use std::path::Path;

use homing_domain::ports::{BoxError, QueueError};
use sea_orm::{ConnectionTrait, DatabaseConnection, FromQueryResult, Statement};
use tempfile::NamedTempFile;

use super::connection::{self, Beside};
use super::error::DatabaseError;

/// What a copy holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct BackedUp {
    /// Accounts.
    pub accounts: i64,
    /// Records, of all accounts.
    pub records: i64,
    /// Unsent tasks, of all accounts.
    pub unsent: i64,
}

/// There is no copy. The data, and a file that was at its place, are as they were.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// A file is at its place already.
    #[error("a file is there already")]
    Exists,
    /// The file can't be written.
    #[error("the copy can't be written")]
    File(#[source] io::Error),
    /// The data can't be read, or the disk is full.
    #[error("the data can't be copied")]
    Copy(#[source] QueueError),
    /// The copy was made and does not hold what the data holds. It was removed.
    #[error("the copy is not sound")]
    Unsound(#[source] BoxError),
}

/// A copy that lacks something.
#[derive(Debug, thiserror::Error)]
#[error("the check of the copy says: {0}")]
struct UnsoundCopyError(String);

const HELD: &str = "SELECT (SELECT COUNT(*) FROM homing_accounts) AS accounts,
    (SELECT COUNT(*) FROM homing_records) AS records, (SELECT COUNT(*) FROM homing_tasks) AS unsent";

/// Copies the data to the new file `target`, for its owner alone. The copy is one moment of the data; it has its
/// name only once it is whole, checked and on the disk.
pub(super) async fn back_up(readers: &DatabaseConnection, target: &Path) -> Result<BackedUp, BackupError> {
    if target.symlink_metadata().is_ok() {
        return Err(BackupError::Exists);
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let partial = NamedTempFile::with_prefix_in(".homing-backup-", folder).map_err(BackupError::File)?;
    let failed = |error: DatabaseError| BackupError::Copy(error.into());
    let before = held(readers).await.map_err(failed)?;
    copy(readers, partial.path()).await?;
    partial.as_file().sync_all().map_err(BackupError::File)?;
    let copied = check(partial.path()).await.map_err(failed)?;
    let copied = copied.map_err(|said| BackupError::Unsound(UnsoundCopyError(said).into()))?;
    // Neither accounts nor records are ever deleted: the copy holds at least what was there before it.
    if copied.records < before.records || copied.accounts < before.accounts {
        return Err(BackupError::Unsound(UnsoundCopyError("rows are missing".to_owned()).into()));
    }
    partial.persist_noclobber(target).map_err(|refused| match refused.error.kind() {
        ErrorKind::AlreadyExists => BackupError::Exists,
        _ => BackupError::File(refused.error),
    })?;
    // The name is as durable as the content only once the folder is. Where a folder can't be synced, the copy is
    // there all the same: to call it not made would be untrue.
    #[cfg(unix)]
    if let Err(error) = std::fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        tracing::debug!(%error, "the folder of a backup can't be synced");
    }
    Ok(copied)
}

/// SQLite's own copying: one read transaction, which writers do not wait for.
async fn copy(readers: &DatabaseConnection, partial: &Path) -> Result<(), BackupError> {
    let Some(into) = partial.to_str() else {
        return Err(BackupError::File(io::Error::new(
            ErrorKind::InvalidFilename,
            "the path is no Unicode text",
        )));
    };
    let backend = readers.get_database_backend();
    let copied =
        readers.execute_raw(Statement::from_sql_and_values(backend, "VACUUM INTO ?", [into.into()])).await;
    copied.map(drop).map_err(|error| BackupError::Copy(DatabaseError::from(error).into()))
}

async fn held(connection: &impl ConnectionTrait) -> Result<BackedUp, DatabaseError> {
    let statement = Statement::from_string(connection.get_database_backend(), HELD);
    let found = BackedUp::find_by_statement(statement).one(connection).await?;
    Ok(found.unwrap_or(BackedUp { accounts: 0, records: 0, unsent: 0 }))
}

/// What the copy holds, or what SQLite's check says against it. Opens it without a chance of changing a byte.
async fn check(copy: &Path) -> Result<Result<BackedUp, String>, DatabaseError> {
    let connection = connection::glance(copy, Beside::Nothing).await?;
    let statement = Statement::from_string(connection.get_database_backend(), "PRAGMA integrity_check(1)");
    let said = match connection.query_one_raw(statement).await? {
        Some(row) => row.try_get_by_index::<String>(0)?,
        None => String::new(),
    };
    let held = held(&connection).await?;
    connection.close().await?;
    Ok(if said == "ok" { Ok(held) } else { Err(said) })
}
