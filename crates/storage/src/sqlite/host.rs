//! A commit within a transaction of the application's, beside its own tables in the same file (ADR 85).

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::QueueError;
use homing_domain::task::Commit;
use homing_migrations::{APPLIED_MIGRATIONS, newest};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, TransactionTrait};

use super::connection::SettingError;
use super::error::DatabaseError;
use super::rows::column;
use super::transaction::Transaction;
use super::{SqliteStore, commit};
use crate::nudge::Nudge;
use crate::relational::version::known;

/// The application's transaction is in a file in which this store has no tables.
#[derive(Debug, thiserror::Error)]
#[error("the transaction is in a database without the queue's tables")]
pub struct NoTablesError(#[source] DatabaseError);

impl SqliteStore {
    /// Does what [`Queue::commit`](homing_domain::ports::Queue::commit) does, within a transaction of the
    /// application's own on this store's file: its rows and the tasks are there together, or not at all. Once the
    /// transaction is committed, the [`Nudge`] is to be fired.
    ///
    /// - The file was opened with [`SqliteStore::open_shared`], so that tables beside Homing's are welcome.
    /// - The transaction begins as `IMMEDIATE` (`SqliteTransactionMode`). Another one takes the write lock here, and
    ///   is [`QueueError::Busy`] where somebody has written since its first read; then all of it is to be done again.
    /// - Nobody else writes until the transaction ends. It is kept short, and in the midst of it the store is asked
    ///   for nothing else that writes: that would wait for its own caller.
    /// - Where a task has a blob, that is stored before, as ever.
    ///
    /// # Errors
    /// Those of `Queue::commit`, and nothing of `commit` is written then. After [`QueueError::Conflict`],
    /// [`QueueError::Adopted`], [`QueueError::NoRoom`], [`QueueError::NoBlobRoom`], [`QueueError::AlreadyThere`] and
    /// [`QueueError::DependencyCycle`] the transaction may go on; after any other it is to be rolled back.
    /// [`QueueError::NoPlace`] with a [`NoTablesError`]: it is in another file. [`QueueError::Backend`] with a
    /// [`SettingError`]: its connection does not hold references, or does not wait for the disk.
    pub async fn enqueue_in(
        &self,
        host: &DatabaseTransaction,
        account: AccountId,
        now: Timestamp,
        commit: Commit,
    ) -> Result<Nudge, QueueError> {
        self.writer.writable()?;
        let changed = enqueue(host, account, now, commit).await?;
        Ok(Nudge::new(changed.then(|| self.writer.nudges()).flatten()))
    }
}

/// Behind a savepoint, so that a failure takes nothing of the application's with it. Whether anything was changed.
async fn enqueue(
    host: &DatabaseTransaction,
    account: AccountId,
    now: Timestamp,
    commit: Commit,
) -> Result<bool, DatabaseError> {
    let savepoint = host.begin().await?;
    match write(&savepoint, account, now, commit).await {
        Ok(changed) => {
            savepoint.commit().await?;
            Ok(changed)
        }
        Err(error) => {
            tracing::debug!(%error, "nothing was written");
            // Where even this fails SQLite has taken the whole transaction back, and its commit will say so.
            savepoint.rollback().await.ok();
            Err(error)
        }
    }
}

async fn write(
    savepoint: &DatabaseTransaction,
    account: AccountId,
    now: Timestamp,
    commit: Commit,
) -> Result<bool, DatabaseError> {
    take_write_lock(savepoint).await?;
    check_settings(savepoint).await?;
    let names = all(savepoint, APPLIED_MIGRATIONS).await?;
    let names: Vec<String> = names.iter().map(|row| column(row, 0)).collect::<Result<_, _>>()?;
    known(newest(names.iter().map(String::as_str)))?;
    let transaction = Transaction::within(savepoint);
    commit::commit(&transaction, account, now, commit).await?;
    Ok(transaction.has_changed())
}

/// Before anything is read, as `BEGIN IMMEDIATE` would: what is read from now on is as the last one left it. A
/// statement that can change no row takes the lock all the same.
async fn take_write_lock(savepoint: &DatabaseTransaction) -> Result<(), DatabaseError> {
    let lock = "UPDATE homing_schema_migrations SET version = version WHERE FALSE";
    let Err(error) = savepoint.execute_unprepared(lock).await else { return Ok(()) };
    let there = "SELECT count(*) FROM sqlite_master WHERE name = 'homing_schema_migrations'";
    let rows = all(savepoint, there).await?;
    match rows.first().map_or(Ok(0), |row| column::<i64>(row, 0))? {
        0 => Err(QueueError::NoPlace(NoTablesError(error.into()).into()).into()),
        _ => Err(error.into()),
    }
}

/// What durability and the removal of what hangs on a row rest on.
async fn check_settings(savepoint: &DatabaseTransaction) -> Result<(), DatabaseError> {
    for (pragma, least) in [("foreign_keys", 1), ("synchronous", 2)] {
        let rows = all(savepoint, &format!("PRAGMA {pragma}")).await?;
        let found = rows.first().map_or(Ok(0), |row| column::<i64>(row, 0))?;
        if found < least {
            let error = SettingError { pragma, wanted: least.to_string(), found: found.to_string() };
            return Err(QueueError::Backend(error.into()).into());
        }
    }
    Ok(())
}

async fn all(savepoint: &DatabaseTransaction, sql: &str) -> Result<Vec<sea_orm::QueryResult>, DatabaseError> {
    Ok(savepoint.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?)
}
