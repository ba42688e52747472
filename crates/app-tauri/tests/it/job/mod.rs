//! The background job over the in-memory backend, a manual clock and a server that does as it is told.
//!
//! The runtime of these tests is paused: `settle` returns once nothing can run any more, so that what was not done by
//! then was not asked for.

mod always_scheduled;
mod clocks;
mod heartbeat;
mod idle;
mod sending;
mod server;
mod stopping;
mod trouble;
mod waking;
mod world;
