//! Time, randomness and ids of the real machine, and its own word of what happens to it: the only place that takes
//! them from the air.
//!
//! On Linux the alarm counts a suspended machine's time and the system is listened to. Elsewhere the alarm stands still
//! in a sleep and the system says nothing; that part is small, and its tests run on Linux, but it was neither compiled nor
//! run on its own systems.

#[cfg(any(test, not(target_os = "linux")))]
#[cfg_attr(target_os = "linux", expect(unreachable_pub, reason = "there for its tests alone"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;

#[cfg(not(target_os = "linux"))]
pub use elsewhere::{MachineEvents, SystemAlarm};
#[cfg(target_os = "linux")]
pub use linux::{MachineEvents, SystemAlarm};

use std::time::{Duration, Instant};

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::ports::{Clock, Event, Events, Ids, Jitter, Signals};
use uuid::Uuid;

/// The machine's clock and zone.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// A clock whose monotonic time begins now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the adapter of the clock port")]
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the adapter of the clock port")]
    fn now(&self) -> Timestamp {
        jiff::Timestamp::now().into()
    }

    #[expect(clippy::disallowed_methods, reason = "the adapter of the clock port")]
    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }

    fn time_zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::try_system().unwrap_or(jiff::tz::TimeZone::UTC)
    }
}

/// Whether the zone that the system names is known. Where it is not, [`SystemClock`] is in UTC.
#[must_use]
pub fn zone_is_known() -> bool {
    jiff::tz::TimeZone::try_system().is_ok()
}

/// UUIDs version 4 from the system's random source.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "the adapter of the id port")]
    fn uuid(&self) -> Uuid {
        Uuid::new_v4()
    }
}

/// Uniform durations from the system's random source.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemJitter;

impl Jitter for SystemJitter {
    #[expect(clippy::disallowed_methods, reason = "the adapter of the randomness port")]
    fn uniform(&self, low: Duration, high: Duration) -> Duration {
        let Some(room) = high.checked_sub(low) else { return low };
        let values = u64::try_from(room.as_millis()).unwrap_or(u64::MAX).saturating_add(1);
        // The bias of the remainder is below one in 2^40 for any wait that the engine asks for.
        let random = getrandom::u64().unwrap_or(values / 2);
        low + Duration::from_millis(random % values)
    }
}

/// For a caller that never asks a cycle to stop.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoSignals;

#[async_trait]
impl Signals for NoSignals {
    fn stop_requested(&self) -> bool {
        false
    }

    async fn stopped(&self) {
        std::future::pending::<()>().await;
    }
}

/// For a caller that watches nothing.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoEvents;

impl Events for NoEvents {
    fn emit(&self, _: Event) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_wait_stays_within_both_ends_and_is_not_always_the_same() {
        let (low, high) = (Duration::from_secs(1), Duration::from_secs(900));
        let waits: std::collections::BTreeSet<_> = (0..64).map(|_| SystemJitter.uniform(low, high)).collect();
        assert!(waits.iter().all(|wait| (low..=high).contains(wait)));
        assert!(waits.len() > 1, "64 draws out of 899,001 values are not all equal");
        assert_eq!(SystemJitter.uniform(high, low), high);
    }

    #[test]
    fn an_id_is_a_uuid_of_version_four() {
        assert_eq!(SystemIds.uuid().get_version_num(), 4);
    }
}
