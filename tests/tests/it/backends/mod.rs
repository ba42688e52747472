//! The whole way over each backend: one line of `homing.toml` is all that differs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod backlog;
mod embedded;
mod terminal;
mod whole_way;
mod workers;

use homing_test_postgres::Cluster;

/// `storage` of an empty queue on PostgreSQL.
fn on_postgres() -> String {
    Cluster::shared().unwrap().new_schema().unwrap()
}
