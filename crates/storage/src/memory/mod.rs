//! The queue in this process's memory: plain, ordered collections, obviously right, and fast enough for ten
//! thousand tasks in a simulation. Gone when the last clone is dropped.

mod accounts;
mod blobs;
mod claim;
mod commit;
mod dependencies;
mod history;
mod lanes;
mod locks;
mod nudges;
mod person;
mod read;
mod settle;
mod state;
mod tasks;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::account::{Account, Active, Known, ServerUrl};
use homing_domain::names::{AccountId, Collection, DeviceId, RecordId, TaskId};
use homing_domain::ports::{
    Accounts, Adopted, Claim, ClaimedLane, Cursor, DiscardError, Nudges, Page, Queue, QueueCounts,
    QueueError, Selection, SentTask, Settled, SortRange, TaskResult,
};
use homing_domain::task::{BlobName, Commit, Record, Task};

pub use blobs::MemoryBlobs;
pub use locks::MemoryLocks;
pub use nudges::MemoryNudges;
use state::State;

/// The in-memory backend. Clones share what they hold, as two openings of one file do.
#[derive(Clone, Default)]
pub struct MemoryStore(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    nudges: OnceLock<Arc<dyn Nudges>>,
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("MemoryStore").field(&self.0.state).finish()
    }
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Nudges from now on after each call that changed something. The first call counts.
    #[must_use]
    pub fn nudging(self, nudges: Arc<dyn Nudges>) -> Self {
        // Who is told already stays told.
        self.0.nudges.set(nudges).ok();
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was done, after a nudge where it changed something. The state is free by then.
    fn told<T>(&self, changed: bool, done: T) -> T {
        if changed && let Some(nudges) = self.0.nudges.get() {
            nudges.nudge();
        }
        done
    }
}

#[async_trait]
impl Queue for MemoryStore {
    async fn commit(&self, account: AccountId, now: Timestamp, commit: Commit) -> Result<(), QueueError> {
        let writes = !commit.records.is_empty() || !commit.tasks.is_empty();
        let done = self.state().commit(account, now, commit);
        self.told(writes && done.is_ok(), done)
    }

    async fn get(
        &self,
        account: AccountId,
        collection: &Collection,
        id: &RecordId,
    ) -> Result<Option<Record>, QueueError> {
        Ok(self.state().get(account, collection, id))
    }

    async fn scan(
        &self,
        account: AccountId,
        collection: &Collection,
        range: SortRange,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, QueueError> {
        Ok(self.state().scan(account, collection, range, cursor, limit))
    }

    async fn unsent(
        &self,
        account: AccountId,
        collection: &Collection,
        limit: usize,
    ) -> Result<Vec<Record>, QueueError> {
        Ok(self.state().unsent(account, collection, limit))
    }

    async fn get_retry_tasks(&self, now: Timestamp, claim: Claim) -> Result<Vec<ClaimedLane>, QueueError> {
        let (claimed, taken) = self.state().claim(now, &claim);
        self.told(taken > 0 || !claimed.is_empty(), Ok(claimed))
    }

    async fn settle(&self, now: Timestamp, results: Vec<TaskResult>) -> Result<Settled, QueueError> {
        let settled = self.state().settle(now, &results);
        let changed = settled.as_ref().is_ok_and(|settled| settled.applied > 0);
        self.told(changed, settled)
    }

    async fn reclaim(&self, _now: Timestamp) -> Result<u64, QueueError> {
        let taken = self.state().take_back(|_, _| true);
        self.told(taken > 0, Ok(taken))
    }

    async fn bring_forward(&self, account: AccountId, at: Timestamp) -> Result<(), QueueError> {
        let brought = self.state().bring_forward(account, at);
        self.told(brought, Ok(()))
    }

    async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>, QueueError> {
        Ok(self.state().next_due(account))
    }

    async fn purge_history(
        &self,
        account: AccountId,
        left_until: Timestamp,
        limit: usize,
    ) -> Result<u64, QueueError> {
        let purged = self.state().purge_history(account, left_until, limit);
        self.told(purged > 0, Ok(purged))
    }

    async fn writable(&self) -> Result<(), QueueError> {
        Ok(())
    }

    async fn counts(&self, account: AccountId) -> Result<QueueCounts, QueueError> {
        Ok(self.state().counts(account))
    }

    async fn tasks(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<Task>, QueueError> {
        Ok(self.state().list(account, after, limit))
    }

    async fn sent(&self, account: AccountId, limit: usize) -> Result<Vec<SentTask>, QueueError> {
        Ok(self.state().sent(account, limit))
    }

    async fn task(&self, account: AccountId, id: TaskId) -> Result<Option<Task>, QueueError> {
        Ok(self.state().task(account, id))
    }

    async fn blobs_referenced(&self, names: Vec<BlobName>) -> Result<BTreeSet<BlobName>, QueueError> {
        let state = self.state();
        Ok(names.into_iter().filter(|name| state.blobs.contains_key(name)).collect())
    }

    async fn retry(
        &self,
        account: AccountId,
        selection: Selection,
        now: Timestamp,
    ) -> Result<u64, QueueError> {
        let retried = self.state().retry(account, &selection, now);
        self.told(retried > 0, Ok(retried))
    }

    async fn discard(
        &self,
        account: AccountId,
        tasks: Vec<TaskId>,
        now: Timestamp,
    ) -> Result<(), DiscardError> {
        let done = self.state().discard(account, &tasks, now);
        self.told(!tasks.is_empty() && done.is_ok(), done)
    }
}

#[async_trait]
impl Accounts for MemoryStore {
    async fn device(&self, candidate: DeviceId) -> Result<DeviceId, QueueError> {
        let (device, first) = self.state().device(candidate);
        self.told(first, Ok(device))
    }

    async fn active(&self) -> Result<Active, QueueError> {
        Ok(self.state().active())
    }

    async fn find(&self, server: &ServerUrl, user: &str) -> Result<Option<Account>, QueueError> {
        Ok(self.state().find(server, user).cloned())
    }

    async fn all(&self) -> Result<Vec<Known>, QueueError> {
        Ok(self.state().all())
    }

    async fn sign_in(&self, account: &Account) -> Result<Adopted, QueueError> {
        let adopted = self.state().sign_in(account);
        self.told(adopted.is_ok(), adopted)
    }

    async fn activate(&self, account: AccountId) -> Result<bool, QueueError> {
        let (known, changes) = self.state().activate(account);
        self.told(changes, Ok(known))
    }

    async fn sign_out(&self, account: AccountId) -> Result<(), QueueError> {
        let ended = self.state().sign_out(account);
        self.told(ended, Ok(()))
    }
}
