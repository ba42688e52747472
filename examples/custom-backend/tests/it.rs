//! All that Homing asks of a backend: a constructor, and one macro line for each suite.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod redb {
    mod queue {
        homing_domain::queue_conformance!(super::new_store);
    }

    mod queue_under_trouble {
        homing_domain::queue_conformance_under_trouble!(super::new_store);
    }

    mod queue_state_machine {
        homing_domain::queue_state_machine!(super::new_store, 16);
    }

    mod accounts {
        homing_domain::accounts_conformance!(super::new_store);
    }

    use std::cell::RefCell;

    use custom_backend::{RedbStore, WeakRedbStore};
    use tempfile::TempDir;

    /// A place of its own for each test. Each call of the closure opens it as a restarted process would; where the last
    /// opening is still in use it is given again, since redb lets nobody open a file twice.
    fn new_store() -> impl AsyncFn() -> RedbStore {
        let folder = TempDir::new().unwrap();
        let last = RefCell::new(WeakRedbStore::default());
        async move || {
            let in_use = last.borrow().upgrade();
            let store = in_use.unwrap_or_else(|| RedbStore::open(&folder.path().join("queue.redb")).unwrap());
            last.replace(store.downgrade());
            store
        }
    }
}
