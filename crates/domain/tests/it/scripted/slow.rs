//! Storage that takes its time over results: others of the runtime go on meanwhile.

use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, RecordId, TaskId};
use homing_domain::ports::{
    Claim, ClaimedLane, Cursor, DiscardError, Page, Queue, QueueCounts, QueueError, Selection, Settled,
    SortRange, TaskResult,
};
use homing_domain::task::{Commit, Record, Task};
use homing_storage::MemoryStore;

/// More often than anything on its way has to wait.
const TURNS: usize = 100;

pub(crate) struct SlowToRecord(pub(crate) Arc<MemoryStore>);

#[async_trait]
impl Queue for SlowToRecord {
    async fn settle(&self, now: Timestamp, results: Vec<TaskResult>) -> Result<Settled, QueueError> {
        for _ in 0..TURNS {
            tokio::task::yield_now().await;
        }
        self.0.settle(now, results).await
    }

    async fn commit(&self, account: AccountId, now: Timestamp, commit: Commit) -> Result<(), QueueError> {
        self.0.commit(account, now, commit).await
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

    async fn get_retry_tasks(&self, now: Timestamp, claim: Claim) -> Result<Vec<ClaimedLane>, QueueError> {
        self.0.get_retry_tasks(now, claim).await
    }

    async fn reclaim(&self, now: Timestamp) -> Result<u64, QueueError> {
        self.0.reclaim(now).await
    }

    async fn bring_forward(&self, account: AccountId, at: Timestamp) -> Result<(), QueueError> {
        self.0.bring_forward(account, at).await
    }

    async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>, QueueError> {
        self.0.next_due(account).await
    }

    async fn purge_history(
        &self,
        account: AccountId,
        left_until: Timestamp,
        limit: usize,
    ) -> Result<u64, QueueError> {
        self.0.purge_history(account, left_until, limit).await
    }

    async fn writable(&self) -> Result<(), QueueError> {
        self.0.writable().await
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

    async fn retry(
        &self,
        account: AccountId,
        selection: Selection,
        now: Timestamp,
    ) -> Result<u64, QueueError> {
        self.0.retry(account, selection, now).await
    }

    async fn discard(
        &self,
        account: AccountId,
        tasks: Vec<TaskId>,
        now: Timestamp,
    ) -> Result<(), DiscardError> {
        self.0.discard(account, tasks, now).await
    }
}
