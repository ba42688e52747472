//! The queue in one schema of a PostgreSQL database, over SeaORM. No rule is decided here: see
//! [`homing_domain::ports::Queue`].
//!
//! Each call of the port is one transaction, or one read. What changes an account's tasks takes that account's lock, so
//! that it sees what the last one left; claims share that lock, and pass over lanes in each other's hands.

mod adopt;
mod before;
mod claim;
pub(crate) mod codes;
mod commit;
mod dependencies;
mod history;
mod host;
mod lanes;
mod look;
mod nudges;
mod open;
mod person;
mod read;
mod settle;
mod sql;
mod transaction;
mod writer;

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::account::{Account, Active, Known, ServerUrl};
use homing_domain::names::{AccountId, Collection, DeviceId, RecordId, TaskId};
use homing_domain::ports::{
    Accounts, Adopted, Alarm, Claim, ClaimedLane, Cursor, DiscardError, Page, Queue, QueueCounts, QueueError,
    Selection, SentTask, Settled, SortRange, TaskResult,
};
use homing_domain::task::{BlobName, Commit, Record, Task};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::relational::error::DatabaseError;
use crate::relational::{accounts, records};
use claim::Leases;
pub use host::HostIsolationError;
pub use look::PostgresProbe;
pub use nudges::PostgresNudges;
use writer::Writer;

/// The PostgreSQL backend. Clones share its connections; several processes, on one machine or on many, may open one
/// database.
#[derive(Clone)]
pub struct PostgresStore {
    writer: Arc<Writer>,
    leases: Leases,
}

impl std::fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresStore").field("leases", &self.leases).finish_non_exhaustive()
    }
}

impl PostgresStore {
    /// Opens the database at a URL such as `postgres://user:password@host/database`, and brings its schema up to date;
    /// several may do so at once. Its tables lie in the first schema of the search path, which
    /// `?options[search_path]=name` sets, beside those of whoever else is there.
    ///
    /// # Errors
    /// [`QueueError::NewerSchema`]: nothing was touched. [`QueueError::Busy`]: no server answers in time.
    /// [`QueueError::NoPlace`], [`QueueError::NotReadable`], [`QueueError::NotWritable`]; [`QueueError::Backend`] for
    /// an address that is none.
    pub async fn open(url: &str) -> Result<Self, QueueError> {
        let connections = open::open(url).await?;
        Ok(Self { writer: Arc::new(Writer::new(connections)), leases: Leases::OfOneProcess })
    }

    /// For a queue from which several processes send at once. A claim runs out by the database's clock, whatever the
    /// `now` of a caller; and [`Queue::reclaim`] takes back only what has run out, since the others are alive.
    #[must_use]
    pub fn shared_by_workers(self) -> Self {
        Self { leases: Leases::OfMany, ..self }
    }

    /// Word of each change in this schema, by whichever process. Needs nothing more to be told: every transaction that
    /// changes something tells of it. `alarm` wakes whoever waits for a server that is away.
    #[must_use]
    pub fn nudges(&self, alarm: Arc<dyn Alarm>) -> PostgresNudges {
        PostgresNudges::new(self.connections().clone(), alarm)
    }

    /// Ends the connections. What was acknowledged is safe without it. Clones find them gone.
    ///
    /// # Errors
    /// [`QueueError`], as the last act of a connection may fail.
    pub async fn close(&self) -> Result<(), QueueError> {
        Ok(self.connections().close_by_ref().await.map_err(DatabaseError::from)?)
    }

    fn connections(&self) -> &DatabaseConnection {
        self.writer.connections()
    }
}

/// The server, or whoever signs in there, may read alone.
#[derive(Debug, thiserror::Error)]
#[error("the database takes no writes: it is a standby, or this user may not write")]
struct TakesNoWritesError;

async fn writable(connections: &DatabaseConnection) -> Result<(), DatabaseError> {
    let row = connections.query_one_raw(transaction::statement(sql::REFUSES_WRITES, [])).await?;
    match row.map_or(Ok(false), |row| row.try_get_by_index(0))? {
        true => Err(QueueError::NotWritable(TakesNoWritesError.into()).into()),
        false => Ok(()),
    }
}

#[async_trait]
impl Queue for PostgresStore {
    async fn commit(&self, account: AccountId, now: Timestamp, commit: Commit) -> Result<(), QueueError> {
        self.writer.write(move |t| Box::pin(commit::commit(t, account, now, commit))).await
    }

    async fn get(
        &self,
        account: AccountId,
        collection: &Collection,
        id: &RecordId,
    ) -> Result<Option<Record>, QueueError> {
        Ok(records::get(self.connections(), account, collection, id).await?)
    }

    async fn records(
        &self,
        account: AccountId,
        collection: &Collection,
        ids: BTreeSet<RecordId>,
    ) -> Result<Vec<Record>, QueueError> {
        Ok(read::records(self.connections(), account, collection, ids).await?)
    }

