//! Decisions as pure functions: no clock, no randomness, no I/O inside.

mod backoff;
mod clock;
mod ladder;
mod rank;
mod verdict;

pub use backoff::{ASKED_CAP, BACKOFF_CAP, backoff_cap, next_try};
pub use clock::{CLOCK_TOLERANCE, clock_is_off};
pub use ladder::Ladder;
pub use rank::{LONGEST_WAIT, lane_rank, priority_bonus};
pub use verdict::{LocalFault, Outcome, Scope, StopCause, Verdict, item_verdict, verdict};
