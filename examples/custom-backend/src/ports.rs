//! The calls of both ports. Each is one transaction, or one read; what it does is said elsewhere.

use std::collections::BTreeSet;

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::account::{Account, Active, Known, ServerUrl};
use homing_domain::names::{AccountId, Collection, DeviceId, RecordId, TaskId};
use homing_domain::ports::{
    Accounts, Adopted, Claim, ClaimedLane, Cursor, DiscardError, Page, Queue, QueueCounts, QueueError,
    Selection, SentTask, Settled, SortRange, TaskResult,
};
use homing_domain::task::{BlobName, Commit, Record, Task};

use crate::reading::Reading;
use crate::store::RedbStore;
use crate::{accounts, claim, commit, person, records, settle};

#[async_trait]
impl Queue for RedbStore {
    async fn commit(&self, account: AccountId, now: Timestamp, commit: Commit) -> Result<(), QueueError> {
        self.write(move |tables| commit::commit(tables, account, now, commit)).await
    }

    async fn get(
        &self,
        account: AccountId,
        collection: &Collection,
        id: &RecordId,
    ) -> Result<Option<Record>, QueueError> {
        let (collection, id) = (collection.clone(), id.clone());
        self.read(move |view| records::get(view, account, &collection, id.as_str())).await
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
        self.read(move |view| records::scan(view, account, &collection, range, cursor.as_ref(), limit)).await
    }

    async fn unsent(
        &self,
        account: AccountId,
        collection: &Collection,
        limit: usize,
    ) -> Result<Vec<Record>, QueueError> {
        let collection = collection.clone();
        self.read(move |view| records::unsent(view, account, &collection, limit)).await
    }

    async fn get_retry_tasks(&self, now: Timestamp, claim: Claim) -> Result<Vec<ClaimedLane>, QueueError> {
        self.write(move |tables| claim::claim(tables, now, &claim)).await
    }

    async fn settle(&self, now: Timestamp, results: Vec<TaskResult>) -> Result<Settled, QueueError> {
        self.write(move |tables| settle::settle(tables, now, &results)).await
    }

    async fn reclaim(&self, _now: Timestamp) -> Result<u64, QueueError> {
        self.write(|tables| claim::take_back(tables, |_, _| true)).await
    }

    async fn bring_forward(&self, account: AccountId, at: Timestamp) -> Result<(), QueueError> {
        self.write(move |tables| settle::bring_forward(tables, account, at)).await
    }

    async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>, QueueError> {
        self.read(move |view| view.next_due(account)).await
    }

    async fn purge_history(
        &self,
        account: AccountId,
        left_until: Timestamp,
        limit: usize,
    ) -> Result<u64, QueueError> {
        self.write(move |tables| person::purge(tables, account, left_until, limit)).await
    }

    async fn writable(&self) -> Result<(), QueueError> {
        // A file that can't be written is not opened.
        Ok(())
    }

    async fn counts(&self, account: AccountId) -> Result<QueueCounts, QueueError> {
        self.read(move |view| view.counts(account)).await
    }

    async fn tasks(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<Task>, QueueError> {
        self.read(move |view| view.list(account, after, limit)).await
    }

    async fn sent(&self, account: AccountId, limit: usize) -> Result<Vec<SentTask>, QueueError> {
        self.read(move |view| view.sent(account, limit)).await
    }

    async fn task(&self, account: AccountId, id: TaskId) -> Result<Option<Task>, QueueError> {
        let find = move |view: &crate::tables::View| {
            view.seq_of(account, id)?.map(|seq| view.given_with_body(seq)).transpose()
        };
        self.read(find).await
    }

    async fn blobs_referenced(&self, names: Vec<BlobName>) -> Result<BTreeSet<BlobName>, QueueError> {
        self.read(move |view| view.blobs_of(names)).await
    }

    async fn retry(
        &self,
        account: AccountId,
        selection: Selection,
        now: Timestamp,
    ) -> Result<u64, QueueError> {
        self.write(move |tables| person::retry(tables, account, &selection, now)).await
    }

    async fn discard(
        &self,
        account: AccountId,
        tasks: Vec<TaskId>,
        now: Timestamp,
    ) -> Result<(), DiscardError> {
        let discarded = self.write(move |tables| person::discard(tables, account, &tasks, now)).await?;
        discarded.map_err(|(task, because)| DiscardError::Refused { task, because })
    }
}

#[async_trait]
impl Accounts for RedbStore {
    async fn device(&self, candidate: DeviceId) -> Result<DeviceId, QueueError> {
        match self.read(accounts::known_device).await? {
            Some(device) => Ok(device),
            None => self.write(move |tables| tables.device(candidate)).await,
        }
    }

    async fn active(&self) -> Result<Active, QueueError> {
        self.read(accounts::active).await
    }

    async fn find(&self, server: &ServerUrl, user: &str) -> Result<Option<Account>, QueueError> {
        let (server, user) = (server.clone(), user.to_owned());
        self.read(move |view| accounts::find(view, &server, &user)).await
    }

    async fn all(&self) -> Result<Vec<Known>, QueueError> {
        self.read(accounts::all).await
    }

    async fn sign_in(&self, account: &Account) -> Result<Adopted, QueueError> {
        let account = account.clone();
        self.write(move |tables| tables.sign_in(account)).await
    }

    async fn activate(&self, account: AccountId) -> Result<bool, QueueError> {
        self.write(move |tables| tables.activate(account)).await
    }

    async fn sign_out(&self, account: AccountId) -> Result<(), QueueError> {
        self.write(move |tables| tables.sign_out(account)).await
    }
}
