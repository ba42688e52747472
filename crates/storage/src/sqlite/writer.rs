//! The one connection that writes, and the transactions on it.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use homing_domain::ports::QueueError;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::Mutex;

use super::connection;
use super::error::SqliteError;

/// The work of one transaction.
pub(super) type Work<'t, T> = Pin<Box<dyn Future<Output = Result<T, SqliteError>> + Send + 't>>;

/// Writes one transaction at a time, in the order of asking.
pub(super) struct Writer {
    path: PathBuf,
    /// None after a failure that the connection may not have survived: the next transaction opens another.
    connection: Mutex<Option<DatabaseConnection>>,
}

/// Takes the write lock at once, so that nothing that was read has changed when it comes to writing.
pub(super) fn immediate() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    }
}

impl Writer {
    pub(super) fn new(path: &Path, connection: DatabaseConnection) -> Self {
        Self { path: path.to_owned(), connection: Mutex::new(Some(connection)) }
    }

    /// Runs `work` in a transaction and commits it, on a task of its own: a caller that goes away can't cut it
    /// half-way, and what it acknowledges is on the disk.
    pub(super) async fn write<T, W>(self: &Arc<Self>, work: W) -> Result<T, QueueError>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Work<'t, T> + Send + 'static,
    {
        let writer = Arc::clone(self);
        let written = tokio::spawn(async move { writer.attempt(work).await }).await;
        Ok(written.map_err(|error| QueueError::Backend(error.into()))??)
    }

    async fn attempt<T, W>(&self, work: W) -> Result<T, SqliteError>
    where
        W: for<'t> FnOnce(&'t DatabaseTransaction) -> Work<'t, T>,
    {
        let mut slot = self.connection.lock().await;
        let connection = match slot.take() {
            Some(connection) => connection,
            None => connection::writer(&self.path).await?,
        };
        let (written, survived) = transact(&connection, work).await;
        if survived {
            *slot = Some(connection);
        } else {
            // A full disk makes SQLite roll back by itself, of which the driver's count of open
            // transactions knows nothing: the next BEGIN would be a savepoint of nothing.
            tracing::warn!("the connection that writes is opened anew after a failure");
            connection.close().await.ok();
        }
        written
    }

    /// Closes the connection; the next write opens another.
    pub(super) async fn close(&self) -> Result<(), SqliteError> {
        match self.connection.lock().await.take() {
            Some(connection) => Ok(connection.close().await?),
            None => Ok(()),
        }
    }
}

/// The outcome, and whether the connection is as good as before.
async fn transact<T, W>(connection: &DatabaseConnection, work: W) -> (Result<T, SqliteError>, bool)
where
    W: for<'t> FnOnce(&'t DatabaseTransaction) -> Work<'t, T>,
{
    let transaction = match connection.begin_with_options(immediate()).await {
        Ok(transaction) => transaction,
        Err(error) => return (Err(error.into()), false),
    };
    match work(&transaction).await {
        Ok(value) => match transaction.commit().await {
            Ok(()) => (Ok(value), true),
            Err(error) => (Err(error.into()), false),
        },
        Err(error) => {
            let rolled_back = transaction.rollback().await;
            (Err(error), rolled_back.is_ok())
        }
    }
}
