//! The real engine and the profile of the earlier app's server over a strict stand-in for it: SQLite, the HTTP client
//! and the sign-in as they are in the programs; only time, ids and jitter are the test's. `docs/classic-server.md` has
//! the traps; what the profile does alone is tested beside it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod backlog;
mod batches;
mod entries;
mod pictures;
mod program;
mod sign_in;
mod timer;
mod world;
