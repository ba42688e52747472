//! The notebook as a stranger would try it: on Tauri's mock runtime past its own permissions, and against a server of its
//! own API.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod docs;
mod permissions;
mod sending;
mod server;
mod size;
mod stage;
