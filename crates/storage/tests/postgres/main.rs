//! The suites over PostgreSQL: a throw-away cluster for this binary, a schema of its own for each test.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../hosted/mod.rs"]
mod hosted;
mod hosted_postgres;
mod nudging;
mod opening;
mod postgres_tables;
mod sample;
#[path = "../tables/mod.rs"]
mod tables;
mod trouble;
mod upgrade;
#[path = "../upgrades/mod.rs"]
mod upgrades;
mod workers;

use homing_storage::PostgresStore;
use homing_test_postgres::Cluster;

mod postgres {
    use super::new_store;

    mod queue {
        homing_domain::queue_conformance!(super::new_store);
    }

    mod queue_under_trouble {
        homing_domain::queue_conformance_under_trouble!(super::new_store);
    }

    mod queue_state_machine {
        homing_domain::queue_state_machine!(super::new_store, 12);
    }

    mod accounts {
        homing_domain::accounts_conformance!(super::new_store);
    }
}

fn new_store() -> impl AsyncFn() -> PostgresStore {
    let url = new_schema();
    async move || PostgresStore::open(&url).await.unwrap()
}

/// The URL of an empty schema.
fn new_schema() -> String {
    Cluster::shared().unwrap().new_schema().unwrap()
}
