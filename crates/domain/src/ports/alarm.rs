//! Being woken once a length of time has passed. Not a clock: what time it is says [`super::Clock`].

use std::time::Duration;

use async_trait::async_trait;

/// Wakes whoever waits for a time to pass. Every implementation:
///
/// 1. `ring_after` MUST NOT return before the time has passed, and MUST return soon after it has.
/// 2. Time in which the machine was suspended MUST count, where the system has a clock that counts it: what came due
///    in a sleep rings on waking. Where it has none, the adapter says so.
/// 3. Setting the wall clock, forwards or back, MUST change nothing.
/// 4. An alarm that is armed MUST NOT cost anything until it rings: no thread of its own, no ticks.
/// 5. A wait that is dropped MUST be disarmed, and MUST NOT disturb another.
/// 6. No time at all MUST ring at once, and more time than the system can count MUST NOT ring early.
/// 7. `ring_after` MUST NOT fail: where the system refuses, it rings by the next best clock.
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait Alarm: Send + Sync {
    /// Returns once `time` has passed. To drop the wait disarms it.
    async fn ring_after(&self, time: Duration);
}
