//! Which lane goes first.

use std::time::Duration;

use super::goes_alone;
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

/// How far a lane falls back whose first task goes alone: behind everything that was enqueued until then and
/// is as old, so that the others are through before the process is risked again. It does not starve either.
#[must_use]
pub fn suspect_malus(crashes: u32) -> Duration {
    if goes_alone(crashes) { LONGEST_WAIT * 2 } else { Duration::ZERO }
}

/// A lane's place, smallest first, in milliseconds: the age of its oldest waiting task less the bonus of its
/// most urgent one, and [`suspect_malus`] for the crashes of its first. A stored number that time does not
/// change, since every lane ages at the same pace; so a claim reads an index, and nothing starves.
#[must_use]
pub fn lane_rank(oldest: Timestamp, most_urgent: Priority, crashes: u32) -> i64 {
    let millis = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    let bonus = millis(priority_bonus(most_urgent));
    oldest.as_millis().saturating_sub(bonus).saturating_add(millis(suspect_malus(crashes)))
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
        let rank = |priority| lane_rank(at(1_000), priority, 0);
        assert!(rank(Priority::Critical) < rank(Priority::High));
        assert!(rank(Priority::High) < rank(Priority::Normal));
    }

    #[test]
    fn a_normal_lane_goes_before_every_critical_one_that_came_the_longest_wait_later() {
        let normal = lane_rank(at(0), Priority::Normal, 0);
        assert!(lane_rank(at(899), Priority::Critical, 0) < normal);
        assert!(lane_rank(at(901), Priority::Critical, 0) > normal);
    }

    #[test]
    fn a_lane_whose_first_task_goes_alone_comes_behind_all_that_is_as_old() {
        let suspect = lane_rank(at(0), Priority::Critical, 2);
        assert!(suspect > lane_rank(at(0), Priority::Normal, 0));
        assert!(suspect < lane_rank(at(901), Priority::Normal, 0));
        assert_eq!(lane_rank(at(0), Priority::Normal, 1), lane_rank(at(0), Priority::Normal, 0));
    }
}
