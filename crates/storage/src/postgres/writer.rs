//! Transactions: each runs to its end, whoever waits for it, and whoever waits learns what became of it.

use std::pin::Pin;
use std::sync::Arc;

use homing_domain::ports::QueueError;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, TransactionTrait};

use super::sql;
use super::transaction::{Transaction, statement};
use crate::relational::error::DatabaseError;
use crate::relational::uncut::Uncut;

/// The work of one transaction.
pub(super) type Work<'t, T> = Pin<Box<dyn Future<Output = Result<T, DatabaseError>> + Send + 't>>;

pub(super) struct Writer {
    connections: DatabaseConnection,
}

/// The answer to a commit was lost, and what became of it can't be told. It is there whole or not at all.
#[derive(Debug, thiserror::Error)]
#[error("the connection broke while the transaction ended")]
struct LostAnswerError(#[source] DbErr);

impl Writer {
    pub(super) fn new(connections: DatabaseConnection) -> Self {
        Self { connections }
    }

    /// Runs `work` in a transaction and commits it. A caller that goes away can't cut it half-way, from its begin on:
    /// a connection goes back to the others only between two transactions.
    pub(super) async fn write<T, W>(self: &Arc<Self>, work: W) -> Result<T, QueueError>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(&'t Transaction) -> Work<'t, T> + Send + 'static,
    {
        let writer = Arc::clone(self);
        Ok(Uncut::new(async move { writer.attempt(work).await }).await?)
    }

    async fn attempt<T, W>(&self, work: W) -> Result<T, DatabaseError>
    where
        W: for<'t> FnOnce(&'t Transaction) -> Work<'t, T>,
    {
        let transaction = Transaction::new(self.connections.begin().await?);
        let outcome = match work(&transaction).await {
            // A transaction that changed nothing nudges nobody: who is woken by a nudge and looks for work would else
            // wake itself for ever.
            Ok(value) if transaction.has_changed() => transaction.rows(sql::NUDGE, []).await.map(|_| value),
            outcome => outcome,
        };
        let value = match outcome {
            Ok(value) => value,
            Err(error) => {
                tracing::debug!(%error, "nothing was written");
                // A connection that does not take this back is closed by the pool.
                transaction.roll_back().await.ok();
                return Err(error);
            }
        };
        let number = transaction.number();
        if let Err(error) = transaction.commit().await {
            self.became_of(number, error).await?;
        }
        Ok(value)
    }

    /// What became of a transaction whose end was not confirmed: the server keeps that, also over its own crash.
    async fn became_of(&self, number: Option<String>, error: DbErr) -> Result<(), DatabaseError> {
        let Some(number) = number else { return Err(error.into()) };
        let asked = self.connections.query_one_raw(statement(sql::BECAME_OF, [number.into()])).await;
        let became: Option<String> = match asked {
            Ok(Some(row)) => row.try_get_by_index(0)?,
            Ok(None) | Err(_) => None,
        };
        tracing::warn!(%error, became, "the end of a transaction was not confirmed");
        match became.as_deref() {
            Some("committed") => Ok(()),
            Some("aborted") => Err(error.into()),
            _ => Err(QueueError::Backend(LostAnswerError(error).into()).into()),
        }
    }

    pub(super) fn connections(&self) -> &DatabaseConnection {
        &self.connections
    }
}
