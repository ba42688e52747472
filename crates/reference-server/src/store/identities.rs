//! Who the accounts are at an OpenID provider, in the database.

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::{blob, entry, identity, key, user};
use super::users::read;
use super::{HeldUser, Store, StoreError, Transaction, millis};

/// A person at a provider: what `iss` and `sub` of a token say (OpenID Connect Core 1.0, section 5.7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider's URL, to the letter.
    pub issuer: String,
    /// What the provider calls the person, and nobody else, for ever.
    pub subject: String,
}

impl Store {
    /// The account of this person.
    pub(crate) async fn user_of(&self, identity: &Identity) -> Result<Option<HeldUser>, StoreError> {
        user_of(&self.readers, identity).await
    }

    /// Every identity and the id of its account, by issuer and subject.
    pub(crate) async fn identities(&self) -> Result<Vec<(String, Identity)>, StoreError> {
        let all = identity::Entity::find()
            .order_by_asc(identity::Column::Issuer)
            .order_by_asc(identity::Column::Subject);
        let rows = all.all(&self.readers).await?.into_iter();
        Ok(rows.map(|row| (row.user_id, Identity { issuer: row.issuer, subject: row.subject })).collect())
    }
}

impl Transaction {
    /// As [`Store::user_of`], within the transaction.
    pub(crate) async fn user_of(&self, identity: &Identity) -> Result<Option<HeldUser>, StoreError> {
        user_of(&self.0, identity).await
    }

    /// Writes whose this identity is, unless it is somebody's: then nothing is changed and the answer is `false`.
    /// Where another server is just writing the same one, this waits for it.
    pub(crate) async fn add_identity(
        &self,
        identity: &Identity,
        user_id: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let unless_known = of_one().do_nothing().to_owned();
        let row = identity::Entity::insert(row(identity, user_id, now)).on_conflict(unless_known);
        Ok(row.exec_without_returning(&self.0).await? == 1)
    }

    /// Whether a client ever sent something that took effect in this account. A screenshot has an entry.
    pub(crate) async fn holds_work(&self, user_id: &str) -> Result<bool, StoreError> {
        macro_rules! any {
            ($table:ident, $column:ident) => {{
                let rows = $table::Entity::find().filter($table::Column::UserId.eq(user_id));
                let row = rows.select_only().column($table::Column::$column).limit(1);
                row.into_tuple::<String>().one(&self.0).await?.is_some()
            }};
        }
        Ok(any!(key, Key) || any!(entry, Id) || any!(blob, Sha256))
    }

    /// Writes whose this identity is from now on.
    pub(crate) async fn set_identity(
        &self,
        identity: &Identity,
        user_id: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let or_move =
            of_one().update_columns([identity::Column::UserId, identity::Column::LinkedAtMs]).to_owned();
        let row = identity::Entity::insert(row(identity, user_id, now)).on_conflict(or_move);
        row.exec_without_returning(&self.0).await?;
        Ok(())
    }
}

async fn user_of(
    connection: &impl sea_orm::ConnectionTrait,
    identity: &Identity,
) -> Result<Option<HeldUser>, StoreError> {
    let id = sea_orm::sea_query::Query::select()
        .column(identity::Column::UserId)
        .from(identity::Entity)
        .and_where(identity::Column::Issuer.eq(identity.issuer.as_str()))
        .and_where(identity::Column::Subject.eq(identity.subject.as_str()))
        .to_owned();
    let found = user::Entity::find().filter(user::Column::Id.in_subquery(id)).one(connection).await?;
    found.map(read).transpose()
}

fn of_one() -> OnConflict {
    OnConflict::columns([identity::Column::Issuer, identity::Column::Subject])
}

fn row(identity: &Identity, user_id: &str, now: Timestamp) -> identity::ActiveModel {
    identity::ActiveModel {
        issuer: Set(identity.issuer.clone()),
        subject: Set(identity.subject.clone()),
        user_id: Set(user_id.to_owned()),
        linked_at_ms: Set(millis(now)),
    }
}
