//! The suites over SQLite files, each in a temporary folder of its own.

use std::sync::Arc;

use homing_domain::testing::SequentialIds;
use homing_storage::{FileBlobs, FileLocks, FileNudges, SqliteStore};
use tempfile::TempDir;

mod queue {
    homing_domain::queue_conformance!(super::new_store);
}

mod queue_under_trouble {
    homing_domain::queue_conformance_under_trouble!(super::new_store);
}

mod queue_state_machine {
    homing_domain::queue_state_machine!(super::new_store, 32);
}

mod accounts {
    homing_domain::accounts_conformance!(super::new_store);
}

mod blobs {
    homing_domain::blobs_conformance!(super::new_blobs);
}

mod locks {
    homing_domain::process_lock_conformance!(super::new_locks);
}

mod nudges {
    homing_domain::nudges_conformance!(super::new_nudges);
}

fn new_store() -> impl AsyncFn() -> SqliteStore {
    let folder = TempDir::new().unwrap();
    async move || {
        let locks = FileLocks::new(folder.path());
        SqliteStore::open(&folder.path().join("homing.db"), &locks).await.unwrap()
    }
}

fn new_blobs() -> impl AsyncFn() -> FileBlobs {
    let folder = TempDir::new().unwrap();
    async move || FileBlobs::new(folder.path().join("blobs"), Arc::new(SequentialIds::new(7)))
}

fn new_locks() -> impl AsyncFn() -> FileLocks {
    let folder = TempDir::new().unwrap();
    async move || FileLocks::new(folder.path())
}

fn new_nudges() -> impl AsyncFn() -> FileNudges {
    let folder = TempDir::new().unwrap();
    async move || FileNudges::new(folder.path())
}
