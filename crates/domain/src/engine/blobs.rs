//! The blobs of an engine's tasks: stored before a task is enqueued, taken away once none refers to them.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{Engine, EngineParts};
use crate::ports::{BlobError, Chunks, Removed, StoredBlob};
use crate::task::BlobName;

impl Engine {
    /// Stores the bytes that a task is to refer to, at most `most`. What comes back is held until the task is enqueued.
    ///
    /// # Errors
    /// [`BlobError`]; nothing was stored then.
    pub async fn store_blob(&self, chunks: Chunks, most: u64) -> Result<StoredBlob, BlobError> {
        self.parts.blobs.store(chunks, most).await
    }

    /// Takes away what tasks referred to that have left the queue, if no other does. What fails here is done by a later
    /// sweep: it is no fault of a task.
    pub async fn forget_blobs(&self, names: Vec<BlobName>) {
        if names.is_empty() {
            return;
        }
        let EngineParts { blobs, queue, .. } = &self.parts;
        let removed = blobs.remove(names, Arc::clone(queue)).await;
        self.note_removed(removed);
    }

    /// Takes away what no task refers to: at the start of the first cycle, and where something was left since.
    pub(super) async fn sweep_blobs(&self) {
        if !self.sweep_due.swap(false, Ordering::Relaxed) {
            return;
        }
        let EngineParts { blobs, queue, .. } = &self.parts;
        let removed = blobs.sweep(Arc::clone(queue)).await;
        if let Ok(Removed { removed: 1.., .. }) = removed {
            tracing::debug!(?removed, "took away files that no task needs");
        }
        self.note_removed(removed);
    }

    fn note_removed(&self, removed: Result<Removed, BlobError>) {
        match removed {
            Ok(Removed { held: 0, .. }) => return,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "files that no task needs could not be taken away"
                );
            }
        }
        self.sweep_due.store(true, Ordering::Relaxed);
    }
}
