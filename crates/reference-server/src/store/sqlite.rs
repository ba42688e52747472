//! The SQLite file and the settings of its connections.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use super::StoreError;

/// How long a connection waits for another process (such as `homing-server user add`) to finish writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How many requests read at once; more than a small machine has cores gains nothing.
const READERS: u32 = 4;

/// Makes the file and its folder if there is none, for its owner alone, and takes others' rights away from
/// a file that is there: SQLite gives its side files the rights of the main one.
///
/// What it returns is held until the file is ready for use: whoever else opens the file waits meanwhile.
/// Switching a new file to the write-ahead log is the one step for which SQLite itself does not wait.
pub(super) fn prepare_file(path: &Path) -> io::Result<OpeningLock> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".opening");
    let lock = open_private(Path::new(&beside))?;
    lock.lock()?;
    open_private(path)?;
    Ok(OpeningLock(lock))
}

/// Ends when it is dropped, and with its process.
pub(super) struct OpeningLock(#[expect(dead_code, reason = "the open file is the lock")] File);

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

async fn connect(path: &Path, connections: u32, read_only: bool) -> Result<DatabaseConnection, StoreError> {
    let path = path.to_owned();
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
        .map_sqlx_sqlite_opts(move |_| {
            SqliteConnectOptions::new()
                .filename(&path)
                .create_if_missing(false)
                .read_only(read_only)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
        });
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
