//! Storage that has trouble with results: it takes its time, so that others of the runtime go on meanwhile, or can't
//! be written to.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, RecordId, TaskId};
use homing_domain::ports::{
    Claim, ClaimedLane, Cursor, DiscardError, Page, Queue, QueueCounts, QueueError, Selection, Settled,
    SortRange, TaskResult,
};
use homing_domain::task::{BlobName, Commit, Record, Task};
use homing_storage::MemoryStore;

/// More often than anything on its way has to wait.
const TURNS: usize = 100;

pub(crate) struct TroubleToRecord {
    pub(crate) store: Arc<MemoryStore>,
    /// So often it fails.
    pub(crate) fails: AtomicUsize,
}

#[async_trait]
impl Queue for TroubleToRecord {
    async fn settle(&self, now: Timestamp, results: Vec<TaskResult>) -> Result<Settled, QueueError> {
        for _ in 0..TURNS {
            tokio::task::yield_now().await;
        }
        let less_one = |fails: usize| fails.checked_sub(1);
        if self.fails.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less_one).is_ok() {
            return Err(QueueError::Busy("scripted".into()));
        }
        self.store.settle(now, results).await
    }

    async fn commit(&self, account: AccountId, now: Timestamp, commit: Commit) -> Result<(), QueueError> {
        self.store.commit(account, now, commit).await
    }

    async fn get(
        &self,
        account: AccountId,
        collection: &Collection,
        id: &RecordId,
    ) -> Result<Option<Record>, QueueError> {
        self.store.get(account, collection, id).await
    }

    async fn scan(
        &self,
        account: AccountId,
        collection: &Collection,
        range: SortRange,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, QueueError> {
        self.store.scan(account, collection, range, cursor, limit).await
    }

    async fn unsent(
        &self,
        account: AccountId,
        collection: &Collection,
        limit: usize,
    ) -> Result<Vec<Record>, QueueError> {
        self.store.unsent(account, collection, limit).await
    }

    async fn get_retry_tasks(&self, now: Timestamp, claim: Claim) -> Result<Vec<ClaimedLane>, QueueError> {
        self.store.get_retry_tasks(now, claim).await
    }

    async fn reclaim(&self, now: Timestamp) -> Result<u64, QueueError> {
        self.store.reclaim(now).await
    }

    async fn bring_forward(&self, account: AccountId, at: Timestamp) -> Result<(), QueueError> {
        self.store.bring_forward(account, at).await
    }

    async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>, QueueError> {
        self.store.next_due(account).await
    }

    async fn purge_history(
        &self,
        account: AccountId,
        left_until: Timestamp,
        limit: usize,
    ) -> Result<u64, QueueError> {
        self.store.purge_history(account, left_until, limit).await
    }

    async fn writable(&self) -> Result<(), QueueError> {
        self.store.writable().await
    }

    async fn counts(&self, account: AccountId) -> Result<QueueCounts, QueueError> {
        self.store.counts(account).await
    }

    async fn tasks(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<Task>, QueueError> {
        self.store.tasks(account, after, limit).await
    }

    async fn task(&self, account: AccountId, id: TaskId) -> Result<Option<Task>, QueueError> {
        self.store.task(account, id).await
    }

    async fn blobs_referenced(&self, names: Vec<BlobName>) -> Result<BTreeSet<BlobName>, QueueError> {
        self.store.blobs_referenced(names).await
    }

    async fn retry(
        &self,
        account: AccountId,
        selection: Selection,
        now: Timestamp,
    ) -> Result<u64, QueueError> {
        self.store.retry(account, selection, now).await
    }

    async fn discard(
        &self,
        account: AccountId,
        tasks: Vec<TaskId>,
        now: Timestamp,
    ) -> Result<(), DiscardError> {
        self.store.discard(account, tasks, now).await
    }
}
