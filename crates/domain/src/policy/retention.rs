//! How long the history of what was sent stays, and whose clock says so.

use std::time::Duration;

use super::clock_is_off;
use crate::Timestamp;

/// History rows stay for a week: long enough to see on Monday what Friday's work became.
pub const HISTORY_KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Rows taken out in one transaction. Each costs a few pages, so that a slice takes milliseconds and no enqueue
/// waits for longer.
pub const PURGE_SLICE: usize = 200;

/// Since when the clock of this machine has been right at every exchange with the server, after one that took
/// place at `now` and found the server's clock `ahead_millis` ahead, where it said so.
///
/// `before` is what the exchange before this one left. A clock that is off, or that was set back behind what it
/// had shown, begins anew.
#[must_use]
pub fn clock_right_since(
    before: Option<Timestamp>,
    now: Timestamp,
    ahead_millis: Option<i64>,
) -> Option<Timestamp> {
    if ahead_millis.is_some_and(clock_is_off) {
        return None;
    }
    Some(before.filter(|since| *since <= now).unwrap_or(now))
}

/// What left the queue until this instant may go from the history, if anything may.
///
/// A row is stamped by this machine's clock at an exchange. Where the clock was right at every exchange for the
/// whole of [`HISTORY_KEPT`], a row that is younger than that has a right stamp and stays, and one with a wrong
/// stamp is older. Where it was not, nothing goes: a clock that jumped purges nothing.
#[must_use]
pub fn purge_until(now: Timestamp, right_since: Option<Timestamp>) -> Option<Timestamp> {
    let kept = i64::try_from(HISTORY_KEPT.as_millis()).unwrap_or(i64::MAX);
    let until = Timestamp::from_millis(now.as_millis().saturating_sub(kept)).ok()?;
    right_since.filter(|since| *since <= until).map(|_| until)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    const DAY: i64 = 24 * 60 * 60 * 1_000;

    fn day(n: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + n * DAY).unwrap()
    }

    #[test]
    fn history_goes_after_seven_days_of_a_clock_that_was_right() {
        assert_eq!(purge_until(day(7), Some(day(0))), Some(day(0)));
        assert_eq!(purge_until(day(100), Some(day(0))), Some(day(93)));
    }

    #[test]
    fn a_clock_that_was_right_for_less_than_seven_days_purges_nothing() {
        assert_eq!(purge_until(day(6), Some(day(0))), None);
        assert_eq!(purge_until(day(6), None), None);
    }

    #[test]
    fn a_clock_that_jumped_ahead_and_disagrees_with_the_server_begins_anew() {
        let jumped = clock_right_since(Some(day(0)), day(400), Some(-400 * DAY));
        assert_eq!(jumped, None);
        assert_eq!(clock_right_since(jumped, day(1), Some(0)), Some(day(1)));
    }

    #[test]
    fn a_clock_that_was_set_back_behind_what_it_had_shown_begins_anew() {
        assert_eq!(clock_right_since(Some(day(5)), day(3), Some(0)), Some(day(3)));
        assert_eq!(clock_right_since(Some(day(5)), day(8), None), Some(day(5)));
    }
}
