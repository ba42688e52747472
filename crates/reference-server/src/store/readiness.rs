//! Whether the database can do its work just now.

use std::time::Duration;

use sea_orm::{ConnAcquireErr, DbErr, EntityTrait, QuerySelect};

use super::entity::user;
use super::{Store, StoreError, postgres};

/// How long the answer may take: less than whoever asks waits, and longer than a database that works needs.
const PATIENCE: Duration = Duration::from_secs(2);

impl Store {
    /// Reads a row of a table of ours: a connection that is open says nothing of the file behind it. Of a
    /// PostgreSQL server it asks whether that takes writes, too: after a fail-over it may be the wrong one.
    ///
    /// # Errors
    /// It can't be read, or not in time; or [`StoreError::ReadOnly`].
    pub(crate) async fn check_ready(&self) -> Result<(), StoreError> {
        let looked = tokio::time::timeout(PATIENCE, self.look()).await;
        looked.unwrap_or(Err(StoreError::Unavailable(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))))
    }

    async fn look(&self) -> Result<(), StoreError> {
        if self.is_postgres() {
            postgres::check_writable(&self.readers).await?;
        }
        let rows = user::Entity::find().select_only().column(user::Column::Id).limit(1);
        rows.into_tuple::<String>().one(&self.readers).await?;
        Ok(())
    }
}
