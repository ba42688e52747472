//! The blobs port: bytes that go with tasks and are too many for a row, kept beside the queue. It holds bytes and knows
//! no task: which are still needed, the queue says.

use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::Stream;

use super::queue::{BoxError, Queue, QueueError};
use crate::task::{BlobName, BlobRef};

/// Bytes on their way, a chunk at a time: never all of them in memory.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Vec<u8>, BoxError>> + Send>>;

/// The most bytes that [`Blobs::open`] gives at once: little beside what a connection buffers anyway.
pub const CHUNK_MAX_BYTES: usize = 64 * 1024;

/// Bytes that were stored and are held: nobody takes them away before this is dropped, be there a task or not. Dropped
/// once the task is enqueued.
#[must_use = "what nobody holds and no task refers to may be taken away"]
pub struct StoredBlob {
    blob: BlobRef,
    _held: Box<dyn Send + Sync>,
}

impl StoredBlob {
    /// What was stored, and whatever holds it until it is dropped.
    pub fn new(blob: BlobRef, held: impl Send + Sync + 'static) -> Self {
        Self { blob, _held: Box::new(held) }
    }

    /// What a task is to say of it.
    #[must_use]
    pub fn blob(&self) -> &BlobRef {
        &self.blob
    }
}

impl std::fmt::Debug for StoredBlob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("StoredBlob").field(&self.blob).finish()
    }
}

/// How many blobs a call took away, and left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Gone.
    pub removed: u64,
    /// Needed by no task, but in someone's hands at that moment: a later sweep finds them.
    pub held: u64,
}

/// What can go wrong with blobs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BlobError {
    /// There is none of that name.
    #[error("the stored file is gone")]
    Missing,
    /// What is stored has another number of bytes than it had.
    #[error("the stored file has {found} bytes and should have {expected}")]
    Damaged {
        /// How many there should be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// The bytes to be stored are more than was allowed. Nothing was stored.
    #[error("the file has more than {most} bytes")]
    TooLarge {
        /// What was allowed.
        most: u64,
    },
    /// The bytes to be stored could not be read to their end. Nothing was stored.
    #[error("the file could not be read to its end")]
    Source(#[source] BoxError),
    /// There is no room for them. Nothing was stored.
    #[error("there is no room to store the file")]
    Full(#[source] BoxError),
    /// This queue takes no files.
    #[error("this queue takes no files")]
    Unsupported,
    /// They may not be written.
    #[error("files can't be stored")]
    NotWritable(#[source] BoxError),
    /// The queue could not say what is still needed. Nothing more was taken away.
    #[error("the queue failed")]
    Queue(#[from] QueueError),
    /// Anything else that a backend says.
    #[error("the place for stored files failed")]
    Backend(#[source] BoxError),
}

/// Bytes beside the queue. Every implementation:
///
/// 1. `store` MUST make the bytes durable before it returns, and say what they are: their number, their SHA-256, and the
///    name under which `open` gives exactly them.
/// 2. Where the bytes end in an error, are more than allowed, or nobody waits any longer, `store` MUST leave nothing
///    that a later `sweep` does not take away. Nothing is ever given that is not whole.
/// 3. The same bytes MUST get the same name as long as they are stored, and others another one. A name MUST tell
///    nothing of the bytes to whoever has not this machine's data.
/// 4. `open` MUST give at most [`CHUNK_MAX_BYTES`] at once, [`BlobError::Missing`] where there is none of the name, and
///    [`BlobError::Damaged`] where it has not as many bytes as it should.
/// 5. As long as a [`StoredBlob`] is held, by whatever process, nothing MUST take its bytes away; where the same bytes
///    were stored before, it holds those.
/// 6. `remove` MUST take away those of the named blobs that nobody holds and no task refers to, and no other.
/// 7. `sweep` MUST take away every blob that nobody holds and no task refers to, what a `store` left that ended by a
///    kill included, and nothing else.
/// 8. Both MUST look in the queue once nobody can hold the blob any more who has not enqueued its task by then: a blob
///    whose task is enqueued while they work stays. So there is never a task without its bytes.
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait Blobs: Send + Sync {
    /// Stores bytes, at most `most`.
    async fn store(&self, bytes: Chunks, most: u64) -> Result<StoredBlob, BlobError>;

    /// The bytes of a blob, from the first on. What is being read may be taken away meanwhile: it is read to its end.
    async fn open(&self, blob: &BlobRef) -> Result<Chunks, BlobError>;

    /// Takes blobs away whose tasks have left the queue.
    async fn remove(&self, names: Vec<BlobName>, queue: Arc<dyn Queue>) -> Result<Removed, BlobError>;

    /// Takes away what no task needs: once after a start, since the last process may have been killed between a blob
    /// and its task, or between the end of a task and that of its blob.
    async fn sweep(&self, queue: Arc<dyn Queue>) -> Result<Removed, BlobError>;
}

/// The chunks put together: for whoever knows that they are few.
///
/// # Errors
/// That of the first chunk that could not be had.
pub async fn all_of(mut chunks: Chunks) -> Result<Vec<u8>, BoxError> {
    use futures_util::StreamExt;
    let mut all = Vec::new();
    while let Some(chunk) = chunks.next().await {
        all.extend_from_slice(&chunk?);
    }
    Ok(all)
}

/// Bytes that are in memory, as one chunk.
#[must_use]
pub fn chunks_of(bytes: impl Into<Vec<u8>>) -> Chunks {
    let bytes = bytes.into();
    Box::pin(futures_util::stream::iter([Ok(bytes)]))
}
