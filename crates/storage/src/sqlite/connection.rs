//! Connections: how each is set, and that each is set so.

use std::path::Path;
use std::time::Duration;

use homing_domain::ports::QueueError;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement, TransactionTrait};

use super::error::SqliteError;

/// How long a connection waits for another process to finish writing. A write takes milliseconds; this is
/// for a machine that swaps or whose disk sleeps.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How many reads go on at once: one person looks at one machine.
pub(super) const READERS: u32 = 3;

/// SQLite did not take a setting that safety rests on. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[error("SQLite did not take the setting {pragma} = {wanted}, but has {found}")]
pub struct SettingError {
    /// The setting.
    pub pragma: &'static str,
    /// What it must be.
    pub wanted: String,
    /// What it is.
    pub found: String,
}

/// The one connection that writes.
pub(super) async fn writer(path: &Path) -> Result<DatabaseConnection, SqliteError> {
    let writer = connect(path, Purpose::Write).await?;
    verify(&writer).await?;
    Ok(writer)
}

/// The connections that read, each of them verified.
pub(super) async fn readers(path: &Path) -> Result<DatabaseConnection, SqliteError> {
    let readers = connect(path, Purpose::Read).await?;
    let mut held = Vec::new();
    for _ in 0..READERS {
        // A transaction holds its connection, so that the next one is another.
        let transaction = readers.begin().await?;
        verify(&transaction).await?;
        held.push(transaction);
    }
    Ok(readers)
}

/// Connections that set nothing and can't write, for a look at a file that may be anyone's, or that may only be
/// looked at. `beside` says whether SQLite may look for side files, and make some.
pub(super) async fn glance(path: &Path, beside: Beside) -> Result<DatabaseConnection, SqliteError> {
    connect(path, Purpose::Glance(beside)).await
}

/// What lies beside the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// A log or its index: part of the data, so SQLite reads it too.
    SideFiles,
    /// Nothing: all is in the one file, which is read as one that nobody changes, and without a trace.
    Nothing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Write,
    Read,
    Glance(Beside),
}

async fn connect(path: &Path, purpose: Purpose) -> Result<DatabaseConnection, SqliteError> {
    let path = path.to_owned();
    // The address is a placeholder: what it would say is set below, where any path can be said.
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .max_connections(if purpose == Purpose::Read { READERS } else { 1 })
        // No timer runs in an idle app: connections neither age nor are tested.
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(move |_| {
            let options = SqliteConnectOptions::new()
                .filename(&path)
                .create_if_missing(false)
                .read_only(purpose != Purpose::Write)
                .busy_timeout(BUSY_TIMEOUT);
            if let Purpose::Glance(beside) = purpose {
                return options.immutable(beside == Beside::Nothing);
            }
            options
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
        });
    Ok(Database::connect(options).await?)
}

/// Reads the settings back.
pub(super) async fn verify(connection: &impl ConnectionTrait) -> Result<(), SqliteError> {
    for (pragma, wanted) in [
        ("journal_mode", "wal".to_owned()),
        // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
        ("synchronous", "2".to_owned()),
        ("foreign_keys", "1".to_owned()),
        ("busy_timeout", BUSY_TIMEOUT.as_millis().to_string()),
    ] {
        let found = read(connection, pragma).await?;
        if found != wanted {
            let error = SettingError { pragma, wanted, found };
            return Err(SqliteError::Port(QueueError::Backend(error.into())));
        }
    }
    Ok(())
}

async fn read(connection: &impl ConnectionTrait, pragma: &str) -> Result<String, SqliteError> {
    let statement = Statement::from_string(connection.get_database_backend(), format!("PRAGMA {pragma}"));
    let Some(row) = connection.query_one_raw(statement).await? else {
        return Ok(String::new());
    };
    let number = row.try_get_by_index::<i64>(0).map(|number| number.to_string());
    Ok(number.or_else(|_| row.try_get_by_index::<String>(0))?)
}
