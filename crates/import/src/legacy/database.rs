//! Connections to a file of the earlier app, and what SQLite's refusals mean. What the rows say is not known here.

use std::path::Path;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteLockingMode};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    QueryResult, RuntimeErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, Value,
};

use super::error::LegacyError;

/// How long a connection waits for the earlier app to finish writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long [`Alone`] waits for others to go: a connection that was dropped a moment ago may close yet.
const ALONE_TIMEOUT: Duration = Duration::from_secs(1);

/// SQLite's result codes: <https://www.sqlite.org/rescode.html>. The lowest eight bits say the kind.
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const READ_ONLY: i32 = 8;
const INPUT_OUTPUT: i32 = 10;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const CAN_NOT_OPEN: i32 = 14;
const TOO_BIG: i32 = 18;
const NOT_A_DATABASE: i32 = 26;

/// A table of the earlier app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Queue,
    Days,
    Meta,
}

impl Table {
    pub(super) const ALL: [Self; 3] = [Self::Queue, Self::Days, Self::Meta];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Queue => "sync_queue",
            Self::Days => "time_entries",
            Self::Meta => "app_meta",
        }
    }
}

/// The one connection to a file. It overwrites what it deletes, and writes nothing to a folder for temporary files
/// while there are tokens.
pub(crate) async fn connect(path: &Path) -> Result<DatabaseConnection, DbErr> {
    with(options(SqliteConnectOptions::new(), path)).await
}

/// As [`connect`], to a file that SQLite would refuse as a whole, since it is shorter than it should be or one of its
/// tables can't be understood. It must not be written.
pub(super) async fn connect_whatever_it_is(path: &Path) -> Result<DatabaseConnection, DbErr> {
    // What it allows is not done here; what it makes SQLite pass over is wanted, from the first look on.
    let sqlite = SqliteConnectOptions::new().pragma("writable_schema", "ON");
    with(options(sqlite, path)).await
}

/// That nobody else has a file, as long as this lives: neither a transaction nor, where it has a log, a connection.
pub(super) struct Alone {
    connection: DatabaseConnection,
    transaction: DatabaseTransaction,
}

impl Alone {
    /// Writes nothing.
    pub(super) async fn with(path: &Path) -> Result<Self, DbErr> {
        let sqlite = options(SqliteConnectOptions::new(), path)
            .busy_timeout(ALONE_TIMEOUT)
            // Else a log could be shared: <https://www.sqlite.org/wal.html#noshm>.
            .locking_mode(SqliteLockingMode::Exclusive);
        let connection = with(sqlite).await?;
        let exclusive = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Exclusive),
            ..Default::default()
        };
        let transaction = connection.begin_with_options(exclusive).await?;
        Ok(Self { connection, transaction })
    }

    /// Lets others have it. A log is brought into the file.
    pub(super) async fn end(self) -> Result<(), DbErr> {
        self.transaction.rollback().await?;
        self.connection.close().await
    }
}

fn options(sqlite: SqliteConnectOptions, path: &Path) -> SqliteConnectOptions {
    sqlite
        .filename(path)
        .create_if_missing(false)
        .foreign_keys(false)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
}

async fn with(sqlite: SqliteConnectOptions) -> Result<DatabaseConnection, DbErr> {
    // The address is a placeholder: what it would say is set above, where any path can be said.
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .max_connections(1)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(move |_| sqlite.clone());
    Database::connect(options).await
}

/// Runs a statement.
pub(super) async fn run(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, DbErr> {
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
    Ok(connection.execute_raw(statement).await?.rows_affected())
}

/// Reads rows.
pub(super) async fn rows(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<QueryResult>, DbErr> {
    connection.query_all_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)).await
}

/// The tables of the earlier app that the file has.
pub(super) async fn tables(connection: &impl ConnectionTrait) -> Result<Vec<Table>, DbErr> {
    let found = rows(connection, "SELECT name FROM sqlite_schema WHERE type = 'table'", []).await?;
    let names: Vec<String> = found.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
    Ok(Table::ALL.into_iter().filter(|table| names.iter().any(|name| name == table.name())).collect())
}

/// The names of a table's columns.
pub(super) async fn columns(connection: &impl ConnectionTrait, table: Table) -> Result<Vec<String>, DbErr> {
    let all = rows(connection, "SELECT name FROM pragma_table_info(?)", [table.name().into()]).await?;
    all.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Whether an error says that a part of the file is damaged: so does a length that no row can have.
pub(super) fn is_damage(error: &DbErr) -> bool {
    matches!(code(error), Some(CORRUPT | INPUT_OUTPUT | TOO_BIG))
}

/// What an error of the copy means for the whole.
pub(super) fn of_the_copy(error: DbErr) -> LegacyError {
    match code(&error) {
        Some(NOT_A_DATABASE) => LegacyError::NotADatabase,
        Some(CORRUPT) => LegacyError::Damaged,
        _ => LegacyError::Database(error.into()),
    }
}

/// What an error of the original means, where it was to be changed.
pub(super) fn of_the_original(error: DbErr) -> LegacyError {
    match code(&error) {
        Some(BUSY | LOCKED) => LegacyError::InUse,
        Some(READ_ONLY | CAN_NOT_OPEN | FULL) => LegacyError::NotWritable(error.into()),
        _ => of_the_copy(error),
    }
}

fn code(error: &DbErr) -> Option<i32> {
    let (DbErr::Conn(RuntimeErr::SqlxError(sqlx))
    | DbErr::Exec(RuntimeErr::SqlxError(sqlx))
    | DbErr::Query(RuntimeErr::SqlxError(sqlx))) = error
    else {
        return None;
    };
    let code: i32 = sqlx.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}
