//! Accounts in the database.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, LockType, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::{access_token, refresh_token, user};
use super::{Store, StoreError, Transaction, instant, millis};

/// An account that is to be made.
pub(crate) struct NewUser {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) password_hash: String,
    pub(crate) created_at: Timestamp,
}

/// An account as sign-in needs it.
#[derive(PartialEq, Eq)]
pub(crate) struct HeldUser {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) password_hash: String,
    pub(crate) created_at: Timestamp,
    pub(crate) disabled_at: Option<Timestamp>,
}

impl Store {
    pub(crate) async fn user_by_name(&self, name: &str) -> Result<Option<HeldUser>, StoreError> {
        let found = user::Entity::find().filter(user::Column::Name.eq(name)).one(&self.readers).await?;
        found.map(read).transpose()
    }

    /// The account of this id.
    pub(crate) async fn user(&self, id: &str) -> Result<Option<HeldUser>, StoreError> {
        user::Entity::find_by_id(id).one(&self.readers).await?.map(read).transpose()
    }

    /// Every account, by name.
    pub(crate) async fn users(&self) -> Result<Vec<HeldUser>, StoreError> {
        let rows = user::Entity::find().order_by_asc(user::Column::Name).all(&self.readers).await?;
        rows.into_iter().map(read).collect()
    }
}

impl Transaction {
    /// The account of this name. Until the end of the transaction nobody else changes it, or anything of it: see
    /// [`Transaction::lock_user`].
    pub(crate) async fn user_by_name(&self, name: &str) -> Result<Option<HeldUser>, StoreError> {
        let named = user::Entity::find().filter(user::Column::Name.eq(name)).lock(LockType::NoKeyUpdate);
        named.one(&self.0).await?.map(read).transpose()
    }

    /// Until the end of the transaction nobody else changes anything of this account; what is read from now on is
    /// as the last one left it. Whatever changes tokens, keys or entries begins with this, or with
    /// [`Transaction::user_by_name`], and takes the lock of one account alone.
    ///
    /// In a file there is one transaction at a time anyway, and nothing is asked.
    pub(crate) async fn lock_user(&self, id: &str) -> Result<(), StoreError> {
        if self.is_postgres() {
            let row = user::Entity::find_by_id(id).select_only().column(user::Column::Id);
            row.lock(LockType::NoKeyUpdate).into_tuple::<String>().one(&self.0).await?;
        }
        Ok(())
    }

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

    /// Writes the hash of another password.
    pub(crate) async fn set_password_hash(&self, id: &str, hash: String) -> Result<(), StoreError> {
        user::Entity::update_many()
            .col_expr(user::Column::PasswordHash, Expr::value(hash))
            .filter(user::Column::Id.eq(id))
            .exec(&self.0)
            .await?;
        Ok(())
    }

    /// Writes since when nobody can sign in with the account.
    pub(crate) async fn set_user_disabled(
        &self,
        id: &str,
        disabled_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        user::Entity::update_many()
            .col_expr(user::Column::DisabledAtMs, Expr::value(disabled_at.map(millis)))
            .filter(user::Column::Id.eq(id))
            .exec(&self.0)
            .await?;
        Ok(())
    }

    /// Ends every sign-in of the account: all of its tokens are gone.
    pub(crate) async fn end_sign_ins(&self, id: &str) -> Result<(), StoreError> {
        access_token::Entity::delete_many().filter(access_token::Column::UserId.eq(id)).exec(&self.0).await?;
        refresh_token::Entity::delete_many()
            .filter(refresh_token::Column::UserId.eq(id))
            .exec(&self.0)
            .await?;
        Ok(())
    }
}

pub(super) fn read(row: user::Model) -> Result<HeldUser, StoreError> {
    Ok(HeldUser {
        id: row.id,
        name: row.name,
        password_hash: row.password_hash,
        created_at: instant(row.created_at_ms)?,
        disabled_at: row.disabled_at_ms.map(instant).transpose()?,
    })
}
