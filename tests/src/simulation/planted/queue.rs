//! A queue that does one thing wrong.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, RecordId, TaskId};
use homing_domain::ports::{
    Accounts, Claim, ClaimedLane, Cursor, DiscardError, Page, Queue, QueueCounts, QueueError, Selection,
    Settled, SortRange, TaskResult,
};
use homing_domain::task::{BlobName, Commit, Record, Task};

use crate::simulation::machine::Ports;

/// What it does wrong. What is left as it is, is right.
#[async_trait]
pub(super) trait QueueBug: Send + Sync {
    /// What is claimed in place of what was asked for.
    async fn claims(&self, _: &BuggyQueue, claim: Claim) -> Result<Claim, QueueError> {
        Ok(claim)
    }

    /// What is given in place of what was claimed.
    async fn gives(
        &self,
        _: &BuggyQueue,
        _: Timestamp,
        claimed: Vec<ClaimedLane>,
    ) -> Result<Vec<ClaimedLane>, QueueError> {
        Ok(claimed)
    }

    /// What is done after results were recorded.
    async fn settled(&self, _: &BuggyQueue, _: Timestamp) -> Result<(), QueueError> {
        Ok(())
    }

    /// What is done after a commit.
    async fn committed(&self, _: &BuggyQueue, _: AccountId, _: Timestamp) -> Result<(), QueueError> {
        Ok(())
    }
}

/// A queue with a bug.
pub(super) struct BuggyQueue {
    pub(super) queue: Arc<dyn Queue>,
    pub(super) accounts: Arc<dyn Accounts>,
    bug: Arc<dyn QueueBug>,
}

impl BuggyQueue {
    pub(super) fn of(ports: &Ports, bug: Arc<dyn QueueBug>) -> Arc<dyn Queue> {
        Arc::new(Self { queue: Arc::clone(&ports.queue), accounts: Arc::clone(&ports.accounts), bug })
    }
}

#[async_trait]
impl Queue for BuggyQueue {
    async fn commit(&self, account: AccountId, now: Timestamp, commit: Commit) -> Result<(), QueueError> {
        let has_tasks = !commit.tasks.is_empty();
        self.queue.commit(account, now, commit).await?;
        if has_tasks {
            self.bug.committed(self, account, now).await?;
        }
        Ok(())
    }

    async fn get(
        &self,
        account: AccountId,
        collection: &Collection,
        id: &RecordId,
    ) -> Result<Option<Record>, QueueError> {
        self.queue.get(account, collection, id).await
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
        let claim = self.bug.claims(self, claim).await?;
        let claimed = self.queue.get_retry_tasks(now, claim).await?;
        self.bug.gives(self, now, claimed).await
    }

    async fn settle(&self, now: Timestamp, results: Vec<TaskResult>) -> Result<Settled, QueueError> {
        let settled = self.queue.settle(now, results).await?;
        self.bug.settled(self, now).await?;
        Ok(settled)
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

    async fn task(&self, account: AccountId, id: TaskId) -> Result<Option<Task>, QueueError> {
        self.queue.task(account, id).await
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
