//! A queue that machines share, where each machine has an engine's memory of its own: what holds one (its network, its
//! clock, tokens that it does not have) holds no other. Not the file that names the machine: see [`super::machine_id`].

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::engine::SyncState;
use homing_domain::names::{AccountId, Collection, NameError, RecordId, TaskId};
use homing_domain::ports::{
    Claim, ClaimedLane, Cursor, DiscardError, Page, Queue, QueueCounts, QueueError, Selection, SentTask,
    Settled, SortRange, TaskResult,
};
use homing_domain::task::{BlobName, Commit, Record, Task};
use uuid::Uuid;

/// Where the engine's memory of one machine is among the records of a queue that machines share.
///
/// # Errors
/// [`NameError`], which the engine's own name for it is far too short for.
pub(super) fn place_of(machine: Uuid) -> Result<RecordId, NameError> {
    let (_, id) = SyncState::place();
    RecordId::new(format!("{id}.{machine}"))
}

/// The queue of all, with the engine's memory of one machine at its place. `scan` and `unsent` of that collection,
/// which nobody asks for, show it as it lies.
pub(super) struct OwnSyncState {
    queue: Arc<dyn Queue>,
    collection: Collection,
    /// What the engine calls it.
    shared: RecordId,
    /// What it is called among those of all machines.
    own: RecordId,
}

impl OwnSyncState {
    pub(super) fn new(queue: Arc<dyn Queue>, machine: Uuid) -> Result<Self, NameError> {
        let (collection, shared) = SyncState::place();
        Ok(Self { queue, collection, shared, own: place_of(machine)? })
    }

    fn is_ours(&self, collection: &Collection, id: &RecordId) -> bool {
        *collection == self.collection && *id == self.shared
    }
}

#[async_trait]
impl Queue for OwnSyncState {
    async fn commit(&self, account: AccountId, now: Timestamp, mut commit: Commit) -> Result<(), QueueError> {
        for write in &mut commit.records {
            if self.is_ours(&write.record.collection, &write.record.id) {
                write.record.id = self.own.clone();
            }
        }
        match self.queue.commit(account, now, commit).await {
            Err(QueueError::Conflict { collection, id })
                if collection == self.collection && id == self.own =>
            {
                Err(QueueError::Conflict { collection, id: self.shared.clone() })
            }
            done => done,
        }
    }

    async fn get(
        &self,
        account: AccountId,
        collection: &Collection,
        id: &RecordId,
    ) -> Result<Option<Record>, QueueError> {
        if !self.is_ours(collection, id) {
            return self.queue.get(account, collection, id).await;
        }
        let record = self.queue.get(account, collection, &self.own).await?;
        Ok(record.map(|record| Record { id: self.shared.clone(), ..record }))
    }

    async fn records(
        &self,
        account: AccountId,
        collection: &Collection,
        ids: BTreeSet<RecordId>,
    ) -> Result<Vec<Record>, QueueError> {
        if !ids.iter().any(|id| self.is_ours(collection, id)) {
            return self.queue.records(account, collection, ids).await;
        }
        let mut found = Vec::with_capacity(ids.len());
        for id in &ids {
            found.extend(self.get(account, collection, id).await?);
        }
        Ok(found)
    }

    async fn scan(
        &self,
        account: AccountId,
        collection: &Collection,
        range: SortRange,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, QueueError> {
        self.queue.scan(account, collection, range, cursor, limit).await
    }

    async fn unsent(
        &self,
        account: AccountId,
        collection: &Collection,
        limit: usize,
    ) -> Result<Vec<Record>, QueueError> {
        self.queue.unsent(account, collection, limit).await
    }

    async fn get_retry_tasks(&self, now: Timestamp, claim: Claim) -> Result<Vec<ClaimedLane>, QueueError> {
        self.queue.get_retry_tasks(now, claim).await
    }

    async fn settle(&self, now: Timestamp, results: Vec<TaskResult>) -> Result<Settled, QueueError> {
        self.queue.settle(now, results).await
    }

    async fn reclaim(&self, now: Timestamp) -> Result<u64, QueueError> {
        self.queue.reclaim(now).await
    }

    async fn bring_forward(&self, account: AccountId, at: Timestamp) -> Result<(), QueueError> {
        self.queue.bring_forward(account, at).await
    }

    async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>, QueueError> {
        self.queue.next_due(account).await
    }

    async fn purge_history(
        &self,
        account: AccountId,
        left_until: Timestamp,
        limit: usize,
    ) -> Result<u64, QueueError> {
        self.queue.purge_history(account, left_until, limit).await
    }

    async fn writable(&self) -> Result<(), QueueError> {
        self.queue.writable().await
    }

    async fn counts(&self, account: AccountId) -> Result<QueueCounts, QueueError> {
        self.queue.counts(account).await
    }

    async fn tasks(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<Task>, QueueError> {
        self.queue.tasks(account, after, limit).await
    }

    async fn sent(&self, account: AccountId, limit: usize) -> Result<Vec<SentTask>, QueueError> {
        self.queue.sent(account, limit).await
    }

    async fn task(&self, account: AccountId, id: TaskId) -> Result<Option<Task>, QueueError> {
        self.queue.task(account, id).await
    }

    async fn tasks_with_bodies(
        &self,
        account: AccountId,
        ids: BTreeSet<TaskId>,
    ) -> Result<Vec<Task>, QueueError> {
        self.queue.tasks_with_bodies(account, ids).await
    }

    async fn blobs_referenced(&self, names: Vec<BlobName>) -> Result<BTreeSet<BlobName>, QueueError> {
        self.queue.blobs_referenced(names).await
    }

    async fn retry(
        &self,
        account: AccountId,
        selection: Selection,
        now: Timestamp,
    ) -> Result<u64, QueueError> {
        self.queue.retry(account, selection, now).await
    }

    async fn discard(
        &self,
        account: AccountId,
        tasks: Vec<TaskId>,
        now: Timestamp,
    ) -> Result<(), DiscardError> {
        self.queue.discard(account, tasks, now).await
    }
}

#[cfg(test)]
mod tests;
