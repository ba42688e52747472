//! The rules of refreshing under trouble, on the real parts: `AuthManager` over the encrypted file, the locks between
//! processes, the real transport and a real server. What needs no socket is tested in `homing-auth`; a drain over a
//! bad sign-in server is in `tests/it/engine`.
//!
//! Each test is a function over an [`server::AuthServer`], so that another make of server is one row more.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod at_once;
mod callers;
mod drains;
mod kills;
mod machine;
mod moods;
mod process;
mod processes;
mod provided;
mod reference;
mod server;
mod step;
