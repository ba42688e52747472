//! Decisions as pure functions: no clock, no randomness, no I/O inside.

mod backoff;
mod clock;
mod ladder;
mod rank;
mod verdict;
mod waking;

pub use backoff::{ASKED_CAP, BACKOFF_CAP, backoff_cap, next_try};
pub use clock::{CLOCK_TOLERANCE, clock_is_off};
pub use ladder::Ladder;
pub use rank::{LONGEST_WAIT, lane_rank, priority_bonus};
pub use verdict::{LocalFault, Outcome, Scope, StopCause, Verdict, item_verdict, verdict};
pub use waking::{ELSEWHERE_LOOK, HINT_GAP, OVERSLEPT, RESUME_SPREAD, SET_BACK, STOP_GRACE, UNHEARD_LOOK};
