//! The queue and the accounts as one process has them: each call waits for its turn, and the model looks at the store
//! after it. What a store decides is the real one's.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::account::{Account, Active, Known, ServerUrl};
use homing_domain::names::{AccountId, Collection, DeviceId, RecordId, TaskId};
use homing_domain::ports::{
    Accounts, Adopted, Claim, ClaimedLane, Cursor, DiscardError, Page, Queue, QueueCounts, QueueError,
    Selection, SentTask, Settled, SortRange, TaskResult,
};
use homing_domain::task::{BlobName, Commit, Record, Task};

use super::{Backend, Opened};
use crate::simulation::model::Saw;
use crate::simulation::turn::{Call, Luck, ProcessId};
use crate::simulation::world::World;

/// The store as one process has it.
#[derive(Clone)]
pub(crate) struct TurnStore {
    pub(crate) opened: Opened,
    /// The same folder, as the simulation looks into it.
    pub(crate) backend: Arc<Backend>,
    pub(crate) world: Arc<World>,
    pub(crate) machine: usize,
    pub(crate) process: ProcessId,
}

impl TurnStore {
    /// A call that changes nothing.
    async fn read<T, F>(
        &self,
        name: &'static str,
        call: impl FnOnce(Opened) -> F + Send + 'static,
    ) -> Result<T, QueueError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, QueueError>> + Send,
    {
        let opened = self.opened.clone();
        let work = move |luck| async move {
            match luck {
                Luck::Works => call(opened).await,
                Luck::Fails => Err(QueueError::Busy("the simulation keeps it busy".into())),
            }
        };
        self.world.turns.wait(self.process, Call::Store { name, writes: false }, work).await
    }

    /// A call that changes something, and what the model is to hear of it where it worked.
    async fn write<T, E, F>(
        &self,
        name: &'static str,
        call: impl FnOnce(Opened) -> F + Send + 'static,
        saw: impl FnOnce(&T) -> Saw + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + Sync + 'static,
        E: From<QueueError> + Send + 'static,
        F: Future<Output = Result<T, E>> + Send,
    {
        let store = self.clone();
        let work = move |luck| async move {
            if luck == Luck::Fails {
                return Err(E::from(QueueError::Full("the simulation filled the disk".into())));
            }
            let outcome = call(store.opened.clone()).await;
            store.show(outcome.as_ref().map_or(Saw::Nothing, saw)).await;
            outcome
        };
        self.world.turns.wait(self.process, Call::Store { name, writes: true }, work).await
    }

    /// Shows the store to the model.
    async fn show(&self, saw: Saw) {
        let looks_at_history = matches!(saw, Saw::Settled { .. } | Saw::Purged);
        let listing = self.backend.listing().await;
        let accounts: Vec<AccountId> = listing.iter().map(|(account, _)| *account).collect();
        self.world.saw((self.machine, self.process), saw, listing);
        if looks_at_history {
            for account in accounts {
                let counts = self.backend.queue.counts(account).await.unwrap();
                self.world.saw_history(self.machine, account, counts.sent);
            }
        }
    }
}

fn nothing<T>(_: &T) -> Saw {
    Saw::Nothing
}

#[async_trait]
impl Queue for TurnStore {
    async fn commit(&self, account: AccountId, now: Timestamp, commit: Commit) -> Result<(), QueueError> {
        let tasks = commit.tasks.clone();
        let call = move |store: Opened| async move { store.queue.commit(account, now, commit).await };
        self.write("commit", call, move |()| Saw::Committed { account, tasks }).await
    }

    async fn get(
        &self,
        account: AccountId,
        collection: &Collection,
        id: &RecordId,
    ) -> Result<Option<Record>, QueueError> {
        let (collection, id) = (collection.clone(), id.clone());
        self.read("get", move |store| async move { store.queue.get(account, &collection, &id).await }).await
    }

