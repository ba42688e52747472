//! The server on PostgreSQL: what `tests/it` says of it over a file, said again over a database that several
//! servers may share, and what holds there alone.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod away;
mod backend;
mod behind_proxy;
mod killed;
mod opening;
mod proxy;
mod replicas;

#[path = "../it/admission.rs"]
mod admission;
#[path = "../it/blob_sockets.rs"]
mod blob_sockets;
#[path = "../it/blobs.rs"]
mod blobs;
#[expect(dead_code, reason = "some of it is for the tests of the file alone")]
#[path = "../it/contract.rs"]
mod contract;
#[path = "../it/coverage.rs"]
mod coverage;
#[path = "../it/exchanges.rs"]
mod exchanges;
#[path = "../it/foreign_keys.rs"]
mod foreign_keys;
#[path = "../it/foreign_tokens.rs"]
mod foreign_tokens;
#[path = "../it/identities.rs"]
mod identities;
#[path = "../it/limits.rs"]
mod limits;
#[path = "../it/linking.rs"]
mod linking;
#[path = "../it/listing.rs"]
mod listing;
#[path = "../it/logs.rs"]
mod logs;
#[path = "../it/metrics.rs"]
mod metrics;
#[expect(dead_code, reason = "some of it is for the tests of the file alone")]
#[path = "../it/process.rs"]
mod process;
#[path = "../it/project_route.rs"]
mod project_route;
#[path = "../it/projects.rs"]
mod projects;
#[path = "../it/provider.rs"]
mod provider;
#[path = "../it/pruning.rs"]
mod pruning;
#[path = "../it/raw.rs"]
mod raw;
#[path = "../it/samples.rs"]
mod samples;
#[path = "../it/screenshots.rs"]
mod screenshots;
#[path = "../it/server.rs"]
mod server;
#[path = "../it/sign_in.rs"]
mod sign_in;
#[path = "../it/stopping.rs"]
mod stopping;
#[path = "../it/syncing.rs"]
mod syncing;
#[path = "../it/upgrade.rs"]
mod upgrade;
#[path = "../it/users.rs"]
mod users;
