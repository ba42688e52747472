//! Blobs in the database: a content comes and goes in pieces, each in a short transaction, and has a name while it
//! is whole.
//!
//! Nobody sees a content before it is named. Until when one is kept stands in its own row, so that it changes in
//! the transaction that changes the reason: [`Kept`].

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait as _, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait,
};

use super::entity::{blob, blob_content, blob_piece};
use super::{Store, StoreError, Transaction, millis};

/// A blob that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeldBlob {
    /// Under what its pieces lie.
    pub(crate) content_id: String,
    pub(crate) bytes: u64,
}

/// Whether a content has its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    /// It has.
    Named,
    /// Another one has it, with the same bytes.
    Taken,
    /// The content was let go meanwhile; the transaction must not be committed.
    Gone,
}

/// Until when a content is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// For as long as a screenshot names it.
    Named,
    /// Until this instant, unless a screenshot names it before.
    Until(Timestamp),
    /// Nothing leads to it any more; its pieces are on their way out, and it never comes back.
    LetGo,
}

/// How [`Kept::LetGo`] is written. No clock of a server shows 1970.
const LET_GO: i64 = 0;

impl Kept {
    fn stored(self) -> Option<i64> {
        match self {
            Self::Named => None,
            Self::Until(instant) => Some(Ord::max(millis(instant), LET_GO + 1)),
            Self::LetGo => Some(LET_GO),
        }
    }
}

impl Store {
    /// The blob of this name, if the account has it.
    pub(crate) async fn blob(&self, user_id: &str, sha256: &str) -> Result<Option<HeldBlob>, StoreError> {
        let row =
            blob::Entity::find_by_id((user_id.to_owned(), sha256.to_owned())).one(&self.readers).await?;
        row.map(read).transpose()
    }

    /// A piece of a content, counted from 0; none where it has ended, or where the content has gone.
    pub(crate) async fn piece(&self, content_id: &str, n: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let row = blob_piece::Entity::find_by_id((content_id.to_owned(), n)).one(&self.readers).await?;
        Ok(row.map(|row| row.bytes))
    }
}

impl Transaction {
    /// Begins a content without a piece.
    pub(crate) async fn begin_content(
        &self,
        user_id: &str,
        id: &str,
        kept_until: Timestamp,
    ) -> Result<(), StoreError> {
        let row = blob_content::ActiveModel {
            id: Set(id.to_owned()),
            user_id: Set(user_id.to_owned()),
            kept_until_ms: Set(Kept::Until(kept_until).stored()),
        };
        blob_content::Entity::insert(row).exec_without_returning(&self.0).await?;
        Ok(())
    }

    /// Writes the n-th piece.
    ///
    /// # Errors
    /// There is no such content any more, or the database failed.
    pub(crate) async fn add_piece(&self, content_id: &str, n: i64, bytes: Vec<u8>) -> Result<(), StoreError> {
        let row =
            blob_piece::ActiveModel { content_id: Set(content_id.to_owned()), n: Set(n), bytes: Set(bytes) };
        blob_piece::Entity::insert(row).exec_without_returning(&self.0).await?;
        Ok(())
    }

    /// Gives a content its name. Where another content of the account has the name already, that one keeps it and
    /// this one is let go.
    pub(crate) async fn name_content(
        &self,
        user_id: &str,
        sha256: &str,
        content: &HeldBlob,
        kept_until: Timestamp,
    ) -> Result<Naming, StoreError> {
        let row = blob::ActiveModel {
            user_id: Set(user_id.to_owned()),
            sha256: Set(sha256.to_owned()),
            content_id: Set(content.content_id.clone()),
            bytes: Set(i64::try_from(content.bytes).map_err(StoreError::unreadable)?),
        };
        let names = [blob::Column::UserId, blob::Column::Sha256];
        let unless_taken = OnConflict::columns(names).do_nothing().to_owned();
        let named =
            blob::Entity::insert(row).on_conflict(unless_taken).exec_without_returning(&self.0).await? == 1;
        let kept = if named { Kept::Until(kept_until) } else { Kept::LetGo };
        let is_there = keep(&self.0, &content.content_id, kept).await?;
        Ok(match (named, is_there) {
            (true, true) => Naming::Named,
            (true, false) => Naming::Gone,
            (false, _) => Naming::Taken,
        })
    }

