//! Decisions as pure functions: no clock, no randomness, no I/O inside.

mod backoff;
mod clock;
mod crash;
mod ladder;
mod quota;
mod rank;
mod verdict;

pub use backoff::{ASKED_CAP, BACKOFF_CAP, backoff_cap, next_try};
pub use clock::{CLOCK_TOLERANCE, clock_is_off};
pub use crash::{CRASHES_BEFORE_ALONE, CRASHES_BEFORE_ATTENTION, goes_alone, set_aside};
pub use ladder::Ladder;
pub use quota::{NORMAL_MAX_TASKS, QUEUE_MAX_TASKS, room};
pub use rank::{LONGEST_WAIT, lane_rank, priority_bonus, suspect_malus};
pub use verdict::{LocalFault, Outcome, Scope, StopCause, Verdict, item_verdict, verdict};
