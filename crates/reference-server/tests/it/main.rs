//! The server as its clients and its operators meet it. The rules themselves are tested beside their code.
//!
//! Every exchange goes through [`server::Server::call`] or [`raw`], and both hold it against
//! `docs/openapi.yaml`: a route, a status or a member that one side has and the other has not, is a failure.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod admission;
mod backend;
mod backup;
mod binary;
mod blob_sockets;
mod blobs;
mod configuration;
mod contract;
mod coverage;
mod exchanges;
mod foreign_keys;
mod foreign_tokens;
mod identities;
mod limits;
mod linking;
mod listing;
mod logs;
mod metrics;
mod packaging;
mod problems;
mod process;
mod project_route;
mod projects;
#[cfg(unix)]
mod prompt;
mod provider;
mod provider_over_tls;
mod pruning;
mod raw;
mod samples;
mod screenshots;
mod server;
mod sign_in;
mod stopping;
mod storage;
mod syncing;
mod tls;
mod upgrade;
mod users;
