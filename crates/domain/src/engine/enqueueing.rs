//! What an application may hand over: tasks of its registered kinds, none larger than a request.

use super::{Engine, EngineParts, SyncState, capabilities};
use crate::names::{AccountId, Kind};
use crate::ports::QueueError;
use crate::task::{Body, KindError, NewTask};

impl Engine {
    /// A task of a registered kind, which happened now.
    ///
    /// # Errors
    /// [`KindError::Unknown`], [`KindError::Invalid`].
    pub fn task(&self, kind: &Kind, body: Body) -> Result<NewTask, KindError> {
        let EngineParts { kinds, clock, ids, .. } = &self.parts;
        kinds.task(kind, body, clock.now(), ids.as_ref())
    }

    /// Looks at a task before it is recorded: its kind is registered, its body valid, and the account's server takes
    /// such a one, as far as is known.
    ///
    /// # Errors
    /// [`EnqueueError`].
    pub async fn check(&self, account: AccountId, task: &NewTask) -> Result<(), EnqueueError> {
        let state = SyncState::load(self.parts.queue.as_ref(), account).await?;
        let most_bytes =
            state.announced.map_or(self.parts.profile.defaults().max_bytes, |known| known.max_bytes);
        self.parts.kinds.check(task, most_bytes)?;
        match (&task.blob, capabilities::blob_max_bytes(&self.parts, &state)) {
            (Some(_), Some(0)) => Err(KindError::NoBlobs.into()),
            (Some(blob), Some(most)) if blob.bytes > most => {
                Err(KindError::BlobTooLarge { bytes: blob.bytes, most }.into())
            }
            _ => Ok(()),
        }
    }
}

/// Nothing was recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnqueueError {
    /// It is none of its kind, of no registered kind, or larger than any request.
    #[error(transparent)]
    Kind(#[from] KindError),
    /// The queue has no room, or could not be read or written.
    #[error(transparent)]
    Queue(#[from] QueueError),
}
