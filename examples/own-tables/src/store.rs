//! Homing's store, in the file or on the server that the URL names.

use std::path::Path;

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::{Queue, QueueError};
use homing_domain::task::Commit;
use homing_storage::{FileLocks, Nudge, PostgresStore, SqliteStore};
use sea_orm::DatabaseTransaction;

/// One of the two. An application that knows which one it wants has it without this.
#[derive(Debug)]
pub enum Store {
    /// A file.
    Sqlite(SqliteStore),
    /// A server.
    Postgres(PostgresStore),
}

impl Store {
    /// Opens `sqlite://FILE`, or the address of a PostgreSQL database.
    ///
    /// # Errors
    /// [`QueueError`].
    pub async fn open(url: &str) -> Result<Self, QueueError> {
        let Some(file) = url.strip_prefix("sqlite://") else {
            return Ok(Self::Postgres(PostgresStore::open(url).await?));
        };
        let file = Path::new(file);
        let locks = FileLocks::new(file.parent().unwrap_or(Path::new(".")));
        Ok(Self::Sqlite(SqliteStore::open_shared(file, &locks).await?))
    }

    /// What sends, and what shows what waits, work on.
    #[must_use]
    pub fn queue(&self) -> &dyn Queue {
        match self {
            Self::Sqlite(store) => store,
            Self::Postgres(store) => store,
        }
    }

    /// See [`SqliteStore::enqueue_in`] and [`PostgresStore::enqueue_in`].
    ///
    /// # Errors
    /// As there.
    pub async fn enqueue_in(
        &self,
        transaction: &DatabaseTransaction,
        account: AccountId,
        now: Timestamp,
        commit: Commit,
    ) -> Result<Nudge, QueueError> {
        match self {
            Self::Sqlite(store) => store.enqueue_in(transaction, account, now, commit).await,
            Self::Postgres(store) => store.enqueue_in(transaction, account, now, commit).await,
        }
    }
}
