//! Blobs in this process's memory, for tests and for small ones of an application.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use homing_domain::ports::{BlobError, Blobs, CHUNK_MAX_BYTES, Chunks, Queue, Removed, StoredBlob};
use homing_domain::task::{BlobName, BlobRef, Sha256};
use sha2::Digest;

/// The in-memory blobs. Clones share what they hold.
#[derive(Clone, Debug, Default)]
pub struct MemoryBlobs(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    kept: BTreeMap<BlobName, Kept>,
    /// A number for each blob that was ever stored: it tells nothing of the bytes.
    last: u64,
}

#[derive(Debug)]
struct Kept {
    sha256: Sha256,
    bytes: Arc<[u8]>,
    holders: usize,
    /// How often it was stored: whoever takes it away looks whether that was once more meanwhile.
    stored: u64,
}

impl MemoryBlobs {
    /// No blob.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.state().kept.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn take_away(&self, names: Vec<BlobName>, queue: Arc<dyn Queue>) -> Result<Removed, BlobError> {
        let (free, held): (Vec<_>, Vec<_>) = {
            let state = self.state();
            let known = names.into_iter().filter_map(|name| {
                let kept = state.kept.get(&name)?;
                Some((kept.holders, kept.stored, name))
            });
            known.partition(|(holders, ..)| *holders == 0)
        };
        let mut removed = Removed { removed: 0, held: held.len() as u64 };
        if free.is_empty() {
            return Ok(removed);
        }
        let needed = queue.blobs_referenced(free.iter().map(|(.., name)| name.clone()).collect()).await?;
        let mut state = self.state();
        for (_, stored, name) in free.into_iter().filter(|(.., name)| !needed.contains(name)) {
            // Whoever stored it since may have enqueued its task behind the look.
            if state.kept.get(&name).is_some_and(|kept| kept.holders == 0 && kept.stored == stored) {
                state.kept.remove(&name);
                removed.removed += 1;
            }
        }
        Ok(removed)
    }
}

/// Holds a blob until dropped.
struct Holder {
    blobs: MemoryBlobs,
    name: BlobName,
}

impl Drop for Holder {
    fn drop(&mut self) {
        if let Some(kept) = self.blobs.state().kept.get_mut(&self.name) {
            kept.holders -= 1;
        }
    }
}

#[async_trait]
impl Blobs for MemoryBlobs {
    async fn store(&self, mut chunks: Chunks, most: u64) -> Result<StoredBlob, BlobError> {
        let mut bytes = Vec::new();
        while let Some(chunk) = chunks.next().await {
            bytes.extend(chunk.map_err(BlobError::Source)?);
            if bytes.len() as u64 > most {
                return Err(BlobError::TooLarge { most });
            }
        }
        let sha256 = Sha256::new(sha2::Sha256::digest(&bytes).into());
        let length = bytes.len() as u64;
        let mut state = self.state();
        let known = state.kept.iter_mut().find(|(_, kept)| kept.sha256 == sha256);
        let name = if let Some((name, kept)) = known {
            kept.holders += 1;
            kept.stored += 1;
            name.clone()
        } else {
            state.last += 1;
            let name = BlobName::new(format!("blob-{}", state.last));
            let name = name.map_err(|error| BlobError::Backend(error.into()))?;
            let kept = Kept { sha256, bytes: bytes.into(), holders: 1, stored: 1 };
            state.kept.insert(name.clone(), kept);
            name
        };
        let held = Holder { blobs: self.clone(), name: name.clone() };
        Ok(StoredBlob::new(BlobRef { name, sha256, bytes: length }, held))
    }

    async fn open(&self, blob: &BlobRef) -> Result<Chunks, BlobError> {
        let state = self.state();
        let bytes = Arc::clone(&state.kept.get(&blob.name).ok_or(BlobError::Missing)?.bytes);
        let (expected, found) = (blob.bytes, bytes.len() as u64);
        if expected != found {
            return Err(BlobError::Damaged { expected, found });
        }
        let chunks: Vec<_> = bytes.chunks(CHUNK_MAX_BYTES).map(|chunk| Ok(chunk.to_vec())).collect();
        Ok(Box::pin(stream::iter(chunks)))
    }

    async fn remove(&self, names: Vec<BlobName>, queue: Arc<dyn Queue>) -> Result<Removed, BlobError> {
        self.take_away(names, queue).await
    }

    async fn sweep(&self, queue: Arc<dyn Queue>) -> Result<Removed, BlobError> {
        let names = self.state().kept.keys().cloned().collect();
        self.take_away(names, queue).await
    }
}
