//! A clock that stands still until a test moves it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::watch;

use crate::Timestamp;
use crate::ports::Clock;

/// The clock of a test. Clones show the same time.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<Hands>>);

#[derive(Debug)]
struct Hands {
    now: Timestamp,
    monotonic: Duration,
    zone: TimeZone,
    /// Tells alarms that time has passed.
    passed: watch::Sender<()>,
}

impl ManualClock {
    /// Stands at `now`, in UTC, with the monotonic clock at zero.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        let (zone, passed) = (TimeZone::UTC, watch::Sender::new(()));
        Self(Arc::new(Mutex::new(Hands { now, monotonic: Duration::ZERO, zone, passed })))
    }

    /// Lets time pass: both clocks move, and what is due by then rings (see [`super::ManualAlarm`]).
    pub fn advance(&self, by: Duration) {
        let mut hands = self.hands();
        hands.now = hands.now.saturating_add(by);
        hands.monotonic = hands.monotonic.saturating_add(by);
        hands.passed.send_replace(());
    }

    /// Changes whenever time has passed.
    pub(super) fn passed(&self) -> watch::Receiver<()> {
        self.hands().passed.subscribe()
    }

    /// Sets the wall clock, forwards or back, as a person or a time server does: no time passes.
    pub fn set_now(&self, now: Timestamp) {
        self.hands().now = now;
    }

    /// Moves the machine to another zone.
    pub fn set_time_zone(&self, zone: TimeZone) {
        self.hands().zone = zone;
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for ManualClock {
    /// Stands at 2023-11-14T22:13:20Z, a round number of seconds since 1970.
    fn default() -> Self {
        Self::new(Timestamp::from(jiff::Timestamp::constant(1_700_000_000, 0)))
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.hands().now
    }

    fn monotonic(&self) -> Duration {
        self.hands().monotonic
    }

    fn time_zone(&self) -> TimeZone {
        self.hands().zone.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_set_back_leaves_the_monotonic_one_alone() {
        let clock = ManualClock::default();
        let start = clock.now();
        let shared = clock.clone();
        clock.advance(Duration::from_secs(5));
        assert_eq!(shared.now().since(start), Duration::from_secs(5));
        clock.set_now(start);
        assert_eq!(shared.now(), start);
        assert_eq!(shared.monotonic(), Duration::from_secs(5));
    }
}
