//! Taking a blob in, piece by piece, and taking apart what nothing keeps. How bytes arrive is `http`'s business, how
//! they lie is `store`'s.
//!
//! What is in memory of a blob is one piece of it. Each piece is a short transaction of its own, so that a client that
//! sends slowly keeps nobody from writing; the last transaction gives the whole its name.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use crate::ports::{EntropyError, new_id};
use crate::store::{HeldBlob, Naming, StoreError};
use crate::{App, measures};

/// The size of a piece, in bytes: a transaction for each costs little beside the disk's own time for so much, and a
/// few dozen uploads at once take a few dozen of it in memory.
pub(crate) const PIECE: usize = 256 * 1024;

/// For how long a blob waits for a screenshot that names it; the API's own promise.
const UNNAMED: Duration = Duration::from_secs(24 * 60 * 60);

/// How many pieces are written at once. One database writes one at a time; more of them would only stand in the way
/// of requests that are small.
const WRITES_AT_ONCE: usize = 4;

/// How many pieces go in one transaction: some ten milliseconds on a slow disk.
const SLICE: u64 = 16;

/// How many names go in one transaction.
const NAMES: u64 = 100;

/// The places of those who write pieces.
pub(crate) fn write_places() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(WRITES_AT_ONCE))
}

/// What became of a blob that arrived whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrived {
    /// It is there now.
    Stored,
    /// Somebody else brought it meanwhile.
    WasThere,
}

/// A blob did not get in; nothing of it is there.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UploadError {
    /// Its bytes have another SHA-256 than its name says.
    #[error("The bytes are not those of the name.")]
    Mismatch,
    /// It took longer than anything that has no name is kept.
    #[error("The upload was forgotten before it had ended.")]
    Forgotten,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no id to be had.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
}

/// A blob that is being taken in. To be ended by [`Upload::finish`] or [`Upload::give_up`]; one that is dropped, or
/// whose process dies, is forgotten after a day.
pub(crate) struct Upload<'a> {
    app: &'a App,
    user_id: &'a str,
    content: HeldBlob,
    pieces: i64,
    piece: Vec<u8>,
    hash: Sha256,
}

impl<'a> Upload<'a> {
    /// Begins one.
    pub(crate) async fn begin(app: &'a App, user_id: &'a str) -> Result<Self, UploadError> {
        let content = HeldBlob { content_id: new_id(&*app.entropy)?, bytes: 0 };
        let transaction = app.store.begin().await?;
        transaction.begin_content(user_id, &content.content_id, kept_until(app)).await?;
        transaction.commit().await?;
        Ok(Self { app, user_id, content, pieces: 0, piece: vec![], hash: Sha256::new() })
    }

    /// How many bytes it has so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.content.bytes
    }

    /// Takes the next bytes.
    pub(crate) async fn take(&mut self, mut bytes: &[u8]) -> Result<(), UploadError> {
        self.hash.update(bytes);
        self.content.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(PIECE - self.piece.len()));
            self.piece.extend_from_slice(now);
            bytes = later;
            if self.piece.len() == PIECE {
                self.write_piece().await?;
            }
        }
        Ok(())
    }

    /// Makes it visible under its name, if that is the one of its bytes.
    ///
    /// # Errors
    /// It is not visible; it is still to be given up.
    pub(crate) async fn finish(&mut self, sha256: &str) -> Result<Arrived, UploadError> {
        if hex(&self.hash.clone().finalize()) != sha256 {
            return Err(UploadError::Mismatch);
        }
        if !self.piece.is_empty() {
            self.write_piece().await?;
        }
        let _place = self.place().await;
        let transaction = self.app.store.begin().await?;
        let kept_until = kept_until(self.app);
        let naming = transaction.name_content(self.user_id, sha256, &self.content, kept_until).await?;
        if naming == Naming::Gone {
            return Err(UploadError::Forgotten);
        }
        transaction.commit().await?;
        if naming == Naming::Named {
            return Ok(Arrived::Stored);
        }
        // What it wrote is let go already.
        if let Err(error) = remove_pieces(self.app, Some(&self.content.content_id), || false).await {
            tracing::debug!(%error, "the pieces of a blob that was there already are left for later");
        }
        Ok(Arrived::WasThere)
    }

    /// Takes back what it wrote. What can't be taken back now is forgotten later.
    pub(crate) async fn give_up(self) {
        let given_up = async {
            let transaction = self.app.store.begin().await?;
            transaction.let_go(&self.content.content_id).await?;
            transaction.commit().await?;
            remove_pieces(self.app, Some(&self.content.content_id), || false).await
        };
        if let Err(error) = given_up.await {
            tracing::debug!(%error, "the pieces of an upload that failed are left for later");
        }
    }

    async fn write_piece(&mut self) -> Result<(), UploadError> {
        let piece = std::mem::take(&mut self.piece);
        let _place = self.place().await;
        let transaction = self.app.store.begin().await?;
        transaction.add_piece(&self.content.content_id, self.pieces, piece).await?;
        transaction.commit().await?;
        self.pieces += 1;
        Ok(())
    }

    /// The semaphore is never closed; were it, there would be no limit.
    async fn place(&self) -> Option<tokio::sync::SemaphorePermit<'a>> {
        self.app.blob_writes.acquire().await.ok()
    }
}

/// Lets those go that have waited long enough for a screenshot, until there are none or it `is_over`; how many.
pub(crate) async fn let_go_unnamed(app: &App, is_over: impl Fn() -> bool) -> Result<u64, StoreError> {
    let (now, mut all) = (app.clock.now(), 0);
    loop {
        let transaction = app.store.begin().await?;
        let gone = transaction.let_go_unnamed(now, NAMES).await?;
        transaction.commit().await?;
        measures::blobs_pruned(gone);
        all += gone;
        if gone < NAMES || is_over() {
            return Ok(all);
        }
    }
}

/// Removes the pieces of all that was let go, until there are none or it `is_over`.
pub(crate) async fn remove_let_go(app: &App, is_over: impl Fn() -> bool) -> Result<(), StoreError> {
    remove_pieces(app, None, is_over).await
}

async fn remove_pieces(
    app: &App,
    content_id: Option<&str>,
    is_over: impl Fn() -> bool,
) -> Result<(), StoreError> {
    loop {
        let transaction = app.store.begin().await?;
        let some = transaction.remove_pieces(content_id, SLICE).await?;
        transaction.commit().await?;
        if !some || is_over() {
            return Ok(());
        }
    }
}

fn kept_until(app: &App) -> Timestamp {
    app.clock.now().checked_add(UNNAMED).unwrap_or(Timestamp::MAX)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
