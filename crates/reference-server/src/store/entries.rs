//! Time entries and idempotency keys in the database.

use std::collections::{HashMap, HashSet};

use futures_util::TryStreamExt as _;
use homing_wire::TimeEntry;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait as _, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    TransactionTrait,
};

use super::entity::{entry, key};
use super::{Store, StoreError, Transaction, instant, millis, screenshots};

/// Where an entry stands in the order of the listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntryPosition {
    pub(crate) first_start: Timestamp,
    pub(crate) id: String,
}

/// What the database knows of the keys and the entries that a request names.
#[derive(Debug, Default)]
pub(crate) struct HeldEntries {
    /// The keys under which something took effect.
    pub(crate) keys: HashSet<String>,
    /// The entries by id.
    pub(crate) entries: HashMap<String, TimeEntry>,
}

impl Store {
    /// Up to `limit` entries of the account, in order, behind the position `after`, and whether more follow.
    /// They end earlier once they hold `max_bytes`; the first one is there however large it is.
    pub(crate) async fn entries(
        &self,
        user_id: &str,
        after: Option<&EntryPosition>,
        limit: usize,
        max_bytes: usize,
    ) -> Result<(Vec<(EntryPosition, TimeEntry)>, bool), StoreError> {
        let behind = after.map(|position| {
            let start = millis(position.first_start);
            Condition::any().add(entry::Column::FirstStartMs.gt(start)).add(
                Condition::all()
                    .add(entry::Column::FirstStartMs.eq(start))
                    .add(entry::Column::Id.gt(position.id.as_str())),
            )
        });
        // One more than asked for tells whether more follow. Row by row: nobody knows how large they are.
        let mut rows = entry::Entity::find()
            .select_only()
            .columns([entry::Column::FirstStartMs, entry::Column::Id, entry::Column::Body])
            .filter(entry::Column::UserId.eq(user_id))
            .filter(behind.unwrap_or_else(Condition::all))
            .order_by_asc(entry::Column::FirstStartMs)
            .order_by_asc(entry::Column::Id)
            .limit(u64::try_from(limit.saturating_add(1)).unwrap_or(u64::MAX))
            .into_tuple::<(i64, String, String)>()
            .stream(&self.readers)
            .await?;
        let (mut page, mut bytes) = (vec![], 0_usize);
        while let Some((first_start_ms, id, body)) = rows.try_next().await? {
            bytes = bytes.saturating_add(body.len());
            if page.len() == limit || (bytes > max_bytes && !page.is_empty()) {
                return Ok((page, true));
            }
            page.push((EntryPosition { first_start: instant(first_start_ms)?, id }, read(&body)?));
        }
        Ok((page, false))
    }
}

impl Transaction {
    /// What is held of these keys and these entries.
    pub(crate) async fn held(
        &self,
        user_id: &str,
        keys: Vec<String>,
        ids: Vec<String>,
    ) -> Result<HeldEntries, StoreError> {
        let keys = key::Entity::find()
            .filter(key::Column::UserId.eq(user_id))
            .filter(key::Column::Key.is_in(keys))
            .all(&self.0)
            .await?;
        let rows = entry::Entity::find()
            .filter(entry::Column::UserId.eq(user_id))
            .filter(entry::Column::Id.is_in(ids))
            .all(&self.0)
            .await?;
        let entries = rows.into_iter().map(|row| Ok((row.id, read(&row.body)?)));
        Ok(HeldEntries {
            keys: keys.into_iter().map(|row| row.key).collect(),
            entries: entries.collect::<Result<_, StoreError>>()?,
        })
    }

    /// Removes up to `limit` keys that were remembered at `until` or before; how many went. Those that another
    /// server is at are left to it.
    pub(crate) async fn forget_keys(&self, until: Timestamp, limit: u64) -> Result<u64, StoreError> {
        let old = key::Entity::find()
            .select_only()
            .columns([key::Column::UserId, key::Column::Key])
            .filter(key::Column::AppliedAtMs.lte(millis(until)))
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let both = Expr::tuple([Expr::col(key::Column::UserId), Expr::col(key::Column::Key)]);
        let gone =
            key::Entity::delete_many().filter(both.in_subquery(old.into_query())).exec(&self.0).await?;
        Ok(gone.rows_affected)
    }

    /// Writes an entry in place of what is held of it, and remembers the key, both or neither. A deleted one takes
    /// its screenshots with it.
    ///
    /// # Errors
    /// [`StoreError::Database`]: it failed over this entry, and what the transaction wrote before stands.
    /// Any other: the transaction can't go on.
    pub(crate) async fn put_entry(
        &self,
        user_id: &str,
        key: &str,
        entry: &TimeEntry,
        first_start: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let key = key::ActiveModel {
            user_id: Set(user_id.to_owned()),
            key: Set(key.to_owned()),
            applied_at_ms: Set(millis(now)),
        };
        let row = entry::ActiveModel {
            user_id: Set(user_id.to_owned()),
            id: Set(entry.id.clone()),
            first_start_ms: Set(millis(first_start)),
            revision: Set(i64::try_from(entry.revision).map_err(StoreError::unreadable)?),
            applied_at_ms: Set(millis(now)),
            body: Set(serde_json::to_string(entry).map_err(StoreError::unreadable)?),
        };
        let replace = OnConflict::columns([entry::Column::UserId, entry::Column::Id])
            .update_columns([
                entry::Column::FirstStartMs,
                entry::Column::Revision,
                entry::Column::AppliedAtMs,
                entry::Column::Body,
            ])
            .to_owned();
        let savepoint = self.0.begin().await?;
        let written = async {
            key::Entity::insert(key).exec_without_returning(&savepoint).await?;
            entry::Entity::insert(row).on_conflict(replace).exec_without_returning(&savepoint).await?;
            if entry.deleted {
                screenshots::remove_of_entry(&savepoint, user_id, &entry.id).await?;
            }
            Ok::<_, StoreError>(())
        };
        if let Err(error) = written.await {
            // Where even this fails the database has taken the whole transaction back (out of memory, a
            // connection that broke), and no task of the request may be called applied.
            savepoint.rollback().await.map_err(StoreError::Unavailable)?;
            return Err(error);
        }
        savepoint.commit().await.map_err(StoreError::Unavailable)
    }
}

/// The parser's own message goes no further: it quotes what it met, and this ends in the log.
fn read(body: &str) -> Result<TimeEntry, StoreError> {
    serde_json::from_str(body)
        .map_err(|error| StoreError::unreadable(format!("no time entry from column {} on", error.column())))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::error::Error as _;

    use super::*;

    #[test]
    fn the_error_of_a_row_that_cannot_be_read_quotes_nothing_of_it() {
        for body in [r#""private""#, r#"{"id":"x","state":"private"}"#, r#"{"private"#] {
            let error = read(body).unwrap_err();
            let shown = format!("{error} {error:?} {:?}", error.source().map(ToString::to_string));
            assert!(!shown.contains("private"), "{shown}");
        }
    }
}
