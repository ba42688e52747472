//! The conformance suites of every port that this crate implements, over each of its backends.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod backup;
mod blobs;
mod file;
#[path = "../hosted/mod.rs"]
mod hosted;
mod hosted_sqlite;
mod memory;
mod nudging;
mod place;
mod probe;
mod sqlite;
mod sqlite_tables;
#[path = "../tables/mod.rs"]
mod tables;
mod upgrade;
#[path = "../upgrades/mod.rs"]
mod upgrades;
