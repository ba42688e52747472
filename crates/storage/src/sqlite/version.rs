//! Whether this program still knows the schema that it writes to: a newer copy may have changed it meanwhile.

use std::sync::atomic::{AtomicI64, Ordering};

use homing_domain::ports::QueueError;
use homing_migrations::{APPLIED_MIGRATIONS, newest};
use sea_orm::sea_query::Values;

use super::error::DatabaseError;
use super::held::HeldConnection;
use super::rows::column;
use crate::relational::version::known;

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

    /// Fails where a newer program has changed the schema. `cookie` is SQLite's count at the beginning of a
    /// transaction. Costs nothing more, save after each change.
    pub(super) async fn check(&self, connection: &HeldConnection, cookie: i64) -> Result<(), DatabaseError> {
        if cookie >= 0 && cookie == self.cookie.load(Ordering::Relaxed) {
            return Ok(());
        }
        let names = connection.run(APPLIED_MIGRATIONS.to_owned(), Values(Vec::new())).await?;
        let names: Vec<String> = names.rows.iter().map(|row| column(row, 0)).collect::<Result<_, _>>()?;
        known(newest(names.iter().map(String::as_str)))?;
        self.cookie.store(cookie, Ordering::Relaxed);
        Ok(())
    }

    /// Why statements failed: that a newer program has changed the schema, or as they said.
    pub(super) async fn reason(&self, connection: &HeldConnection, said: DatabaseError) -> DatabaseError {
        match self.check(connection, -1).await {
            Err(newer @ DatabaseError::Port(QueueError::NewerSchema { .. })) => newer,
            _ => said,
        }
    }
}
