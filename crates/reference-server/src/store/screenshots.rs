//! Screenshots in the database, and what of their blobs goes with them.

use std::collections::HashMap;

use homing_wire::Screenshot;
use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, TransactionTrait,
};

use super::blobs::{HeldBlob, Kept, keep, let_go_with_name, read as read_blob};
use super::entity::{blob, key, screenshot};
use super::{Store, StoreError, Transaction, instant, millis};

/// How many names one statement asks for, however many screenshots an entry has.
const NAMES_AT_ONCE: usize = 500;

/// Where a screenshot stands in the order of the listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScreenshotPosition {
    pub(crate) taken_at: Timestamp,
    pub(crate) id: String,
}

/// What the database knows of the screenshots and the blobs that a request names.
#[derive(Debug, Default)]
pub(crate) struct HeldScreenshots {
    /// The screenshots by id.
    pub(crate) screenshots: HashMap<String, Screenshot>,
    /// The blobs by name.
    pub(crate) blobs: HashMap<String, HeldBlob>,
}

impl Store {
    /// Up to `limit` screenshots of the account, in order, behind the position `after`.
    pub(crate) async fn screenshots(
        &self,
        user_id: &str,
        after: Option<&ScreenshotPosition>,
        limit: u64,
    ) -> Result<Vec<(ScreenshotPosition, Screenshot)>, StoreError> {
        let behind = after.map(|position| {
            let taken = millis(position.taken_at);
            Condition::any().add(screenshot::Column::TakenAtMs.gt(taken)).add(
                Condition::all()
                    .add(screenshot::Column::TakenAtMs.eq(taken))
                    .add(screenshot::Column::Id.gt(position.id.as_str())),
            )
        });
        let rows = screenshot::Entity::find()
            .filter(screenshot::Column::UserId.eq(user_id))
            .filter(behind.unwrap_or_else(Condition::all))
            .order_by_asc(screenshot::Column::TakenAtMs)
            .order_by_asc(screenshot::Column::Id)
            .limit(limit)
            .all(&self.readers)
            .await?;
        let page = rows.into_iter().map(|row| {
            let position = ScreenshotPosition { taken_at: instant(row.taken_at_ms)?, id: row.id };
            Ok((position, read(&row.body)?))
        });
        page.collect()
    }
}

impl Transaction {
    /// What is held of the screenshots of these ids and of the blobs of these names.
    pub(crate) async fn held_screenshots(
        &self,
        user_id: &str,
        ids: Vec<String>,
        blobs: Vec<String>,
    ) -> Result<HeldScreenshots, StoreError> {
        let rows = screenshot::Entity::find()
            .filter(screenshot::Column::UserId.eq(user_id))
            .filter(screenshot::Column::Id.is_in(ids))
            .all(&self.0)
            .await?;
        let screenshots = rows.into_iter().map(|row| Ok((row.id, read(&row.body)?)));
        let screenshots = screenshots.collect::<Result<_, StoreError>>()?;
        let rows = blob::Entity::find()
            .filter(blob::Column::UserId.eq(user_id))
            .filter(blob::Column::Sha256.is_in(blobs))
            .all(&self.0)
            .await?;
        let blobs = rows.into_iter().map(|row| Ok((row.sha256.clone(), read_blob(row)?)));
        Ok(HeldScreenshots { screenshots, blobs: blobs.collect::<Result<_, StoreError>>()? })
    }

    /// Writes a screenshot, keeps its blob, and remembers the key, all or nothing. `false`, and nothing is written:
    /// the blob has gone since it was looked at.
    ///
    /// # Errors
    /// [`StoreError::Database`]: it failed over this screenshot, and what the transaction wrote before stands.
    /// Any other: the transaction can't go on.
    pub(crate) async fn put_screenshot(
        &self,
        user_id: &str,
        key: &str,
        screenshot: &Screenshot,
        taken_at: Timestamp,
        content_id: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let key = key::ActiveModel {
            user_id: Set(user_id.to_owned()),
            key: Set(key.to_owned()),
            applied_at_ms: Set(millis(now)),
        };
        let row = screenshot::ActiveModel {
            user_id: Set(user_id.to_owned()),
            id: Set(screenshot.id.clone()),
            entry_id: Set(screenshot.entry.clone()),
            sha256: Set(screenshot.blob.sha256.clone()),
            taken_at_ms: Set(millis(taken_at)),
            applied_at_ms: Set(millis(now)),
            body: Set(serde_json::to_string(screenshot).map_err(StoreError::unreadable)?),
        };
        let savepoint = self.0.begin().await?;
        let written = async {
            if !keep(&savepoint, content_id, Kept::Named).await? {
                return Ok(false);
            }
            key::Entity::insert(key).exec_without_returning(&savepoint).await?;
            screenshot::Entity::insert(row).exec_without_returning(&savepoint).await?;
            Ok(true)
        };
        match written.await {
            Ok(true) => {
                savepoint.commit().await.map_err(StoreError::Unavailable)?;
                Ok(true)
            }
            // Where even the rollback fails the whole transaction is gone; see `put_entry`.
            Ok(false) => {
                savepoint.rollback().await.map_err(StoreError::Unavailable)?;
                Ok(false)
            }
            Err(error) => {
                savepoint.rollback().await.map_err(StoreError::Unavailable)?;
                Err(error)
            }
        }
    }
}

/// Removes the screenshots of an entry, and lets those blobs go that no other screenshot names.
pub(super) async fn remove_of_entry(
    transaction: &DatabaseTransaction,
    user_id: &str,
    entry_id: &str,
) -> Result<(), StoreError> {
    let of_entry = Condition::all()
        .add(screenshot::Column::UserId.eq(user_id))
        .add(screenshot::Column::EntryId.eq(entry_id));
    let named: Vec<String> = screenshot::Entity::find()
        .select_only()
        .column(screenshot::Column::Sha256)
        .distinct()
        .filter(of_entry.clone())
        .into_tuple()
        .all(transaction)
        .await?;
    screenshot::Entity::delete_many().filter(of_entry).exec(transaction).await?;
    for names in named.chunks(NAMES_AT_ONCE) {
        let still_named = screenshot::Entity::find()
            .select_only()
            .column(screenshot::Column::Sha256)
            .filter(screenshot::Column::UserId.eq(user_id))
            .filter(screenshot::Column::Sha256.is_in(names));
        let unnamed = blob::Entity::find()
            .select_only()
            .column(blob::Column::ContentId)
            .filter(blob::Column::UserId.eq(user_id))
            .filter(blob::Column::Sha256.is_in(names))
            .filter(blob::Column::Sha256.not_in_subquery(still_named.into_query()));
        let_go_with_name(transaction, unnamed.into_tuple().all(transaction).await?).await?;
    }
    Ok(())
}

/// The parser's own message goes no further: it quotes what it met, and this ends in the log.
fn read(body: &str) -> Result<Screenshot, StoreError> {
    serde_json::from_str(body)
        .map_err(|error| StoreError::unreadable(format!("no screenshot from column {} on", error.column())))
}
