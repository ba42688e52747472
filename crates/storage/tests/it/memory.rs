//! The suites over this process's memory.

use homing_storage::{MemoryBlobs, MemoryLocks, MemoryNudges, MemoryStore};

mod queue {
    homing_domain::queue_conformance!(super::new_store);
}

mod queue_under_trouble {
    homing_domain::queue_conformance_under_trouble!(super::new_store);
}

mod queue_state_machine {
    homing_domain::queue_state_machine!(super::new_store, 64);
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

fn new_store() -> impl AsyncFn() -> MemoryStore {
    let store = MemoryStore::new();
    async move || store.clone()
}

fn new_blobs() -> impl AsyncFn() -> MemoryBlobs {
    let blobs = MemoryBlobs::new();
    async move || blobs.clone()
}

fn new_locks() -> impl AsyncFn() -> MemoryLocks {
    let locks = MemoryLocks::new();
    async move || locks.clone()
}

fn new_nudges() -> impl AsyncFn() -> MemoryNudges {
    let nudges = MemoryNudges::new();
    async move || nudges.clone()
}
