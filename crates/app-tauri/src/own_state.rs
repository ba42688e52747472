//! An application's own state beside time entries: a task to go with it in one [`homing_domain::task::Commit`], and
//! what is recorded.

use homing_domain::names::{Collection, Kind, RecordId};
use homing_domain::ports::{Cursor, Page, QueueError, SortRange};
use homing_domain::task::{Body, KindError, NewTask, Record};

use crate::SyncManager;

impl SyncManager {
    /// A task of a registered kind, for a commit of the application's: nothing is recorded before
    /// [`SyncManager::enqueue_sync`].
    ///
    /// # Errors
    /// [`KindError`]: the kind is not registered, or the body is none of it.
    pub fn task(&self, kind: &Kind, body: Body) -> Result<NewTask, KindError> {
        self.engine.task(kind, body)
    }

    /// A record of the active account.
    ///
    /// # Errors
    /// [`QueueError`] of the read.
    pub async fn record(&self, collection: &Collection, id: &RecordId) -> Result<Option<Record>, QueueError> {
        self.queue.get(self.accounts.active().await?.id(), collection, id).await
    }

    /// Records of the active account, by sort key: at most `limit`, and the cursor for the next ones.
    ///
    /// # Errors
    /// [`QueueError`] of the read.
    pub async fn records(
        &self,
        collection: &Collection,
        range: SortRange,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, QueueError> {
        let account = self.accounts.active().await?.id();
        self.queue.scan(account, collection, range, after, limit).await
    }
}
