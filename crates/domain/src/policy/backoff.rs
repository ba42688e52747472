//! How long to wait after the n-th failure in a row.

use std::time::Duration;

use crate::Timestamp;
use crate::ports::Jitter;

/// The longest wait of the client's own making: an outage is noticed to be over within it.
pub const BACKOFF_CAP: Duration = Duration::from_secs(15 * 60);

/// The longest wait that a server may ask for, its spread included: a day. A larger number in `Retry-After` is
/// a mistake of whatever stands in between, and must not hold a queue for years.
pub const ASKED_CAP: Duration = Duration::from_secs(24 * 60 * 60);

/// The shortest wait: even a failure that repeats at once makes no storm.
const FLOOR: Duration = Duration::from_secs(1);

/// The cap of the first step.
const FIRST: Duration = Duration::from_secs(2);

/// The longest wait after `failures` failures in a row (from 1 on): 2 s, doubled at each, at most
/// [`BACKOFF_CAP`].
#[must_use]
pub fn backoff_cap(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    FIRST.saturating_mul(1 << doublings).min(BACKOFF_CAP)
}

/// When to try again after `failures` failures in a row: `asked` by the server, and spread over the
/// step's length beyond it so that a fleet does not come back at once, at most [`ASKED_CAP`]; or, without an ask, uniform
/// between 1 s and [`backoff_cap`].
#[must_use]
pub fn next_try(now: Timestamp, failures: u32, asked: Option<Duration>, jitter: &dyn Jitter) -> Timestamp {
    let spread = jitter.uniform(FLOOR, backoff_cap(failures));
    match asked {
        Some(asked) => {
            now.saturating_add(asked.saturating_add(spread.min(asked / 10 + FLOOR)).min(ASKED_CAP))
        }
        None => now.saturating_add(spread),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    struct Least;
    impl Jitter for Least {
        fn uniform(&self, low: Duration, _: Duration) -> Duration {
            low
        }
    }

    struct Most;
    impl Jitter for Most {
        fn uniform(&self, _: Duration, high: Duration) -> Duration {
            high
        }
    }

    fn wait(failures: u32, asked: Option<u64>, jitter: &dyn Jitter) -> Duration {
        let now = Timestamp::from_millis(1_000).unwrap();
        next_try(now, failures, asked.map(Duration::from_secs), jitter).since(now)
    }

    #[test]
    fn the_cap_doubles_from_two_seconds_to_fifteen_minutes() {
        let caps: Vec<u64> = (0..12).map(|failures| backoff_cap(failures).as_secs()).collect();
        assert_eq!(caps, [2, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        assert_eq!(backoff_cap(u32::MAX), BACKOFF_CAP);
    }

    #[test]
    fn a_wait_lies_between_one_second_and_the_steps_cap() {
        assert_eq!(wait(5, None, &Least), Duration::from_secs(1));
        assert_eq!(wait(5, None, &Most), Duration::from_secs(32));
    }

    #[test]
    fn what_the_server_asks_is_never_cut_short_and_is_spread_by_a_tenth_at_most() {
        assert_eq!(wait(9, Some(3_600), &Least), Duration::from_secs(3_601));
        assert_eq!(wait(9, Some(3_600), &Most), Duration::from_secs(3_600 + 361));
        assert_eq!(wait(1, Some(0), &Most), Duration::from_secs(1));
    }

    #[test]
    fn what_the_server_asks_ends_within_a_day_whatever_the_number() {
        assert_eq!(wait(1, Some(u64::MAX), &Most), ASKED_CAP);
    }
}
