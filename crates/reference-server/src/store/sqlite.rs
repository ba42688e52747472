//! The connections to the SQLite file and their settings.

use std::path::Path;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use super::StoreError;

/// How long a connection waits for another process (such as `homing-server user add`) to finish writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How many requests read at once; more than a small machine has cores gains nothing.
const READERS: u32 = 4;

/// The one connection that writes, its settings read back.
pub(super) async fn connect_writer(path: &Path) -> Result<DatabaseConnection, StoreError> {
    let writer = connect(path, 1, false).await?;
    for (setting, pragma, wanted) in [
        ("journal_mode = WAL", "PRAGMA journal_mode", "wal"),
        ("synchronous = FULL", "PRAGMA synchronous", "2"),
        ("foreign_keys = ON", "PRAGMA foreign_keys", "1"),
    ] {
        if read_back(&writer, pragma).await?.as_deref() != Some(wanted) {
            return Err(StoreError::Setting { setting });
        }
    }
    Ok(writer)
}

/// The connections that read.
pub(super) async fn connect_readers(path: &Path) -> Result<DatabaseConnection, StoreError> {
    connect(path, READERS, true).await
}

/// A connection to find out what a file is. Nothing is written: where nobody has the file open, not even the
/// side files that a reader of a write-ahead log makes.
pub(super) async fn connect_to_look(path: &Path) -> Result<DatabaseConnection, StoreError> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let is_at_rest = !Path::new(&log).exists();
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(is_at_rest)
        .busy_timeout(BUSY_TIMEOUT);
    pool(options, 1).await
}

/// A connection to copy all that is in a file. Its schema may be an older one.
pub(super) async fn connect_to_copy(path: &Path) -> Result<DatabaseConnection, StoreError> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(BUSY_TIMEOUT);
    pool(options, 1).await
}

async fn connect(path: &Path, connections: u32, read_only: bool) -> Result<DatabaseConnection, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .read_only(read_only)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT);
    pool(options, connections).await
}

async fn pool(sqlite: SqliteConnectOptions, connections: u32) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(BUSY_TIMEOUT)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(move |_| sqlite.clone());
    Ok(Database::connect(options).await?)
}

async fn read_back(connection: &DatabaseConnection, pragma: &str) -> Result<Option<String>, StoreError> {
    let statement = Statement::from_string(DbBackend::Sqlite, pragma);
    let Some(row) = connection.query_one_raw(statement).await? else {
        return Ok(None);
    };
    let number = row.try_get_by_index::<i64>(0).map(|number| number.to_string());
    Ok(Some(number.or_else(|_| row.try_get_by_index::<String>(0))?))
}
