//! Decisions as pure functions: no clock, no randomness, no I/O inside.

mod backoff;
mod budget;
mod clock;
mod crash;
mod keys;
mod ladder;
mod quota;
mod rank;
mod retention;
mod verdict;
mod waking;

pub use backoff::{ASKED_CAP, BACKOFF_CAP, backoff_cap, next_try};
pub use budget::RetryBudget;
pub use clock::{CLOCK_TOLERANCE, clock_is_off};
pub use crash::{CRASHES_BEFORE_ALONE, CRASHES_BEFORE_ATTENTION, goes_alone, set_aside};
pub use keys::key_forgotten;
pub use ladder::Ladder;
pub use quota::{BLOBS_MAX_BYTES, NORMAL_MAX_TASKS, QUEUE_MAX_TASKS, blob_room, room};
pub use rank::{LONGEST_WAIT, lane_rank, priority_bonus, suspect_malus};
pub use retention::{HISTORY_KEPT, PURGE_SLICE, clock_right_since, purge_until};
pub use verdict::{LocalFault, Outcome, Scope, StopCause, Verdict, item_verdict, verdict};
pub use waking::{ELSEWHERE_LOOK, HINT_GAP, OVERSLEPT, RESUME_SPREAD, SET_BACK, STOP_GRACE, UNHEARD_LOOK};
