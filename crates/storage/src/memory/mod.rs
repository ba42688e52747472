//! The queue in this process's memory: plain, ordered collections, obviously right and never fast. Gone
//! when the last clone is dropped.

mod accounts;
mod claim;
mod commit;
mod locks;
mod read;
mod settle;
mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::account::{Account, Active, ServerUrl};
use homing_domain::names::{AccountId, Collection, DeviceId, RecordId};
use homing_domain::ports::{
    Accounts, Adopted, Claim, ClaimedLane, Cursor, Page, Queue, QueueCounts, QueueError, Settled, SortRange,
    TaskResult,
};
use homing_domain::task::{Commit, Record, Task};

pub use locks::MemoryLocks;
use state::State;

/// The in-memory backend. Clones share what they hold, as two openings of one file do.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore(Arc<Mutex<State>>);

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Queue for MemoryStore {
    async fn commit(&self, account: AccountId, now: Timestamp, commit: Commit) -> Result<(), QueueError> {
        self.state().commit(account, now, commit)
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
        Ok(self.state().claim(now, &claim))
    }

    async fn settle(&self, now: Timestamp, results: Vec<TaskResult>) -> Result<Settled, QueueError> {
        self.state().settle(now, &results)
    }

    async fn reclaim(&self, _now: Timestamp) -> Result<u64, QueueError> {
        Ok(self.state().take_back(|_, _| true))
    }

    async fn bring_forward(&self, account: AccountId, now: Timestamp) -> Result<(), QueueError> {
        self.state().bring_forward(account, now);
        Ok(())
    }

    async fn counts(&self, account: AccountId) -> Result<QueueCounts, QueueError> {
        Ok(self.state().counts(account))
    }

    async fn tasks(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<Task>, QueueError> {
        Ok(self.state().list(account, after, limit))
    }
}

#[async_trait]
impl Accounts for MemoryStore {
    async fn device(&self, candidate: DeviceId) -> Result<DeviceId, QueueError> {
        Ok(*self.state().device.get_or_insert(candidate))
    }

    async fn active(&self) -> Result<Active, QueueError> {
        Ok(self.state().active())
    }

    async fn find(&self, server: &ServerUrl, user: &str) -> Result<Option<Account>, QueueError> {
        Ok(self.state().find(server, user).cloned())
    }

    async fn sign_in(&self, account: &Account) -> Result<Adopted, QueueError> {
        self.state().sign_in(account)
    }

    async fn sign_out(&self) -> Result<(), QueueError> {
        self.state().sign_out();
        Ok(())
    }
}
