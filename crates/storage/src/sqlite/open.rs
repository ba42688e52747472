//! Opening a file: a look first, the schema under its lock, then the connections.

use std::path::Path;
use std::sync::Arc;

use homing_domain::ports::{LockName, ProcessLock, QueueError};
use homing_migrations::{MigratorTrait, SCHEMA_VERSION, SchemaMigrator, SchemaNumberError, schema_number};
use sea_orm::{DatabaseConnection, TransactionTrait};

use super::connection;
use super::error::SqliteError;
use super::file;
use super::writer::{self, Writer};

/// The writer and the readers of a file whose schema is up to date.
pub(super) async fn open(
    path: &Path,
    locks: &dyn ProcessLock,
) -> Result<(Arc<Writer>, DatabaseConnection), SqliteError> {
    let empty = file::prepare(path)?;
    let found = if empty { Some(0) } else { look(path).await? };
    let writer = if found == Some(SCHEMA_VERSION) {
        connection::writer(path).await?
    } else {
        // The lock comes before the first connection that writes: a fresh file is also switched to WAL,
        // which two processes can't do at once.
        let lock = locks.acquire(LockName::Migrate).await;
        let _held = lock.map_err(|error| QueueError::NotWritable(error.into()))?;
        let writer = connection::writer(path).await?;
        migrate(&writer).await?;
        writer
    };
    let readers = connection::readers(path).await?;
    Ok((Arc::new(Writer::new(path, writer)), readers))
}

/// The schema's number, without a chance of changing a byte. `None` where only a connection that writes
/// can tell, as after a crash in the middle of the very first opening.
async fn look(path: &Path) -> Result<Option<u32>, SqliteError> {
    let looked = async {
        let connection = connection::glance(path).await?;
        let number = known(schema_number(&connection).await);
        connection.close().await?;
        number
    };
    match looked.await.map_err(QueueError::from) {
        Ok(number) => Ok(Some(number)),
        Err(QueueError::NotWritable(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A number that this program knows.
fn known(number: Result<u32, SchemaNumberError>) -> Result<u32, SqliteError> {
    match number {
        Ok(found) if found > SCHEMA_VERSION => {
            Err(QueueError::NewerSchema { found, known: SCHEMA_VERSION }.into())
        }
        Ok(found) => Ok(found),
        Err(SchemaNumberError::Database(error)) => Err(error.into()),
        Err(error) => Err(SqliteError::unreadable(error)),
    }
}

/// Brings the schema up to date in one transaction. Another process may have done so, or gone beyond it,
/// while this one waited for the lock: so it looks again.
async fn migrate(writer: &DatabaseConnection) -> Result<(), SqliteError> {
    let transaction = writer.begin_with_options(writer::immediate()).await?;
    let found = known(schema_number(&transaction).await)?;
    if found < SCHEMA_VERSION {
        SchemaMigrator::up(&transaction, None).await?;
        tracing::info!(from = found, to = SCHEMA_VERSION, "the schema of the data is up to date");
    }
    Ok(transaction.commit().await?)
}
