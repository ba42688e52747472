//! Accounts in the database.

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::entity::user;
use super::{Store, StoreError, Transaction, millis};

/// An account that is to be made.
pub(crate) struct NewUser {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) password_hash: String,
    pub(crate) created_at: Timestamp,
}

/// An account as sign-in needs it.
pub(crate) struct HeldUser {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) password_hash: String,
}

impl Store {
    pub(crate) async fn user_by_name(&self, name: &str) -> Result<Option<HeldUser>, StoreError> {
        let found = user::Entity::find().filter(user::Column::Name.eq(name)).one(&self.readers).await?;
        Ok(found.map(|user| HeldUser { id: user.id, name: user.name, password_hash: user.password_hash }))
    }
}

impl Transaction {
    /// Makes the account, unless the name is taken: then nothing is changed and the answer is `false`.
    pub(crate) async fn add_user(&self, new: NewUser) -> Result<bool, StoreError> {
        let row = user::ActiveModel {
            id: Set(new.id),
            name: Set(new.name),
            password_hash: Set(new.password_hash),
            created_at_ms: Set(millis(new.created_at)),
            disabled_at_ms: Set(None),
        };
        let unless_taken = OnConflict::column(user::Column::Name).do_nothing().to_owned();
        let made =
            user::Entity::insert(row).on_conflict(unless_taken).exec_without_returning(&self.0).await?;
        Ok(made == 1)
    }
}