    async fn scan(
        &self,
        account: AccountId,
        collection: &Collection,
        range: SortRange,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, QueueError> {
        let collection = collection.clone();
        let call = move |store: Opened| async move {
            store.queue.scan(account, &collection, range, cursor, limit).await
        };
        self.read("scan", call).await
    }

    async fn unsent(
        &self,
        account: AccountId,
        collection: &Collection,
        limit: usize,
    ) -> Result<Vec<Record>, QueueError> {
        let collection = collection.clone();
        self.read("unsent", move |store| async move { store.queue.unsent(account, &collection, limit).await })
            .await
    }

    async fn get_retry_tasks(&self, now: Timestamp, claim: Claim) -> Result<Vec<ClaimedLane>, QueueError> {
        let (account, until) = (claim.account, now.saturating_add(claim.lease));
        let call = move |store: Opened| async move { store.queue.get_retry_tasks(now, claim).await };
        let saw = move |claimed: &Vec<ClaimedLane>| {
            let ids = |lane: &ClaimedLane| lane.tasks.iter().map(|task| task.task.id).collect();
            let lanes = claimed.iter().map(|lane| (lane.lane.clone(), lane.epoch, ids(lane))).collect();
            Saw::Claimed { account, now, until, lanes }
        };
        self.write("claim", call, saw).await
    }

    async fn settle(&self, now: Timestamp, results: Vec<TaskResult>) -> Result<Settled, QueueError> {
        let seen = results.clone();
        let call = move |store: Opened| async move { store.queue.settle(now, results).await };
        self.write("settle", call, move |_| Saw::Settled { results: seen }).await
    }

    async fn reclaim(&self, now: Timestamp) -> Result<u64, QueueError> {
        let call = move |store: Opened| async move { store.queue.reclaim(now).await };
        self.write("reclaim", call, |_| Saw::Reclaimed).await
    }

    async fn bring_forward(&self, account: AccountId, at: Timestamp) -> Result<(), QueueError> {
        let call = move |store: Opened| async move { store.queue.bring_forward(account, at).await };
        self.write("bring_forward", call, nothing).await
    }

    async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>, QueueError> {
        self.read("next_due", move |store| async move { store.queue.next_due(account).await }).await
    }

    async fn purge_history(
        &self,
        account: AccountId,
        left_until: Timestamp,
        limit: usize,
    ) -> Result<u64, QueueError> {
        let call =
            move |store: Opened| async move { store.queue.purge_history(account, left_until, limit).await };
        self.write("purge_history", call, |_| Saw::Purged).await
    }

    async fn writable(&self) -> Result<(), QueueError> {
        self.read("writable", move |store| async move { store.queue.writable().await }).await
    }

    async fn counts(&self, account: AccountId) -> Result<QueueCounts, QueueError> {
        self.read("counts", move |store| async move { store.queue.counts(account).await }).await
    }

    async fn tasks(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<Task>, QueueError> {
        self.read("tasks", move |store| async move { store.queue.tasks(account, after, limit).await }).await
    }

    async fn sent(&self, account: AccountId, limit: usize) -> Result<Vec<SentTask>, QueueError> {
        self.read("sent", move |store| async move { store.queue.sent(account, limit).await }).await
    }

    async fn task(&self, account: AccountId, id: TaskId) -> Result<Option<Task>, QueueError> {
        self.read("task", move |store| async move { store.queue.task(account, id).await }).await
    }

    async fn blobs_referenced(&self, names: Vec<BlobName>) -> Result<BTreeSet<BlobName>, QueueError> {
        self.read("blobs_referenced", move |store| async move { store.queue.blobs_referenced(names).await })
            .await
    }

    async fn retry(
        &self,
        account: AccountId,
        selection: Selection,
        now: Timestamp,
    ) -> Result<u64, QueueError> {
        let tasks = match &selection {
            Selection::Tasks(tasks) => Some(tasks.clone()),
            _ => None,
        };
        let call = move |store: Opened| async move { store.queue.retry(account, selection, now).await };
        self.write("retry", call, move |_| Saw::LetGo { account, tasks }).await
    }

    async fn discard(
        &self,
        account: AccountId,
        tasks: Vec<TaskId>,
        now: Timestamp,
    ) -> Result<(), DiscardError> {
        let call = move |store: Opened| async move { store.queue.discard(account, tasks, now).await };
        self.write("discard", call, nothing).await
    }
}

#[async_trait]
impl Accounts for TurnStore {
    async fn device(&self, candidate: DeviceId) -> Result<DeviceId, QueueError> {
        self.read("device", move |store| async move { store.accounts.device(candidate).await }).await
    }

    async fn active(&self) -> Result<Active, QueueError> {
        self.read("active", move |store| async move { store.accounts.active().await }).await
    }

    async fn find(&self, server: &ServerUrl, user: &str) -> Result<Option<Account>, QueueError> {
        let (server, user) = (server.clone(), user.to_owned());
        self.read("find", move |store| async move { store.accounts.find(&server, &user).await }).await
    }

    async fn all(&self) -> Result<Vec<Known>, QueueError> {
        self.read("all", move |store| async move { store.accounts.all().await }).await
    }

    async fn sign_in(&self, account: &Account) -> Result<Adopted, QueueError> {
        let (account, seen) = (account.clone(), account.clone());
        let call = move |store: Opened| async move { store.accounts.sign_in(&account).await };
        self.write("sign_in", call, move |_| Saw::SignedIn { account: seen }).await
    }

    async fn activate(&self, account: AccountId) -> Result<bool, QueueError> {
        let call = move |store: Opened| async move { store.accounts.activate(account).await };
        self.write("activate", call, nothing).await
    }

    async fn sign_out(&self, account: AccountId) -> Result<(), QueueError> {
        let call = move |store: Opened| async move { store.accounts.sign_out(account).await };
        self.write("sign_out", call, nothing).await
    }
}
