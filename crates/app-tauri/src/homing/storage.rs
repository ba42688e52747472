//! The composition root of what rests: each storage with the locks and the nudges that belong to it. One arm for each
//! backend; one line of `homing.toml` says which.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use homing_domain::names::DeviceId;
use homing_domain::ports::{Accounts, Alarm, Blobs, Ids, Nudges, ProcessLock, Queue, QueueError};
#[cfg(feature = "postgres")]
use homing_storage::PostgresStore;
use homing_storage::{
    FileBlobs, FileLocks, FileNudges, MemoryBlobs, MemoryLocks, MemoryNudges, MemoryStore, SqliteStore,
};

use super::OpenError;
#[cfg(feature = "postgres")]
use super::machine_id;
#[cfg(feature = "postgres")]
use super::no_blobs::NoBlobs;
#[cfg(feature = "postgres")]
use super::own_sync_state::OwnSyncState;
#[cfg(feature = "postgres")]
use super::shared_queue::SharedQueueLocks;
use crate::config::Places;
use crate::storage_url::StorageUrl;
#[cfg(feature = "postgres")]
use crate::whole_file::make_folder;

/// What is open.
pub(crate) struct Storage {
    pub(super) queue: Arc<dyn Queue>,
    pub(super) accounts: Arc<dyn Accounts>,
    pub(super) blobs: Arc<dyn Blobs>,
    pub(super) nudges: Arc<dyn Nudges>,
    pub(super) locks: Arc<dyn ProcessLock>,
    backend: Backend,
}

/// What only one backend can do.
enum Backend {
    Sqlite(SqliteStore),
    #[cfg(feature = "postgres")]
    Postgres(PostgresStore),
    Memory,
}

impl Storage {
    /// Opens what `url` names; what lies on this machine beside a database elsewhere is in the data folder.
    pub(super) async fn open(
        url: &StorageUrl,
        places: &Places,
        alarm: &Arc<dyn Alarm>,
        ids: &Arc<dyn Ids>,
    ) -> Result<Self, OpenError> {
        match url {
            StorageUrl::Sqlite(file) => {
                let file = file.clone().unwrap_or_else(|| places.database_file());
                Self::sqlite(&file, ids).await.map_err(OpenError::Data)
            }
            StorageUrl::Postgres(address) => {
                let opened = Self::postgres(address, &places.data, alarm, ids).await;
                opened.map_err(|source| OpenError::Database { database: url.clone(), source })
            }
            StorageUrl::Memory => Ok(Self::memory()),
        }
    }

    /// Whoever opens the same file meets the same locks and hears the same nudges.
    async fn sqlite(file: &Path, ids: &Arc<dyn Ids>) -> Result<Self, QueueError> {
        let folder = file.parent().map_or_else(PathBuf::new, Path::to_owned);
        let (locks, blobs_folder) = (FileLocks::new(&folder), folder.join("blobs"));
        let nudges: Arc<dyn Nudges> = Arc::new(FileNudges::new(folder));
        let store = SqliteStore::open(file, &locks).await?.nudging(Arc::clone(&nudges));
        // Each database has a folder of its own for files: whoever sweeps asks one queue alone.
        let device = store.device(DeviceId::new(ids.uuid())).await?;
        let blobs = FileBlobs::new(blobs_folder.join(device.to_string()), Arc::clone(ids));
        Ok(Self {
            queue: Arc::new(store.clone()),
            accounts: Arc::new(store.clone()),
            blobs: Arc::new(blobs),
            nudges,
            locks: Arc::new(locks),
            backend: Backend::Sqlite(store),
        })
    }

    /// Several workers share the queue by claiming lanes, so the lock of a cycle excludes nobody. The tokens are this
    /// machine's, and so are the locks of their refresh and what the engine remembers of its trouble.
    #[cfg(feature = "postgres")]
    async fn postgres(
        address: &crate::storage_url::PostgresUrl,
        data: &Path,
        alarm: &Arc<dyn Alarm>,
        ids: &Arc<dyn Ids>,
    ) -> Result<Self, QueueError> {
        make_folder(data).map_err(|error| QueueError::NoPlace(error.into()))?;
        let machine = machine_id::known_or_new(data, ids.as_ref());
        let machine = machine.map_err(|error| QueueError::NoPlace(error.into()))?;
        let store = PostgresStore::open(address.expose()).await?.shared_by_workers();
        let queue = OwnSyncState::new(Arc::new(store.clone()), machine)
            .map_err(|error| QueueError::Corrupt(error.into()))?;
        Ok(Self {
            queue: Arc::new(queue),
            accounts: Arc::new(store.clone()),
            blobs: Arc::new(NoBlobs),
            nudges: Arc::new(store.nudges(Arc::clone(alarm))),
            locks: Arc::new(SharedQueueLocks(FileLocks::new(data))),
            backend: Backend::Postgres(store),
        })
    }

    #[cfg(not(feature = "postgres"))]
    async fn postgres(
        _: &crate::storage_url::PostgresUrl,
        _: &Path,
        _: &Arc<dyn Alarm>,
        _: &Arc<dyn Ids>,
    ) -> Result<Self, QueueError> {
        Err(QueueError::NoPlace("this program was built without PostgreSQL".into()))
    }

    fn memory() -> Self {
        let nudges: Arc<dyn Nudges> = Arc::new(MemoryNudges::new());
        let store = MemoryStore::new().nudging(Arc::clone(&nudges));
        let locks = Arc::new(MemoryLocks::new());
        Self {
            queue: Arc::new(store.clone()),
            accounts: Arc::new(store),
            blobs: Arc::new(MemoryBlobs::new()),
            nudges,
            locks,
            backend: Backend::Memory,
        }
    }

    /// The file, where there is one.
    pub(crate) fn file(&self) -> Option<&SqliteStore> {
        match &self.backend {
            Backend::Sqlite(store) => Some(store),
            _ => None,
        }
    }

    pub(super) async fn close(&self) -> Result<(), QueueError> {
        match &self.backend {
            Backend::Sqlite(store) => store.close().await,
            #[cfg(feature = "postgres")]
            Backend::Postgres(store) => store.close().await,
            Backend::Memory => Ok(()),
        }
    }
}
