//! The application's parts over mocks of their neighbours and the in-memory backend.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod earlier_pictures;
mod feed;
mod job;
mod looking;
mod panics;
#[cfg(feature = "tauri")]
mod plugin;
mod snapshot;
mod syncing;
mod until_quit;
