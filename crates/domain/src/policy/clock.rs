//! Whether this machine's clock is so wrong that what is recorded with it is wrong too.

use std::time::Duration;

/// How far two clocks may differ before a person is told: what Kerberos allows (RFC 4120, 1.6), five minutes. A
/// `Date` in whole seconds and an answer of half a minute lie well below it.
pub const CLOCK_TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// Whether a server's clock that is `ahead_millis` ahead of ours (behind, where negative) means that ours is off.
#[must_use]
pub fn clock_is_off(ahead_millis: i64) -> bool {
    u128::from(ahead_millis.unsigned_abs()) > CLOCK_TOLERANCE.as_millis()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_off_beyond_five_minutes_to_either_side() {
        for (ahead_millis, off) in [
            (0, false),
            (300_000, false),
            (-300_000, false),
            (300_001, true),
            (-300_001, true),
            (i64::MIN, true),
        ] {
            assert_eq!(clock_is_off(ahead_millis), off, "{ahead_millis}");
        }
    }
}
