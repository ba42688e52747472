//! Connections: how each is set, and that each is set so.

use std::path::Path;
use std::time::Duration;

use homing_domain::ports::QueueError;
use sea_orm::sea_query::Values;
use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, QueryResult, TransactionTrait};

use super::error::DatabaseError;
use super::held::HeldConnection;
use super::script::script;

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
pub(super) async fn writer(path: &Path) -> Result<HeldConnection, DatabaseError> {
    let writer = HeldConnection::open(options(path, Purpose::Write).disable_statement_logging()).await?;
    let settings = writer.run(SETTINGS.map(read_back).join(";"), Values(Vec::new())).await?;
    verify(&settings.rows)?;
    Ok(writer)
}

/// A connection that may change the schema.
pub(super) async fn migrating(path: &Path) -> Result<DatabaseConnection, DatabaseError> {
    connect(path, Purpose::Write).await
}

/// The connections that read, each of them verified.
pub(super) async fn readers(path: &Path) -> Result<DatabaseConnection, DatabaseError> {
    let readers = connect(path, Purpose::Read).await?;
    let mut held = Vec::new();
    for _ in 0..READERS {
        // A transaction holds its connection, so that the next one is another.
        let transaction = readers.begin().await?;
        let settings = script(&SETTINGS.map(read_back).join(";"), []).read(&transaction).await?;
        verify(&settings)?;
        held.push(transaction);
    }
    Ok(readers)
}

/// Connections that set nothing and can't write, for a look at a file that may be anyone's, or that may only be
/// looked at. `beside` says whether SQLite may look for side files, and make some.
pub(super) async fn glance(path: &Path, beside: Beside) -> Result<DatabaseConnection, DatabaseError> {
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

async fn connect(path: &Path, purpose: Purpose) -> Result<DatabaseConnection, DatabaseError> {
    let sqlite = options(path, purpose);
    // The address is a placeholder: what it would say is set above, where any path can be said.
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .max_connections(if purpose == Purpose::Read { READERS } else { 1 })
        // No timer runs in an idle app: connections neither age nor are tested.
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(move |_| sqlite.clone());
    Ok(Database::connect(options).await?)
}

fn options(path: &Path, purpose: Purpose) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .read_only(purpose != Purpose::Write)
        .busy_timeout(BUSY_TIMEOUT);
    if let Purpose::Glance(beside) = purpose {
        return options.immutable(beside == Beside::Nothing);
    }
    options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full).foreign_keys(true)
}

/// What safety rests on.
const SETTINGS: [&str; 4] = ["journal_mode", "synchronous", "foreign_keys", "busy_timeout"];

fn read_back(pragma: &str) -> String {
    format!("PRAGMA {pragma}")
}

/// Checks the settings, one to a row.
fn verify(settings: &[QueryResult]) -> Result<(), DatabaseError> {
    // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
    let wanted = ["wal", "2", "1", &BUSY_TIMEOUT.as_millis().to_string()].map(str::to_owned);
    for (place, (pragma, wanted)) in SETTINGS.into_iter().zip(wanted).enumerate() {
        let found = settings.get(place).map(text).transpose()?.unwrap_or_default();
        if found != wanted {
            let error = SettingError { pragma, wanted, found };
            return Err(DatabaseError::Port(QueueError::Backend(error.into())));
        }
    }
    Ok(())
}

fn text(row: &QueryResult) -> Result<String, DatabaseError> {
    let number = row.try_get_by_index::<i64>(0).map(|number| number.to_string());
    Ok(number.or_else(|_| row.try_get_by_index::<String>(0))?)
}
