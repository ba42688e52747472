//! What a data folder is kept in: memory, where every call is done at once, or an SQLite file, where each call is
//! waited for alone, since a database has threads of its own.

use std::future::Future;
use std::sync::Arc;

use futures_util::FutureExt as _;
use homing_domain::ports::{Accounts, Nudges, Queue};
use homing_storage::{FileLocks, MemoryNudges, MemoryStore, SqliteStore};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// A data folder.
pub(crate) struct Backend {
    pub(crate) queue: Arc<dyn Queue>,
    pub(crate) accounts: Arc<dyn Accounts>,
    pub(crate) nudges: MemoryNudges,
    waits: Waits,
}

enum Waits {
    Never,
    OnARuntime { runtime: Runtime, store: Arc<SqliteStore>, _folder: TempDir },
}

impl Backend {
    pub(crate) fn memory() -> Self {
        let nudges = MemoryNudges::new();
        let store = Arc::new(MemoryStore::new().nudging(Arc::new(nudges.clone())));
        Self { queue: store.clone(), accounts: store, nudges, waits: Waits::Never }
    }

    pub(crate) fn sqlite() -> Self {
        let folder = TempDir::with_prefix("homing-simulation-").unwrap();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let locks = FileLocks::new(folder.path());
        let nudges = MemoryNudges::new();
        let file = folder.path().join("homing.db");
        let store = runtime.block_on(SqliteStore::open(&file, &locks)).unwrap();
        let store = Arc::new(store.nudging(Arc::new(nudges.clone()) as Arc<dyn Nudges>));
        Self {
            queue: store.clone(),
            accounts: store.clone(),
            nudges,
            waits: Waits::OnARuntime { runtime, store, _folder: folder },
        }
    }

    /// Does one call to its end.
    pub(crate) fn run<T>(&self, call: impl Future<Output = T>) -> T {
        match &self.waits {
            Waits::Never => call.now_or_never().expect("nothing in memory is waited for"),
            Waits::OnARuntime { runtime, .. } => runtime.block_on(call),
        }
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        if let Waits::OnARuntime { runtime, store, .. } = &self.waits {
            drop(runtime.block_on(store.close()));
        }
    }
}
