//! Whether the database can do its work just now.

use std::time::Duration;

use sea_orm::{ConnAcquireErr, DbErr, EntityTrait, QuerySelect};

use super::entity::user;
use super::{Store, StoreError, postgres};
use crate::ports::Clock;

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

    /// How far this machine's clock is from the one of the database, to which all servers on it can be held; nothing
    /// where the database is a file of this machine.
    ///
    /// # Errors
    /// The database can't be asked.
    pub(crate) async fn clock_difference(&self, clock: &dyn Clock) -> Result<Duration, StoreError> {
        let theirs_ms = if self.is_postgres() { postgres::now_ms(&self.readers).await? } else { None };
        let ours_ms = clock.now().as_millisecond();
        Ok(Duration::from_millis(theirs_ms.unwrap_or(ours_ms).abs_diff(ours_ms)))
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
