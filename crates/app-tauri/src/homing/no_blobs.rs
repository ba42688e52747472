//! No place for files: a queue that several machines share is no machine's own, and a file in one machine's folder is
//! none that another could send.

use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::ports::{BlobError, Blobs, Chunks, Queue, Removed, StoredBlob};
use homing_domain::task::{BlobName, BlobRef};

/// Stores nothing and says so.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoBlobs;

#[async_trait]
impl Blobs for NoBlobs {
    async fn store(&self, _: Chunks, _: u64) -> Result<StoredBlob, BlobError> {
        Err(BlobError::Unsupported)
    }

    async fn open(&self, _: &BlobRef) -> Result<Chunks, BlobError> {
        Err(BlobError::Missing)
    }

    async fn remove(&self, _: Vec<BlobName>, _: Arc<dyn Queue>) -> Result<Removed, BlobError> {
        Ok(Removed::default())
    }

    async fn sweep(&self, _: Arc<dyn Queue>) -> Result<Removed, BlobError> {
        Ok(Removed::default())
    }
}
