//! The pictures that surely did not reach the server, of entries that are there: each becomes a screenshot that waits to be
//! sent, in the transaction that settles its item.

use futures_util::stream;
use homing_domain::engine::EnqueueError;
use homing_domain::ports::{BlobError, CHUNK_MAX_BYTES, Chunks, QueueError};
use homing_domain::task::{Body, Commit};
use homing_domain::time::{
    EarlierPicture, PICTURE_HEAD_BYTES, ReviewItem, SCREENSHOT_MAX_BYTES, SettleError, media_type_of,
    screenshot_kind,
};

use super::report::Pictures;
use crate::SyncManager;

/// Why a picture stays where it is.
#[derive(Debug, thiserror::Error)]
enum NotReady {
    #[error("it is no picture of a form that is known")]
    NoPicture,
    #[error("nothing tells which entry it belongs to")]
    NoEntry,
    #[error(transparent)]
    Settle(#[from] SettleError),
    #[error("its bytes can't be stored")]
    Blob(#[source] BlobError),
    #[error(transparent)]
    Enqueue(#[from] EnqueueError),
}

/// Puts what can be sent into the queue. What can't be stays open: a person sees it in the review.
pub(super) async fn make_ready(sync: &SyncManager) -> Result<Pictures, QueueError> {
    let mut pictures = Pictures::default();
    for item in sync.tracker().pictures_to_send().await? {
        match sync.send_earlier_picture(&item).await {
            Ok(()) => pictures.ready += 1,
            Err(error) => {
                tracing::info!(item = %item.id, %error, "a picture of the earlier app is not sent");
                pictures.left += 1;
            }
        }
    }
    Ok(pictures)
}

impl SyncManager {
    async fn send_earlier_picture(&self, item: &ReviewItem) -> Result<(), NotReady> {
        let picture = self.tracker().earlier_picture(item).await.map_err(EnqueueError::from)?;
        let EarlierPicture { bytes, .. } = picture.ok_or(NotReady::NoPicture)?;
        let head = bytes.get(..PICTURE_HEAD_BYTES.min(bytes.len())).unwrap_or_default();
        let media_type = media_type_of(head).ok_or(NotReady::NoPicture)?;
        let settled = self.tracker().picture_settled(item, None).await?.ok_or(NotReady::NoEntry)?;
        let stored = self.engine.store_blob(chunks(bytes), SCREENSHOT_MAX_BYTES).await;
        let stored = stored.map_err(NotReady::Blob)?;
        let taken_at = item.last_at.unwrap_or_else(|| self.clock.now());
        let screenshot =
            self.tracker().screenshot(settled.entry, taken_at, (media_type, None), stored.blob());
        let body = Body::of_json(&screenshot).map_err(|error| QueueError::Corrupt(error.into()));
        let task = self.engine.task(&screenshot_kind(), body.map_err(EnqueueError::from)?);
        let mut task = task.map_err(EnqueueError::Kind)?;
        task.occurred_at = taken_at;
        task.blob = Some(stored.blob().clone());
        // What is stored is held until its task is there: else whoever takes files away could be first.
        let enqueued = self.enqueue_sync(Commit { records: settled.records, tasks: vec![task] }).await;
        let name = stored.blob().name.clone();
        drop(stored);
        if let Err(error) = enqueued {
            self.engine.forget_blobs(vec![name]).await;
            return Err(error.into());
        }
        Ok(())
    }
}

fn chunks(bytes: Vec<u8>) -> Chunks {
    let pieces: Vec<_> = bytes.chunks(CHUNK_MAX_BYTES).map(|piece| Ok(piece.to_vec())).collect();
    Box::pin(stream::iter(pieces))
}