    /// Lets a content go that has no name.
    pub(crate) async fn let_go(&self, content_id: &str) -> Result<(), StoreError> {
        keep(&self.0, content_id, Kept::LetGo).await?;
        Ok(())
    }

    /// Lets up to `limit` contents go, with their names, that were to be kept until `now` or before; how many went.
    /// Those that another server is at are left to it.
    pub(crate) async fn let_go_unnamed(&self, now: Timestamp, limit: u64) -> Result<u64, StoreError> {
        let over: Vec<String> = blob_content::Entity::find()
            .select_only()
            .column(blob_content::Column::Id)
            .filter(blob_content::Column::KeptUntilMs.gt(LET_GO))
            .filter(blob_content::Column::KeptUntilMs.lte(millis(now)))
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .into_tuple()
            .all(&self.0)
            .await?;
        let count = u64::try_from(over.len()).unwrap_or(u64::MAX);
        let_go_with_name(&self.0, over).await?;
        Ok(count)
    }

    /// Removes up to `limit` pieces of one content that was let go (the one that is named, if one is), and the
    /// content with its last; whether there was any. One that another server is at is left to it.
    pub(crate) async fn remove_pieces(&self, named: Option<&str>, limit: u64) -> Result<bool, StoreError> {
        let let_go: Option<String> = blob_content::Entity::find()
            .select_only()
            .column(blob_content::Column::Id)
            .filter(blob_content::Column::KeptUntilMs.eq(LET_GO))
            .apply_if(named, |query, id| query.filter(blob_content::Column::Id.eq(id)))
            .limit(1)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .into_tuple()
            .one(&self.0)
            .await?;
        let Some(id) = let_go else { return Ok(false) };
        let some = blob_piece::Entity::find()
            .select_only()
            .columns([blob_piece::Column::ContentId, blob_piece::Column::N])
            .filter(blob_piece::Column::ContentId.eq(id.as_str()))
            .limit(limit);
        let both = Expr::tuple([Expr::col(blob_piece::Column::ContentId), Expr::col(blob_piece::Column::N)]);
        let gone = blob_piece::Entity::delete_many()
            .filter(both.in_subquery(some.into_query()))
            .exec(&self.0)
            .await?;
        if gone.rows_affected < limit {
            blob_content::Entity::delete_by_id(id).exec(&self.0).await?;
        }
        Ok(true)
    }
}

/// Writes until when a content is kept, unless it was let go; whether it was there.
pub(super) async fn keep(
    connection: &impl ConnectionTrait,
    content_id: &str,
    kept: Kept,
) -> Result<bool, StoreError> {
    let is_there = Condition::any()
        .add(blob_content::Column::KeptUntilMs.is_null())
        .add(blob_content::Column::KeptUntilMs.gt(LET_GO));
    let written = blob_content::Entity::update_many()
        .col_expr(blob_content::Column::KeptUntilMs, Expr::value(kept.stored()))
        .filter(blob_content::Column::Id.eq(content_id))
        .filter(is_there)
        .exec(connection)
        .await?;
    Ok(written.rows_affected == 1)
}

/// Lets these contents go, and their names.
pub(super) async fn let_go_with_name(
    connection: &impl ConnectionTrait,
    contents: Vec<String>,
) -> Result<(), StoreError> {
    if contents.is_empty() {
        return Ok(());
    }
    blob_content::Entity::update_many()
        .col_expr(blob_content::Column::KeptUntilMs, Expr::value(LET_GO))
        .filter(blob_content::Column::Id.is_in(contents.clone()))
        .exec(connection)
        .await?;
    blob::Entity::delete_many().filter(blob::Column::ContentId.is_in(contents)).exec(connection).await?;
    Ok(())
}

pub(super) fn read(row: blob::Model) -> Result<HeldBlob, StoreError> {
    let bytes = u64::try_from(row.bytes).map_err(StoreError::unreadable)?;
    Ok(HeldBlob { content_id: row.content_id, bytes })
}
