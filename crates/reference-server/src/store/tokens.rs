//! Tokens in the database, by their digests alone.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::entity::{access_token, refresh_token, user};
use super::{Store, StoreError, Transaction, instant, millis};

/// An access token that is to be kept.
pub(crate) struct NewAccessToken {
    pub(crate) digest: Vec<u8>,
    pub(crate) family_id: String,
    pub(crate) user_id: String,
    pub(crate) expires_at: Timestamp,
}

/// A refresh token that is to be kept.
pub(crate) struct NewRefreshToken {
    pub(crate) digest: Vec<u8>,
    pub(crate) family_id: String,
    pub(crate) user_id: String,
    pub(crate) issued_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// An access token that is kept.
pub(crate) struct HeldAccessToken {
    pub(crate) family_id: String,
    pub(crate) user_id: String,
    pub(crate) expires_at: Timestamp,
}

/// A refresh token that is kept.
pub(crate) struct HeldRefreshToken {
    pub(crate) family_id: String,
    pub(crate) user_id: String,
    pub(crate) user_name: String,
    pub(crate) expires_at: Timestamp,
    pub(crate) first_used_at: Option<Timestamp>,
}

impl Store {
    pub(crate) async fn access_token(&self, digest: &[u8]) -> Result<Option<HeldAccessToken>, StoreError> {
        let found = access_token::Entity::find_by_id(digest.to_vec()).one(&self.readers).await?;
        let held = found.map(|row| {
            let expires_at = instant(row.expires_at_ms)?;
            Ok(HeldAccessToken { family_id: row.family_id, user_id: row.user_id, expires_at })
        });
        held.transpose()
    }
}

impl Transaction {
    /// A refresh token as it stands, its account locked. Two servers that get the same one at once take turns: the
    /// second one sees that it was used.
    pub(crate) async fn refresh_token(&self, digest: &[u8]) -> Result<Option<HeldRefreshToken>, StoreError> {
        let find = || refresh_token::Entity::find_by_id(digest.to_vec()).one(&self.0);
        let Some(mut row) = find().await? else {
            return Ok(None);
        };
        if self.is_postgres() {
            self.lock_user(&row.user_id).await?;
            // Again: whoever had the lock before may have used it, or ended its sign-in.
            let Some(locked) = find().await? else {
                return Ok(None);
            };
            row = locked;
        }
        let Some(user) = user::Entity::find_by_id(row.user_id).one(&self.0).await? else {
            return Ok(None);
        };
        Ok(Some(HeldRefreshToken {
            family_id: row.family_id,
            user_id: user.id,
            user_name: user.name,
            expires_at: instant(row.expires_at_ms)?,
            first_used_at: row.first_used_at_ms.map(instant).transpose()?,
        }))
    }

    /// The sign-in that this refresh token belongs to, if it is one of this account's.
    pub(crate) async fn family_of(&self, user_id: &str, digest: &[u8]) -> Result<Option<String>, StoreError> {
        let token = refresh_token::Entity::find_by_id(digest.to_vec());
        let row = token.filter(refresh_token::Column::UserId.eq(user_id)).one(&self.0).await?;
        Ok(row.map(|row| row.family_id))
    }

    pub(crate) async fn note_first_use(&self, digest: &[u8], at: Timestamp) -> Result<(), StoreError> {
        refresh_token::Entity::update_many()
            .col_expr(refresh_token::Column::FirstUsedAtMs, Expr::value(millis(at)))
            .filter(refresh_token::Column::Digest.eq(digest.to_vec()))
            .exec(&self.0)
            .await?;
        Ok(())
    }

    pub(crate) async fn add_tokens(
        &self,
        access: NewAccessToken,
        refresh: NewRefreshToken,
    ) -> Result<(), StoreError> {
        let access = access_token::ActiveModel {
            digest: Set(access.digest),
            family_id: Set(access.family_id),
            user_id: Set(access.user_id),
            expires_at_ms: Set(millis(access.expires_at)),
        };
        let refresh = refresh_token::ActiveModel {
            digest: Set(refresh.digest),
            family_id: Set(refresh.family_id),
            user_id: Set(refresh.user_id),
            issued_at_ms: Set(millis(refresh.issued_at)),
            expires_at_ms: Set(millis(refresh.expires_at)),
            first_used_at_ms: Set(None),
        };
        access_token::Entity::insert(access).exec_without_returning(&self.0).await?;
        refresh_token::Entity::insert(refresh).exec_without_returning(&self.0).await?;
        Ok(())
    }

    /// Ends a sign-in: every token of the family is gone.
    pub(crate) async fn end_family(&self, family_id: &str) -> Result<(), StoreError> {
        access_token::Entity::delete_many()
            .filter(access_token::Column::FamilyId.eq(family_id))
            .exec(&self.0)
            .await?;
        refresh_token::Entity::delete_many()
            .filter(refresh_token::Column::FamilyId.eq(family_id))
            .exec(&self.0)
            .await?;
        Ok(())
    }

    /// Removes up to `limit` access tokens, and as many refresh tokens, that are no longer good for anything;
    /// how many went of each. Those in somebody's hands just now are left for the next time.
    pub(crate) async fn forget_expired_tokens(
        &self,
        now: Timestamp,
        limit: u64,
    ) -> Result<[u64; 2], StoreError> {
        let expired = access_token::Entity::find()
            .select_only()
            .column(access_token::Column::Digest)
            .filter(access_token::Column::ExpiresAtMs.lte(millis(now)))
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let access = access_token::Entity::delete_many()
            .filter(access_token::Column::Digest.in_subquery(expired.into_query()))
            .exec(&self.0)
            .await?;
        let expired = refresh_token::Entity::find()
            .select_only()
            .column(refresh_token::Column::Digest)
            .filter(refresh_token::Column::ExpiresAtMs.lte(millis(now)))
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let refresh = refresh_token::Entity::delete_many()
            .filter(refresh_token::Column::Digest.in_subquery(expired.into_query()))
            .exec(&self.0)
            .await?;
        Ok([access.rows_affected, refresh.rows_affected])
    }
}