    async fn scan(
        &self,
        account: AccountId,
        collection: &Collection,
        range: SortRange,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, QueueError> {
        Ok(records::scan(self.connections(), account, collection, range, cursor, limit).await?)
    }

    async fn unsent(
        &self,
        account: AccountId,
        collection: &Collection,
        limit: usize,
    ) -> Result<Vec<Record>, QueueError> {
        Ok(records::unsent(self.connections(), account, collection, limit).await?)
    }

    async fn get_retry_tasks(&self, now: Timestamp, claim: Claim) -> Result<Vec<ClaimedLane>, QueueError> {
        let leases = self.leases;
        self.writer.write(move |t| Box::pin(claim::claim(t, leases, now, claim))).await
    }

    async fn settle(&self, now: Timestamp, results: Vec<TaskResult>) -> Result<Settled, QueueError> {
        self.writer.write(move |t| Box::pin(settle::settle(t, now, results))).await
    }

    async fn reclaim(&self, now: Timestamp) -> Result<u64, QueueError> {
        let leases = self.leases;
        self.writer.write(move |t| Box::pin(claim::reclaim(t, leases, now))).await
    }

    async fn bring_forward(&self, account: AccountId, at: Timestamp) -> Result<(), QueueError> {
        self.writer.write(move |t| Box::pin(claim::bring_forward(t, account, at))).await
    }

    async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>, QueueError> {
        Ok(read::next_due(self.connections(), account).await?)
    }

    async fn purge_history(
        &self,
        account: AccountId,
        left_until: Timestamp,
        limit: usize,
    ) -> Result<u64, QueueError> {
        self.writer.write(move |t| Box::pin(history::purge(t, account, left_until, limit))).await
    }

    async fn writable(&self) -> Result<(), QueueError> {
        Ok(writable(self.connections()).await?)
    }

    async fn counts(&self, account: AccountId) -> Result<QueueCounts, QueueError> {
        Ok(read::counts(self.connections(), account).await?)
    }

    async fn tasks(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<Task>, QueueError> {
        Ok(read::tasks(self.connections(), account, after, limit).await?)
    }

    async fn sent(&self, account: AccountId, limit: usize) -> Result<Vec<SentTask>, QueueError> {
        Ok(read::sent(self.connections(), account, limit).await?)
    }

    async fn task(&self, account: AccountId, id: TaskId) -> Result<Option<Task>, QueueError> {
        Ok(read::task(self.connections(), account, id).await?)
    }

    async fn tasks_with_bodies(
        &self,
        account: AccountId,
        ids: BTreeSet<TaskId>,
    ) -> Result<Vec<Task>, QueueError> {
        Ok(read::tasks_with_bodies(self.connections(), account, ids).await?)
    }

    async fn blobs_referenced(&self, names: Vec<BlobName>) -> Result<BTreeSet<BlobName>, QueueError> {
        Ok(read::blobs_referenced(self.connections(), names).await?)
    }

    async fn retry(
        &self,
        account: AccountId,
        selection: Selection,
        now: Timestamp,
    ) -> Result<u64, QueueError> {
        self.writer.write(move |t| Box::pin(person::retry(t, account, selection, now))).await
    }

    async fn discard(
        &self,
        account: AccountId,
        tasks: Vec<TaskId>,
        now: Timestamp,
    ) -> Result<(), DiscardError> {
        let discard = self.writer.write(move |t| Box::pin(person::discard(t, account, tasks, now)));
        discard.await?.map_err(|(task, because)| DiscardError::Refused { task, because })
    }
}

#[async_trait]
impl Accounts for PostgresStore {
    async fn device(&self, candidate: DeviceId) -> Result<DeviceId, QueueError> {
        if let Some(device) = accounts::known_device(self.connections()).await? {
            return Ok(device);
        }
        self.writer.write(move |t| Box::pin(adopt::device(t, candidate))).await
    }

    async fn active(&self) -> Result<Active, QueueError> {
        Ok(accounts::active(self.connections()).await?)
    }

    async fn find(&self, server: &ServerUrl, user: &str) -> Result<Option<Account>, QueueError> {
        Ok(accounts::find(self.connections(), server, user).await?)
    }

    async fn all(&self) -> Result<Vec<Known>, QueueError> {
        Ok(accounts::all(self.connections()).await?)
    }

    async fn sign_in(&self, account: &Account) -> Result<Adopted, QueueError> {
        let account = account.clone();
        self.writer.write(move |t| Box::pin(adopt::sign_in(t, account))).await
    }

    async fn activate(&self, account: AccountId) -> Result<bool, QueueError> {
        self.writer.write(move |t| Box::pin(adopt::activate(t, account))).await
    }

    async fn sign_out(&self, account: AccountId) -> Result<(), QueueError> {
        self.writer.write(move |t| Box::pin(adopt::sign_out(t, account))).await
    }
}
