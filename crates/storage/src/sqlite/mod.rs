//! The queue in one SQLite file, over SeaORM. No rule is decided here: see [`homing_domain::ports::Queue`].
//!
//! One connection writes, others read. Each call of the port is one transaction, or one read.

mod adopt;
mod backup;
mod before;
mod claim;
pub(crate) mod codes;
mod commit;
mod connection;
mod dependencies;
mod file;
mod held;
mod history;
mod host;
mod lanes;
mod look;
mod open;
mod person;
#[cfg(test)]
mod plans;
mod read;
mod records;
mod script;
mod settle;
mod sql;
mod transaction;
mod version;
mod writer;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::account::{Account, Active, Known, ServerUrl};
use homing_domain::names::{AccountId, Collection, DeviceId, RecordId, TaskId};
use homing_domain::ports::{
    Accounts, Adopted, Claim, ClaimedLane, Cursor, DiscardError, Nudges, Page, ProcessLock, Queue,
    QueueCounts, QueueError, Selection, SentTask, Settled, SortRange, TaskResult,
};
use homing_domain::task::{BlobName, Commit, Record, Task};
use sea_orm::DatabaseConnection;

use crate::relational::{accounts, error, lists, plan, records as stored, rows};
pub use backup::{BackedUp, BackupError};
pub use connection::SettingError;
pub use host::NoTablesError;
pub use look::SqliteProbe;
use open::Neighbours;
use writer::Writer;

/// The SQLite backend. Clones share its connections; several processes may open one file.
#[derive(Clone)]
pub struct SqliteStore {
    writer: Arc<Writer>,
    readers: DatabaseConnection,
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

impl SqliteStore {
    /// Opens the file, made where there is none, and brings its schema up to date under [`ProcessLock`]'s
    /// `migrate`, which is taken only where that is needed. A file that may only be read is opened for that:
    /// each write says [`QueueError::NotWritable`] or [`QueueError::Full`] then.
    ///
    /// # Errors
    /// [`QueueError::NewerSchema`], [`QueueError::Foreign`], [`QueueError::Emptied`]: nothing was touched.
    /// [`QueueError::NotReadable`], [`QueueError::NotWritable`], [`QueueError::Full`],
    /// [`QueueError::Corrupt`], [`QueueError::Busy`]; [`QueueError::Backend`] with a [`SettingError`] where
    /// SQLite refused what durability rests on.
    pub async fn open(path: &Path, locks: &dyn ProcessLock) -> Result<Self, QueueError> {
        let (writer, readers) = open::open(path, locks, Neighbours::None).await?;
        Ok(Self { writer, readers })
    }

    /// As [`SqliteStore::open`], for a file in which the application keeps tables of its own beside Homing's.
    ///
    /// # Errors
    /// As there, without [`QueueError::Foreign`].
    pub async fn open_shared(path: &Path, locks: &dyn ProcessLock) -> Result<Self, QueueError> {
        let (writer, readers) = open::open(path, locks, Neighbours::Welcome).await?;
        Ok(Self { writer, readers })
    }

    /// Nudges from now on after each transaction that changed a row. The first call counts.
    #[must_use]
    pub fn nudging(self, nudges: Arc<dyn Nudges>) -> Self {
        self.writer.nudge_after_changes(nudges);
        self
    }

    /// Copies the data to the new file `target`, for its owner alone, while others go on writing: all that was
    /// acknowledged before is in it. No token is: tokens are never in the data.
    ///
    /// # Errors
    /// [`BackupError`]: nothing is at the place then that was not there before.
    pub async fn back_up(&self, target: &Path) -> Result<BackedUp, BackupError> {
        backup::back_up(&self.readers, target).await
    }

    /// Ends the connections, so that SQLite folds its side files into the main one. What was acknowledged is
    /// safe without it. Clones find the readers gone.
    ///
    /// # Errors
    /// [`QueueError`], as the last act of a connection may fail.
    pub async fn close(&self) -> Result<(), QueueError> {
        self.readers.close_by_ref().await.map_err(error::DatabaseError::from)?;
        Ok(self.writer.close().await?)
    }
}

#[async_trait]
impl Queue for SqliteStore {
    async fn commit(&self, account: AccountId, now: Timestamp, commit: Commit) -> Result<(), QueueError> {
        let write = self.writer.write(move |t| Box::pin(commit::commit(t, account, now, commit)));
        write.await
    }

