//! The suites over this process's memory.

use homing_storage::{MemoryLocks, MemoryStore};

mod queue {
    homing_domain::queue_conformance!(super::new_store);
}

mod accounts {
    homing_domain::accounts_conformance!(super::new_store);
}

mod locks {
    homing_domain::process_lock_conformance!(super::new_locks);
}

fn new_store() -> impl AsyncFn() -> MemoryStore {
    let store = MemoryStore::new();
    async move || store.clone()
}

fn new_locks() -> impl AsyncFn() -> MemoryLocks {
    let locks = MemoryLocks::new();
    async move || locks.clone()
}
