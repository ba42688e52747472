//! What an application may hand over: tasks of its registered kinds, none larger than a request.

use super::{Engine, EngineParts, SyncState};
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

    /// Looks at a task before it is recorded: its kind is registered, its body valid, and a request to the
    /// account's server could carry it.
    ///
    /// # Errors
    /// [`EnqueueError`].
    pub async fn check(&self, account: AccountId, task: &NewTask) -> Result<(), EnqueueError> {
        let most_bytes = self.most_bytes(account).await?;
        Ok(self.parts.kinds.check(task, most_bytes)?)
    }

    /// What the server announced, or what is assumed of it.
    async fn most_bytes(&self, account: AccountId) -> Result<usize, QueueError> {
        let state = SyncState::load(self.parts.queue.as_ref(), account).await?;
        Ok(state.announced.map_or(self.parts.profile.defaults().max_bytes, |known| known.max_bytes))
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
