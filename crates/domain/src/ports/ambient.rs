//! Time, randomness and ids: the three things a rule must never take from the air.

use std::time::Duration;

use uuid::Uuid;

use crate::Timestamp;

/// The time of day and the zone. Every implementation:
///
/// 1. `monotonic` MUST never go back, whatever is done to the wall clock.
/// 2. `time_zone` MUST be read anew at each call, so that a journey shows.
#[cfg_attr(feature = "test-util", mockall::automock)]
pub trait Clock: Send + Sync {
    /// The wall clock, which people and servers can set.
    fn now(&self) -> Timestamp;

    /// Time since some fixed point in this process, for measuring how long something took.
    fn monotonic(&self) -> Duration;

    /// The zone this machine is set to.
    fn time_zone(&self) -> jiff::tz::TimeZone;
}

/// Random spreading of waits. `uniform` MUST give each value from `low` to `high`, both included,
/// alike, and `low` where the two are the wrong way round.
#[cfg_attr(feature = "test-util", mockall::automock)]
pub trait Jitter: Send + Sync {
    /// A duration between `low` and `high`.
    fn uniform(&self, low: Duration, high: Duration) -> Duration;
}

/// Where ids come from. `uuid` MUST be version 4, from a source that never repeats.
#[cfg_attr(feature = "test-util", mockall::automock)]
pub trait Ids: Send + Sync {
    /// A fresh UUID, version 4.
    fn uuid(&self) -> Uuid;
}
