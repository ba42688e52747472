//! Whether the database can be read just now.

use sea_orm::{EntityTrait, QuerySelect};

use super::entity::user;
use super::{Store, StoreError};

impl Store {
    /// Reads a row of a table of ours: a connection that is open says nothing of the file behind it.
    ///
    /// # Errors
    /// It can't be read.
    pub(crate) async fn check_readable(&self) -> Result<(), StoreError> {
        let rows = user::Entity::find().select_only().column(user::Column::Id).limit(1);
        rows.into_tuple::<String>().one(&self.readers).await?;
        Ok(())
    }
}
