//! What is kept of an earlier program's work, read: items, the past, what can't be read.

use super::kept::{self, StoredUnreadable};
use super::{
    EarlierPicture, FindItemError, ItemId, ItemSelection, PastRow, ReviewItem, UnfinishedMatter,
    UnreadableRow,
};
use crate::names::{AccountId, Collection};
use crate::ports::{Cursor, QueueError, SortRange};
use crate::task::Record;
use crate::time::Tracker;
use crate::time::records::decode;

/// Records read at once.
const PAGE: usize = 500;

impl Tracker {
    /// The items that wait for a person, oldest first. Pictures that nobody needs to be asked of are among them as long as
    /// they are not on their way.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn to_review(&self) -> Result<Vec<ReviewItem>, QueueError> {
        let mut items = self.review_items().await?;
        items.retain(ReviewItem::is_open);
        Ok(items)
    }

    /// All items, whatever became of them, oldest first.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn review_items(&self) -> Result<Vec<ReviewItem>, QueueError> {
        let account = self.accounts.active().await?.id();
        let mut items = Vec::new();
        self.each(account, &kept::items(), |record| {
            items.push(kept::item(record)?);
            Ok(())
        })
        .await?;
        Ok(items)
    }

    /// The items that a person means: all of them are there, or it is an error.
    ///
    /// # Errors
    /// [`FindItemError`].
    pub async fn find_items(&self, selection: &ItemSelection) -> Result<Vec<ReviewItem>, FindItemError> {
        selection.out_of(self.review_items().await?)
    }

    /// The open pictures that nobody needs to be asked of. One that has arrived since is none of them.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn pictures_to_send(&self) -> Result<Vec<ReviewItem>, QueueError> {
        let mut items = self.to_review().await?;
        items.retain(|item| item.matter == UnfinishedMatter::PictureToSend && !item.arrived_since);
        Ok(items)
    }

    /// The picture of an item; none where it is no picture, or where it is on its way already.
    ///
    /// # Errors
    /// [`QueueError`] of the read.
    pub async fn earlier_picture(&self, item: &ReviewItem) -> Result<Option<EarlierPicture>, QueueError> {
        let Some(picture) = &item.picture else { return Ok(None) };
        let account = self.accounts.active().await?.id();
        let id = kept::id_of(item.id.as_str())?;
        let record = self.queue.get(account, &kept::pictures(), &id).await?;
        let bytes = record.map(|record| record.body.into_bytes()).filter(|bytes| !bytes.is_empty());
        Ok(bytes.map(|bytes| EarlierPicture { media_type: picture.media_type.clone(), bytes }))
    }

    /// The rows that needed nothing more, oldest first.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn earlier_history(&self) -> Result<Vec<PastRow>, QueueError> {
        let account = self.accounts.active().await?.id();
        let mut rows = Vec::new();
        self.each(account, &kept::past(), |record| {
            rows.push(decode(record)?);
            Ok(())
        })
        .await?;
        Ok(rows)
    }

    /// The rows that can't be read, oldest first, with what they hold.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn earlier_unreadable(&self) -> Result<Vec<UnreadableRow>, QueueError> {
        let account = self.accounts.active().await?.id();
        let mut stored = Vec::new();
        self.each(account, &kept::unreadable(), |record| {
            let row: StoredUnreadable = decode(record)?;
            if !row.read_since {
                stored.push(row);
            }
            Ok(())
        })
        .await?;
        let mut rows = Vec::with_capacity(stored.len());
        for StoredUnreadable { row, at, why, .. } in stored {
            let id = kept::id_of(&row.identity)?;
            let payload = self.queue.get(account, &kept::payloads(), &id).await?;
            let payload = payload.map(|record| record.body.into_bytes()).unwrap_or_default();
            rows.push(UnreadableRow { row, at, why, payload });
        }
        Ok(rows)
    }

    pub(super) async fn item(
        &self,
        account: AccountId,
        id: &ItemId,
    ) -> Result<Option<ReviewItem>, QueueError> {
        let record = self.queue.get(account, &kept::items(), &kept::id_of(id.as_str())?).await?;
        record.as_ref().map(kept::item).transpose()
    }

    /// Every record of a collection.
    pub(super) async fn each(
        &self,
        account: AccountId,
        collection: &Collection,
        mut seen: impl FnMut(&Record) -> Result<(), QueueError> + Send,
    ) -> Result<(), QueueError> {
        let mut cursor: Option<Cursor> = None;
        loop {
            let page = self.queue.scan(account, collection, SortRange::ALL, cursor, PAGE).await?;
            page.records.iter().try_for_each(&mut seen)?;
            cursor = page.next;
            if cursor.is_none() {
                return Ok(());
            }
        }
    }
}
