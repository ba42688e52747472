//! The real engine against a real HTTP server on this machine: SQLite, the HTTP client, a profile and the sign-in as
//! they are in the programs; only time, ids and jitter are the test's. What the rules say where no socket is needed
//! is tested in the domain; `docs/engine.md` says which test holds which rule.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod order;
pub(crate) mod page;
mod poison;
mod profiles;
mod verdicts;
mod world;
