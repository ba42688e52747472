//! What a data folder is kept in: memory, where every call is done at once, or an SQLite file, where each call is
//! waited for alone, since a database has threads of its own.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::FutureExt as _;
use homing_domain::names::AccountId;
use homing_domain::ports::{Accounts, Nudges, Queue};
use homing_storage::{FileLocks, MemoryNudges, MemoryStore, SqliteStore};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::simulation::model::Listing;

/// More unsent tasks than any run has.
const ALL: usize = 20_000;

/// A data folder, as the simulation itself looks into it.
pub(crate) struct Backend {
    pub(crate) queue: Arc<dyn Queue>,
    pub(crate) accounts: Arc<dyn Accounts>,
    pub(crate) nudges: MemoryNudges,
    place: Place,
}

/// A data folder as one process has opened it.
#[derive(Clone)]
pub(crate) struct Opened {
    pub(crate) queue: Arc<dyn Queue>,
    pub(crate) accounts: Arc<dyn Accounts>,
}

enum Place {
    Memory,
    Folder { runtime: Runtime, folder: TempDir, store: Arc<SqliteStore> },
}

impl Backend {
    pub(crate) fn memory() -> Self {
        let nudges = MemoryNudges::new();
        let store = Arc::new(MemoryStore::new().nudging(Arc::new(nudges.clone())));
        Self { queue: store.clone(), accounts: store, nudges, place: Place::Memory }
    }

    pub(crate) fn sqlite() -> Self {
        let folder = TempDir::with_prefix("homing-simulation-").unwrap();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let nudges = MemoryNudges::new();
        let store = open(&runtime, &folder, &nudges);
        let (queue, accounts) = (store.clone(), store.clone());
        Self { queue, accounts, nudges, place: Place::Folder { runtime, folder, store } }
    }

    /// Opens the folder once more, as a program does at its start.
    pub(crate) fn open(&self) -> Opened {
        match &self.place {
            Place::Memory => Opened { queue: Arc::clone(&self.queue), accounts: Arc::clone(&self.accounts) },
            Place::Folder { runtime, folder, .. } => {
                let store = open(runtime, folder, &self.nudges);
                Opened { queue: store.clone(), accounts: store }
            }
        }
    }

    /// Every unsent task, by account.
    pub(crate) async fn listing(&self) -> Listing {
        let known = self.accounts.all().await.unwrap().into_iter().map(|known| known.account.id);
        let mut listing = Listing::new();
        for account in std::iter::once(AccountId::LOCAL).chain(known) {
            listing.push((account, self.queue.tasks(account, i64::MIN, ALL).await.unwrap()));
        }
        listing
    }

    /// Does one call to its end.
    pub(crate) fn run<T>(&self, call: impl Future<Output = T>) -> T {
        match &self.place {
            Place::Memory => call.now_or_never().expect("nothing in memory is waited for"),
            Place::Folder { runtime, .. } => runtime.block_on(call),
        }
    }
}

fn open(runtime: &Runtime, folder: &TempDir, nudges: &MemoryNudges) -> Arc<SqliteStore> {
    let file: PathBuf = folder.path().join("homing.db");
    let locks = FileLocks::new(folder.path());
    let store = runtime.block_on(SqliteStore::open(&file, &locks)).unwrap();
    Arc::new(store.nudging(Arc::new(nudges.clone()) as Arc<dyn Nudges>))
}

impl Drop for Backend {
    fn drop(&mut self) {
        if let Place::Folder { runtime, store, .. } = &self.place {
            drop(runtime.block_on(store.close()));
        }
    }
}
