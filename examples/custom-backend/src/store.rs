//! The file, and one transaction for each call. A call runs on a thread of its own, since redb waits for the disk; a
//! caller that goes away leaves it running, so that a transaction ends whole (rule 40).

use std::path::Path;
use std::sync::{Arc, Weak};

use homing_domain::ports::QueueError;
use redb::{Database, ReadableDatabase};
use tokio::task::spawn_blocking;

use crate::error::{Result, StoreError};
use crate::tables::{Tables, View};

/// The backend. Clones share one file, which redb lets nobody open twice, this process included.
#[derive(Clone, Debug)]
pub struct RedbStore(Arc<Database>);

/// An opening that may have ended meanwhile.
#[derive(Clone, Debug, Default)]
pub struct WeakRedbStore(Weak<Database>);

impl WeakRedbStore {
    /// The store, as long as anybody uses it.
    #[must_use]
    pub fn upgrade(&self) -> Option<RedbStore> {
        self.0.upgrade().map(RedbStore)
    }
}

impl RedbStore {
    /// Opens the file, which is made where there is none.
    ///
    /// # Errors
    /// [`QueueError::Busy`] while another process has it open; [`QueueError::Corrupt`], [`QueueError::NotWritable`],
    /// [`QueueError::Full`].
    pub fn open(file: &Path) -> std::result::Result<Self, QueueError> {
        let open = || -> Result<Self> {
            let database = Database::create(file)?;
            let transaction = database.begin_write()?;
            // So that reads find every table.
            drop(Tables::open(&transaction)?);
            transaction.commit()?;
            Ok(Self(Arc::new(database)))
        };
        Ok(open()?)
    }

    /// For whoever opens the file again and has to know whether it is open still.
    #[must_use]
    pub fn downgrade(&self) -> WeakRedbStore {
        WeakRedbStore(Arc::downgrade(&self.0))
    }

    /// Runs `work` in a transaction that is on the disk before this returns, or is not there at all.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tables<'_>) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, QueueError> {
        let database = Arc::clone(&self.0);
        run(move || {
            let transaction = database.begin_write()?;
            let mut tables = Tables::open(&transaction)?;
            // An error leaves the transaction without a commit: it is rolled back where it is dropped.
            let value = work(&mut tables)?;
            drop(tables);
            transaction.commit()?;
            Ok(value)
        })
        .await
    }

    /// Runs `work` on what the last commit left.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&View) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, QueueError> {
        let database = Arc::clone(&self.0);
        run(move || work(&View::open(&database.begin_read()?)?)).await
    }
}

async fn run<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> std::result::Result<T, QueueError> {
    match spawn_blocking(work).await {
        Ok(outcome) => Ok(outcome?),
        Err(error) => Err(StoreError::Port(QueueError::Backend(error.into())).into()),
    }
}
