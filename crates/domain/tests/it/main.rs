//! The rules of the domain over the in-memory backend, a scripted server and mocks. No disk, no network.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod cycle;
mod delivery_of_trouble;
mod engine;
mod occasions;
mod own_api;
mod progress;
mod scripted;
mod sync_lock;
mod sync_task;
mod verdict_table;
mod waking;

#[cfg(feature = "time")]
mod any_life;
#[cfg(feature = "time")]
mod away;
#[cfg(feature = "time")]
mod beating;
#[cfg(feature = "time")]
mod changing;
#[cfg(feature = "time")]
mod continuing;
#[cfg(feature = "time")]
mod earlier;
#[cfg(feature = "time")]
mod entries;
#[cfg(feature = "time")]
mod finding;
#[cfg(feature = "time")]
mod gaps;
#[cfg(feature = "time")]
mod importing;
#[cfg(feature = "time")]
mod living;
#[cfg(feature = "time")]
mod meant;
#[cfg(feature = "time")]
mod named_times;
#[cfg(feature = "time")]
mod projects;
#[cfg(feature = "time")]
mod reviewing;
#[cfg(feature = "time")]
mod settling;
#[cfg(feature = "time")]
mod summing_up;
#[cfg(feature = "time")]
mod timer;
#[cfg(feature = "time")]
mod tracking;
#[cfg(feature = "time")]
mod undoing;
