//! The transport through its public doors: the profile as the engine uses it, and requests over real sockets.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod homing;
mod http;
