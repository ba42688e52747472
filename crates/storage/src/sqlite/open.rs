//! Opening a file: a look first, the schema under its lock, then the connections.

use std::io;
use std::path::Path;
use std::sync::Arc;

use homing_domain::ports::{BoxError, LockName, ProcessLock, QueueError};
use homing_migrations::{MigratorTrait, SCHEMA_VERSION, SchemaMigrator, SchemaNumberError, schema_number};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};

use super::connection::{self, Beside};
use super::error::DatabaseError;
use super::file::{self, Found};
use super::held::HeldConnection;
use super::writer::Writer;
use crate::relational::version::known;

/// The data is of an older version, and bringing it up to date means writing.
#[derive(Debug, thiserror::Error)]
#[error("the data is of schema {found} and may not be brought up to {SCHEMA_VERSION}")]
struct OlderSchemaError {
    found: u32,
}

/// Whether tables of another program may lie in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Neighbours {
    /// The file is Homing's own: a stranger's tables in a file without ours are a mistake.
    None,
    /// An application keeps its own tables there.
    Welcome,
}

/// The writer and the readers of a file whose schema is up to date. Where the file may only be read, the writer
/// says so at each write.
pub(super) async fn open(
    path: &Path,
    locks: &dyn ProcessLock,
    neighbours: Neighbours,
) -> Result<(Arc<Writer>, DatabaseConnection), DatabaseError> {
    match file::find(path)? {
        Found::ReadOnly(why) => return read_only(path, QueueError::NotWritable(why.into())).await,
        Found::Nothing => create(path, locks).await?,
        Found::Data => {}
    }
    let opened = match look(path, neighbours).await? {
        Some(SCHEMA_VERSION) => connection::writer(path).await,
        _ => upgraded(path, locks, neighbours).await,
    };
    match opened.map_err(QueueError::from) {
        Ok(writer) => {
            let readers = connection::readers(path).await?;
            Ok((Arc::new(Writer::new(path, writer)), readers))
        }
        // A disk or folder that takes no side files. What is recorded can be looked at all the same.
        Err(refused @ (QueueError::NotWritable(_) | QueueError::Full(_))) => read_only(path, refused).await,
        Err(error) => Err(error.into()),
    }
}

/// For a process that looks and goes: where no log lies beside the file, it is read as one that nobody changes.
async fn read_only(
    path: &Path,
    refused: QueueError,
) -> Result<(Arc<Writer>, DatabaseConnection), DatabaseError> {
    let readers = connection::glance(path, file::side_files(path)).await?;
    match ours(schema_number(&readers).await, &readers, Neighbours::None).await? {
        SCHEMA_VERSION => Ok((Arc::new(Writer::refusing(path, refused)), readers)),
        found => Err(QueueError::NotWritable(OlderSchemaError { found }.into()).into()),
    }
}

/// Makes the database beside its place and moves it there whole: a kill in between leaves nothing that could be
/// taken for data.
async fn create(path: &Path, locks: &dyn ProcessLock) -> Result<(), DatabaseError> {
    let _held = locks.acquire(LockName::Migrate).await.map_err(|error| not_writable(error.0))?;
    // Another process may have made it while this one waited.
    if path.exists() {
        return Ok(());
    }
    let draft = file::draft(path).map_err(not_made)?;
    let connection = connection::migrating(&draft).await?;
    migrate(&connection, Neighbours::None).await?;
    connection.close().await?;
    Ok(file::put_in_place(&draft, path).map_err(not_made)?)
}

/// A connection to a file whose schema was brought up to date. The lock comes before the first connection that
/// writes, since a file may also have to be switched to WAL, which two processes can't do at once.
async fn upgraded(
    path: &Path,
    locks: &dyn ProcessLock,
    neighbours: Neighbours,
) -> Result<HeldConnection, DatabaseError> {
    let _held = locks.acquire(LockName::Migrate).await.map_err(|error| not_writable(error.0))?;
    let connection = connection::migrating(path).await?;
    migrate(&connection, neighbours).await?;
    connection.close().await?;
    connection::writer(path).await
}

/// The schema's number, without a chance of changing a byte or leaving a file. `None` where only a connection
/// that writes can tell, as after a crash in the middle of a transaction.
async fn look(path: &Path, neighbours: Neighbours) -> Result<Option<u32>, DatabaseError> {
    let beside = file::side_files(path);
    match number(path, beside, neighbours).await.map_err(QueueError::from) {
        // A process that began to write while the file was read as one that nobody changes.
        Err(QueueError::Corrupt(_)) if beside == Beside::Nothing && file::side_files(path) != beside => {
            number(path, Beside::SideFiles, neighbours).await.map(Some)
        }
        Err(QueueError::NotWritable(_) | QueueError::Full(_)) => Ok(None),
        looked => Ok(Some(looked?)),
    }
}

async fn number(path: &Path, beside: Beside, neighbours: Neighbours) -> Result<u32, DatabaseError> {
    let connection = connection::glance(path, beside).await?;
    let number = ours(schema_number(&connection).await, &connection, neighbours).await;
    connection.close().await?;
    number
}

/// The number, unless the file is another program's.
async fn ours(
    number: Result<u32, SchemaNumberError>,
    connection: &impl ConnectionTrait,
    neighbours: Neighbours,
) -> Result<u32, DatabaseError> {
    let number = known(number)?;
    if number == 0 && neighbours == Neighbours::None && holds_tables(connection).await? {
        return Err(QueueError::Foreign.into());
    }
    Ok(number)
}

/// Brings the schema up to date in one transaction. Another process may have done so, or gone beyond it,
/// while this one waited for the lock: so it looks again.
async fn migrate(connection: &DatabaseConnection, neighbours: Neighbours) -> Result<(), DatabaseError> {
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let transaction = connection.begin_with_options(immediate).await?;
    let found = ours(schema_number(&transaction).await, &transaction, neighbours).await?;
    if found < SCHEMA_VERSION {
        SchemaMigrator::up(&transaction, None).await?;
        tracing::info!(from = found, to = SCHEMA_VERSION, "the schema of the data is up to date");
    }
    Ok(transaction.commit().await?)
}

async fn holds_tables(connection: &impl ConnectionTrait) -> Result<bool, DatabaseError> {
    let any = "SELECT 1 FROM sqlite_schema LIMIT 1";
    let statement = Statement::from_string(connection.get_database_backend(), any);
    Ok(connection.query_one_raw(statement).await?.is_some())
}

fn not_writable(error: BoxError) -> QueueError {
    QueueError::NotWritable(error)
}

fn not_made(error: io::Error) -> QueueError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => QueueError::Full(error.into()),
        _ => QueueError::NotWritable(error.into()),
    }
}
