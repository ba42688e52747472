//! Real time: what a benchmark measures, and the only place of this crate that takes it from the air.

use std::time::{Duration, Instant};

use homing_domain::Timestamp;
use homing_domain::ports::Clock;

/// The machine's clock, for the engine.
#[derive(Debug)]
pub(crate) struct RealClock(Instant);

impl RealClock {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    pub(crate) fn new() -> Self {
        Self(Instant::now())
    }
}

impl Clock for RealClock {
    #[expect(clippy::disallowed_methods, reason = "the engine that is measured lives in real time")]
    fn now(&self) -> Timestamp {
        jiff::Timestamp::now().into()
    }

    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    fn monotonic(&self) -> Duration {
        self.0.elapsed()
    }

    fn time_zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::UTC
    }
}

/// How long the work takes, and what it gives.
pub(crate) async fn timed<T>(work: impl Future<Output = T>) -> (Duration, T) {
    let clock = RealClock::new();
    let value = work.await;
    (clock.monotonic(), value)
}
