//! Whether this program still knows the schema that it writes to: a newer copy may have changed it meanwhile.

use std::sync::atomic::{AtomicI64, Ordering};

use homing_domain::ports::QueueError;
use homing_migrations::{SCHEMA_VERSION, SchemaNumberError, schema_number};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};

use super::error::SqliteError;

/// A number that this program knows.
pub(super) fn known(number: Result<u32, SchemaNumberError>) -> Result<u32, SqliteError> {
    match number {
        Ok(found) if found > SCHEMA_VERSION => {
            Err(QueueError::NewerSchema { found, known: SCHEMA_VERSION }.into())
        }
        Ok(found) => Ok(found),
        Err(SchemaNumberError::Database(error)) => Err(error.into()),
        Err(error) => Err(SqliteError::unreadable(error)),
    }
}

/// Remembers under which state of the file its schema was found to be a known one.
pub(super) struct Watch {
    /// SQLite's own count of changes to the schema; it never is negative.
    cookie: AtomicI64,
}

impl Watch {
    /// Nothing was looked at yet.
    pub(super) const fn new() -> Self {
        Self { cookie: AtomicI64::new(-1) }
    }

    /// Fails where a newer program has changed the schema. Costs a read of the file's first page, which the
    /// transaction holds already, and a look at the tracking table after each change.
    pub(super) async fn check(&self, transaction: &DatabaseTransaction) -> Result<(), SqliteError> {
        let statement = Statement::from_string(transaction.get_database_backend(), "PRAGMA schema_version");
        let row = transaction.query_one_raw(statement).await?;
        let cookie = row.map_or(Ok(-1), |row| row.try_get_by_index::<i64>(0))?;
        if cookie != self.cookie.load(Ordering::Relaxed) {
            known(schema_number(transaction).await)?;
            self.cookie.store(cookie, Ordering::Relaxed);
        }
        Ok(())
    }
}
