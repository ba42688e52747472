//! Blobs as files in a folder of their own, beside the database. See [`homing_domain::ports::Blobs`].
//!
//! A file is written under another name, made durable and given its own at once, which is a keyed hash of what it holds:
//! so no file is there in part, and its name tells nothing. Whoever has stored one holds a shared lock on it until its
//! task is enqueued; whoever takes files away wants each for himself, and looks in the queue once more before it goes.
//! The system gives up the locks of a process that dies.

mod draft;
mod error;
mod folder;
mod removal;

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use homing_domain::ports::{BlobError, Blobs, CHUNK_MAX_BYTES, Chunks, Ids, Queue, Removed, StoredBlob};
use homing_domain::task::{BlobName, BlobRef};

use draft::Draft;
use error::{of_reading, of_writing};
use folder::Folder;

/// The blobs of one data folder.
#[derive(Clone)]
pub struct FileBlobs {
    folder: Arc<Folder>,
}

impl std::fmt::Debug for FileBlobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileBlobs").field("folder", &self.folder.path()).finish()
    }
}

impl FileBlobs {
    /// Blobs whose files lie in `folder`, which is made at the first one. `ids` are where its key comes from: the
    /// first time something is stored, and where the key is lost, which costs nothing but that the same bytes are
    /// kept twice for a while.
    pub fn new(folder: impl Into<PathBuf>, ids: Arc<dyn Ids>) -> Self {
        Self { folder: Arc::new(Folder::new(folder.into(), ids)) }
    }
}

/// Does what waits for a disk, where nobody else is held up by it.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(BlobError::Backend(error.into())),
    }
}

#[async_trait]
impl Blobs for FileBlobs {
    async fn store(&self, mut bytes: Chunks, most: u64) -> Result<StoredBlob, BlobError> {
        let folder = Arc::clone(&self.folder);
        let mut draft = blocking(move || Draft::begin(&folder)).await?;
        while let Some(chunk) = bytes.next().await {
            let chunk = chunk.map_err(BlobError::Source)?;
            if chunk.len() as u64 > most - draft.bytes() {
                return Err(BlobError::TooLarge { most });
            }
            draft = blocking(move || draft.write(&chunk)).await?;
        }
        let folder = Arc::clone(&self.folder);
        blocking(move || draft.finish(&folder)).await
    }

    async fn open(&self, blob: &BlobRef) -> Result<Chunks, BlobError> {
        let (path, expected) = (self.folder.file(&blob.name), blob.bytes);
        let file = blocking(move || {
            let file = std::fs::File::open(path).map_err(of_reading)?;
            let found = file.metadata().map_err(of_reading)?.len();
            if found == expected { Ok(file) } else { Err(BlobError::Damaged { expected, found }) }
        });
        let chunks = stream::try_unfold(file.await?, async |file| {
            let read = blocking(move || {
                let mut chunk = Vec::with_capacity(CHUNK_MAX_BYTES);
                (&file).take(CHUNK_MAX_BYTES as u64).read_to_end(&mut chunk).map_err(of_reading)?;
                Ok((chunk, file))
            });
            let (chunk, file) = read.await?;
            Ok((!chunk.is_empty()).then_some((chunk, file)))
        });
        Ok(Box::pin(chunks))
    }

    async fn remove(&self, names: Vec<BlobName>, queue: Arc<dyn Queue>) -> Result<Removed, BlobError> {
        removal::remove(&self.folder, names, queue.as_ref()).await
    }

    async fn sweep(&self, queue: Arc<dyn Queue>) -> Result<Removed, BlobError> {
        removal::sweep(&self.folder, queue.as_ref()).await
    }
}
