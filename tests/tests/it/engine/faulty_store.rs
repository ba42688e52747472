//! A queue whose store fails when a test says so. Between the engine and the real store; it decides nothing else.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, RecordId, TaskId};
use homing_domain::ports::{
    Claim, ClaimedLane, Cursor, DiscardError, Page, Queue, QueueCounts, QueueError, Selection, Settled,
    SortRange, TaskResult,
};
use homing_domain::task::{BlobName, Commit, Record, Task};

/// A call that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// `get_retry_tasks`: before anything is sent.
    Claim,
    /// `settle`: once the server has answered.
    Settle,
}

/// What fails next, in order. Clones are the same list.
#[derive(Clone, Default)]
pub(super) struct Faults(Arc<Mutex<VecDeque<(Call, QueueError)>>>);

impl Faults {
    pub(super) fn will(&self, call: Call, error: QueueError) {
        self.0.lock().unwrap().push_back((call, error));
    }

    pub(super) fn over(&self, store: Arc<dyn Queue>) -> Arc<dyn Queue> {
        Arc::new(FaultyStore { store, faults: self.clone() })
    }

    fn meet(&self, call: Call) -> Result<(), QueueError> {
        let mut faults = self.0.lock().unwrap();
        match faults.front() {
            Some((at, _)) if *at == call => Err(faults.pop_front().unwrap().1),
            _ => Ok(()),
        }
    }
}

struct FaultyStore {
    store: Arc<dyn Queue>,
    faults: Faults,
}

#[async_trait]
impl Queue for FaultyStore {
    async fn get_retry_tasks(&self, now: Timestamp, claim: Claim) -> Result<Vec<ClaimedLane>, QueueError> {
        self.faults.meet(Call::Claim)?;
        self.store.get_retry_tasks(now, claim).await
    }

    async fn settle(&self, now: Timestamp, results: Vec<TaskResult>) -> Result<Settled, QueueError> {
        self.faults.meet(Call::Settle)?;
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

    async fn reclaim(&self, now: Timestamp) -> Result<u64, QueueError> {
        self.store.reclaim(now).await
    }

    async fn bring_forward(&self, account: AccountId, now: Timestamp) -> Result<(), QueueError> {
        self.store.bring_forward(account, now).await
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
