//! The time of the world, which only the simulation moves, and the clocks of its machines, which can be wrong.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::ports::Clock;
use jiff::tz::TimeZone;

/// 2023-11-14T22:13:20Z: where the world begins.
const BEGINNING_MILLIS: i64 = 1_700_000_000_000;

/// Since the world began. True, whatever any clock shows.
pub(crate) type Since = Duration;

/// The time of the world. Clones show the same.
#[derive(Clone, Default)]
pub(crate) struct WorldTime(Arc<AtomicU64>);

impl WorldTime {
    pub(crate) fn now(&self) -> Since {
        Duration::from_millis(self.0.load(Ordering::Relaxed))
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.0.fetch_add(millis(by), Ordering::Relaxed);
    }

    /// Goes on to `at`, never back.
    pub(crate) fn advance_to(&self, at: Since) {
        self.0.fetch_max(millis(at), Ordering::Relaxed);
    }
}

/// A clock of a machine: it can be set, and its monotonic time stands still while the machine sleeps.
#[derive(Clone)]
pub(crate) struct MachineClock {
    time: WorldTime,
    hands: Arc<Mutex<Hands>>,
}

#[derive(Default)]
struct Hands {
    ahead_millis: i64,
    asleep: Duration,
}

impl MachineClock {
    pub(crate) fn new(time: WorldTime, ahead_millis: i64) -> Self {
        Self { time, hands: Arc::new(Mutex::new(Hands { ahead_millis, asleep: Duration::ZERO })) }
    }

    /// How far the clock is ahead of the true time, in milliseconds.
    pub(crate) fn ahead_millis(&self) -> i64 {
        self.hands.lock().unwrap().ahead_millis
    }

    /// Sets the clock. No time passes.
    pub(crate) fn set_ahead(&self, millis: i64) {
        self.hands.lock().unwrap().ahead_millis = millis;
    }

    /// The machine sleeps for the next `duration` of the world's time.
    pub(crate) fn sleeps(&self, duration: Duration) {
        self.hands.lock().unwrap().asleep += duration;
    }

    /// What the clock shows at a true instant, as it is set now.
    pub(crate) fn shown_at(&self, at: Since) -> Timestamp {
        shown(at, self.ahead_millis())
    }
}

impl Clock for MachineClock {
    fn now(&self) -> Timestamp {
        self.shown_at(self.time.now())
    }

    fn monotonic(&self) -> Duration {
        self.time.now().saturating_sub(self.hands.lock().unwrap().asleep)
    }

    fn time_zone(&self) -> TimeZone {
        TimeZone::UTC
    }
}

/// What a clock shows that is ahead by so much.
pub(crate) fn shown(at: Since, ahead_millis: i64) -> Timestamp {
    let since = i64::try_from(at.as_millis()).unwrap();
    Timestamp::from_millis(BEGINNING_MILLIS + since + ahead_millis).unwrap()
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap()
}
