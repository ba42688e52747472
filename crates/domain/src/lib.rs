//! The rules of Homing and every port: what is true whatever the disk, the network or the window.
//!
//! No I/O happens here. Adapters in other crates implement [`ports`]; applications call [`engine`] and,
//! with feature `time`, [`time`].
//!
//! | module | what it holds |
//! |---|---|
//! | [`account`] | whom a task belongs to |
//! | [`task`] | tasks, lanes, records, the [`task::Commit`] |
//! | [`policy`] | pure decisions: verdicts, backoff, batch size, lane rank |
//! | [`ports`] | what the rules ask of the outside, as object-safe traits |
//! | [`engine`] | the lock, one batch, one cycle |
//! | [`time`] | the timer and time entries, one application of the engine |
//! | `testing` | mocks, the manual clock and the conformance suites (feature `test-util`) |

pub mod account;
pub mod engine;
mod millis;
pub mod names;
pub mod policy;
pub mod ports;
pub mod task;
#[cfg(feature = "test-util")]
pub mod testing;
#[cfg(feature = "time")]
pub mod time;
mod timestamp;

pub use timestamp::{Timestamp, TimestampError};
