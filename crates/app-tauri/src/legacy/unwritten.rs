//! A queue that shows what is stored and stores nothing: for an import that only looks what it would do.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, RecordId, TaskId};
use homing_domain::ports::{
    Claim, ClaimedLane, Cursor, DiscardError, Page, Queue, QueueCounts, QueueError, Selection, Settled,
    SortRange, TaskResult,
};
use homing_domain::task::{BlobName, Commit, Record, Task};

/// Every commit succeeds and is forgotten. Whatever else would change the queue is refused: nobody who only looks asks
/// for it.
pub(super) struct Unwritten(pub(super) Arc<dyn Queue>);

#[derive(Debug, thiserror::Error)]
#[error("this queue is only looked at")]
struct OnlyLookedAtError;

fn refused() -> QueueError {
    QueueError::NotWritable(OnlyLookedAtError.into())
}

#[async_trait]
impl Queue for Unwritten {
    async fn commit(&self, _: AccountId, _: Timestamp, _: Commit) -> Result<(), QueueError> {
        Ok(())
    }

    async fn get(
        &self,
        account: AccountId,
        collection: &Collection,
        id: &RecordId,
    ) -> Result<Option<Record>, QueueError> {
        self.0.get(account, collection, id).await
    }

    async fn scan(
        &self,
        account: AccountId,
        collection: &Collection,
        range: SortRange,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, QueueError> {
        self.0.scan(account, collection, range, cursor, limit).await
    }

    async fn unsent(
        &self,
        account: AccountId,
        collection: &Collection,
        limit: usize,
    ) -> Result<Vec<Record>, QueueError> {
        self.0.unsent(account, collection, limit).await
    }

    async fn get_retry_tasks(&self, _: Timestamp, _: Claim) -> Result<Vec<ClaimedLane>, QueueError> {
        Err(refused())
    }

    async fn settle(&self, _: Timestamp, _: Vec<TaskResult>) -> Result<Settled, QueueError> {
        Err(refused())
    }

    async fn reclaim(&self, _: Timestamp) -> Result<u64, QueueError> {
        Err(refused())
    }

    async fn bring_forward(&self, _: AccountId, _: Timestamp) -> Result<(), QueueError> {
        Err(refused())
    }

    async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>, QueueError> {
        self.0.next_due(account).await
    }

    async fn purge_history(&self, _: AccountId, _: Timestamp, _: usize) -> Result<u64, QueueError> {
        Err(refused())
    }

    async fn writable(&self) -> Result<(), QueueError> {
        Err(refused())
    }

    async fn counts(&self, account: AccountId) -> Result<QueueCounts, QueueError> {
        self.0.counts(account).await
    }

    async fn tasks(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<Task>, QueueError> {
        self.0.tasks(account, after, limit).await
    }

    async fn task(&self, account: AccountId, id: TaskId) -> Result<Option<Task>, QueueError> {
        self.0.task(account, id).await
    }

    async fn blobs_referenced(&self, names: Vec<BlobName>) -> Result<BTreeSet<BlobName>, QueueError> {
        self.0.blobs_referenced(names).await
    }

    async fn retry(&self, _: AccountId, _: Selection, _: Timestamp) -> Result<u64, QueueError> {
        Err(refused())
    }

    async fn discard(&self, _: AccountId, _: Vec<TaskId>, _: Timestamp) -> Result<(), DiscardError> {
        Err(refused().into())
    }
}
