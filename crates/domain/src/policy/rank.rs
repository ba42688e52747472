//! Which lane goes first.

use std::time::Duration;

use crate::Timestamp;
use crate::task::Priority;

/// The documented longest wait: a task of any priority goes before every task, however urgent, that
/// was enqueued this much later.
pub const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// The head start of a priority over [`Priority::Normal`].
#[must_use]
pub fn priority_bonus(priority: Priority) -> Duration {
    match priority {
        Priority::Critical => LONGEST_WAIT,
        Priority::High => LONGEST_WAIT / 2,
        Priority::Normal => Duration::ZERO,
    }
}

/// A lane's place, smallest first: the age of its oldest waiting task less the bonus of its most
/// urgent one, in milliseconds. A stored number that time does not change, since every lane ages at
/// the same pace; so a claim reads an index, and nothing starves.
#[must_use]
pub fn lane_rank(oldest: Timestamp, most_urgent: Priority) -> i64 {
    let bonus = i64::try_from(priority_bonus(most_urgent).as_millis()).unwrap_or(i64::MAX);
    oldest.as_millis().saturating_sub(bonus)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000).unwrap()
    }

    #[test]
    fn of_two_lanes_of_one_age_the_more_urgent_goes_first() {
        let rank = |priority| lane_rank(at(1_000), priority);
        assert!(rank(Priority::Critical) < rank(Priority::High));
        assert!(rank(Priority::High) < rank(Priority::Normal));
    }

    #[test]
    fn a_normal_lane_goes_before_every_critical_one_that_came_the_longest_wait_later() {
        let normal = lane_rank(at(0), Priority::Normal);
        assert!(lane_rank(at(899), Priority::Critical) < normal);
        assert!(lane_rank(at(901), Priority::Critical) > normal);
    }
}
