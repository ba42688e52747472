//! A commit within a transaction of the application's, beside its own tables in the same database (ADR 85).

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::QueueError;
use homing_domain::task::Commit;
use sea_orm::{DatabaseTransaction, TransactionTrait};

use super::transaction::Transaction;
use super::{PostgresStore, commit, sql};
use crate::nudge::Nudge;
use crate::relational::error::DatabaseError;
use crate::relational::rows::column;

/// The application's transaction does not see what others have committed since it began.
#[derive(Debug, thiserror::Error)]
#[error("the transaction is {found}, and the queue's locks need read committed")]
pub struct HostIsolationError {
    /// Its isolation, as PostgreSQL calls it.
    pub found: String,
}

impl PostgresStore {
    /// Does what [`Queue::commit`](homing_domain::ports::Queue::commit) does, within a transaction of the
    /// application's own on this store's database: its rows and the tasks are there together, or not at all. Those who
    /// wait for tasks are told by the commit itself; the [`Nudge`] is there so that both databases are used alike.
    ///
    /// - The transaction is of a connection with the store's search path, and `READ COMMITTED`.
    /// - It has the account's lock from here on: nobody else records or settles for this account until it ends. So
    ///   this comes last in it, and where there are several accounts, always in one order.
    /// - In the midst of it the store is asked for nothing else that writes to this account: that would wait for its
    ///   own caller.
    /// - Where the answer to the application's commit is lost, the same commit again tells: the ids of its tasks are
    ///   [`QueueError::AlreadyThere`], or they are not.
    ///
    /// # Errors
    /// Those of `Queue::commit`, and nothing of `commit` is written then. The transaction may go on, save after
    /// [`QueueError::Busy`] and whatever else breaks a connection: then it is to be rolled back, and may be done again.
    /// [`QueueError::Backend`] with a [`HostIsolationError`]: nothing was touched.
    pub async fn enqueue_in(
        &self,
        host: &DatabaseTransaction,
        account: AccountId,
        now: Timestamp,
        commit: Commit,
    ) -> Result<Nudge, QueueError> {
        enqueue(host, account, now, commit).await?;
        Ok(Nudge::new(None))
    }
}

/// Behind a savepoint: without one, a statement that fails would take the application's transaction with it.
async fn enqueue(
    host: &DatabaseTransaction,
    account: AccountId,
    now: Timestamp,
    commit: Commit,
) -> Result<(), DatabaseError> {
    let savepoint = Transaction::new(host.begin().await?);
    match write(&savepoint, account, now, commit).await {
        Ok(()) => Ok(savepoint.commit().await?),
        Err(error) => {
            tracing::debug!(%error, "nothing was written");
            // A connection that does not take this back does not take a commit either.
            savepoint.roll_back().await.ok();
            Err(error)
        }
    }
}

async fn write(
    savepoint: &Transaction,
    account: AccountId,
    now: Timestamp,
    commit: Commit,
) -> Result<(), DatabaseError> {
    let isolation = savepoint.rows("SELECT current_setting('transaction_isolation')", []).await?;
    let found: String = isolation.first().map_or(Ok(String::new()), |row| column(row, 0))?;
    if found != "read committed" {
        return Err(QueueError::Backend(HostIsolationError { found }.into()).into());
    }
    commit::commit(savepoint, account, now, commit).await?;
    if savepoint.has_changed() {
        savepoint.rows(sql::NUDGE, []).await?;
    }
    Ok(())
}