    async fn get(
        &self,
        account: AccountId,
        collection: &Collection,
        id: &RecordId,
    ) -> Result<Option<Record>, QueueError> {
        Ok(stored::get(&self.readers, account, collection, id).await?)
    }

    async fn records(
        &self,
        account: AccountId,
        collection: &Collection,
        ids: BTreeSet<RecordId>,
    ) -> Result<Vec<Record>, QueueError> {
        Ok(read::records(&self.readers, account, collection, &ids).await?)
    }

    async fn scan(
        &self,
        account: AccountId,
        collection: &Collection,
        range: SortRange,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, QueueError> {
        Ok(stored::scan(&self.readers, account, collection, range, cursor, limit).await?)
    }

    async fn unsent(
        &self,
        account: AccountId,
        collection: &Collection,
        limit: usize,
    ) -> Result<Vec<Record>, QueueError> {
        Ok(stored::unsent(&self.readers, account, collection, limit).await?)
    }

    async fn get_retry_tasks(&self, now: Timestamp, claim: Claim) -> Result<Vec<ClaimedLane>, QueueError> {
        self.writer.write(move |t| Box::pin(claim::claim(t, now, claim))).await
    }

    async fn settle(&self, now: Timestamp, results: Vec<TaskResult>) -> Result<Settled, QueueError> {
        self.writer.write(move |t| Box::pin(settle::settle(t, now, results))).await
    }

    async fn reclaim(&self, now: Timestamp) -> Result<u64, QueueError> {
        self.writer.write(move |t| Box::pin(claim::reclaim(t, now))).await
    }

    async fn bring_forward(&self, account: AccountId, at: Timestamp) -> Result<(), QueueError> {
        self.writer.write(move |t| Box::pin(claim::bring_forward(t, account, at))).await
    }

    async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>, QueueError> {
        Ok(read::next_due(&self.readers, account).await?)
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
        self.writer.writable()
    }

    async fn counts(&self, account: AccountId) -> Result<QueueCounts, QueueError> {
        Ok(read::counts(&self.readers, account).await?)
    }

    async fn tasks(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<Task>, QueueError> {
        Ok(read::tasks(&self.readers, account, after, limit).await?)
    }

    async fn sent(&self, account: AccountId, limit: usize) -> Result<Vec<SentTask>, QueueError> {
        Ok(read::sent(&self.readers, account, limit).await?)
    }

    async fn task(&self, account: AccountId, id: TaskId) -> Result<Option<Task>, QueueError> {
        Ok(read::task(&self.readers, account, id).await?)
    }

    async fn tasks_with_bodies(
        &self,
        account: AccountId,
        ids: BTreeSet<TaskId>,
    ) -> Result<Vec<Task>, QueueError> {
        Ok(read::tasks_with_bodies(&self.readers, account, &ids).await?)
    }

    async fn blobs_referenced(&self, names: Vec<BlobName>) -> Result<BTreeSet<BlobName>, QueueError> {
        Ok(read::blobs_referenced(&self.readers, &names).await?)
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
impl Accounts for SqliteStore {
    async fn device(&self, candidate: DeviceId) -> Result<DeviceId, QueueError> {
        if let Some(device) = accounts::known_device(&self.readers).await? {
            return Ok(device);
        }
        self.writer
            .write(move |t| {
                Box::pin(async move {
                    t.begin().await?;
                    accounts::device(t, candidate).await
                })
            })
            .await
    }

    async fn active(&self) -> Result<Active, QueueError> {
        Ok(accounts::active(&self.readers).await?)
    }

    async fn find(&self, server: &ServerUrl, user: &str) -> Result<Option<Account>, QueueError> {
        Ok(accounts::find(&self.readers, server, user).await?)
    }

    async fn all(&self) -> Result<Vec<Known>, QueueError> {
        Ok(accounts::all(&self.readers).await?)
    }

    async fn sign_in(&self, account: &Account) -> Result<Adopted, QueueError> {
        let account = account.clone();
        self.writer.write(move |t| Box::pin(adopt::sign_in(t, account))).await
    }

    async fn activate(&self, account: AccountId) -> Result<bool, QueueError> {
        let activated = self.writer.write(move |t| {
            Box::pin(async move {
                t.begin().await?;
                accounts::activate(t, account).await
            })
        });
        Ok(activated.await?.is_known())
    }

    async fn sign_out(&self, account: AccountId) -> Result<(), QueueError> {
        self.writer
            .write(move |t| {
                Box::pin(async move {
                    t.begin().await?;
                    accounts::sign_out(t, account).await.map(drop)
                })
            })
            .await
    }
}
