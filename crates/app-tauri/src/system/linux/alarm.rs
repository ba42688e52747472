//! The alarm of Linux: a timer of the kernel on the clock that counts a suspended machine's time (CLOCK_BOOTTIME). It is
//! a file that becomes readable; until then nothing runs.

use std::io;
use std::time::Duration;

use async_trait::async_trait;
use homing_domain::ports::Alarm;
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
};

use super::readable::Readable;

/// The longest time that is set in one go, a hundred years: far from where the kernel's numbers end.
const LONGEST: Duration = Duration::from_secs(100 * 366 * 86_400);

/// See the module. Each wait has a timer of its own, which ends with it.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemAlarm;

#[async_trait]
impl Alarm for SystemAlarm {
    async fn ring_after(&self, time: Duration) {
        if time.is_zero() {
            // To the kernel this would mean never.
            return;
        }
        if let Err(error) = ring(time.min(LONGEST)).await {
            tracing::warn!(%error, "the kernel gives no timer; a sleep of the machine does not count");
            runtime_timer(time).await;
        }
    }
}

async fn ring(time: Duration) -> io::Result<()> {
    let timer = timer(TimerfdClockId::Boottime)?;
    let once = Itimerspec { it_interval: NEVER, it_value: timespec(time) };
    timerfd_settime(timer.file(), TimerfdTimerFlags::empty(), &once)?;
    // Readable once it has rung. Nobody needs to know how often.
    timer.read(&mut [0_u8; 8]).await.map(drop)
}

#[expect(clippy::disallowed_methods, reason = "the adapter of the alarm port")]
async fn runtime_timer(time: Duration) {
    tokio::time::sleep(time).await;
}

pub(super) const NEVER: Timespec = Timespec { tv_sec: 0, tv_nsec: 0 };

/// A timer that is not set, as a file of the runtime.
pub(super) fn timer(clock: TimerfdClockId) -> io::Result<Readable> {
    Readable::new(timerfd_create(clock, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?)
}

pub(super) fn timespec(time: Duration) -> Timespec {
    Timespec {
        tv_sec: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: time.subsec_nanos().into(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::sync::Arc;

    use homing_domain::testing::conformance::alarm::Ringing;

    use super::*;
    use crate::SystemClock;

    fn new_alarm() -> impl AsyncFn() -> Ringing<SystemAlarm> {
        async || Ringing { alarm: SystemAlarm, clock: Arc::new(SystemClock::new()), pass: Box::new(|_| {}) }
    }

    homing_domain::alarm_conformance!(new_alarm);

    #[tokio::test]
    async fn the_kernel_counts_by_the_clock_that_goes_on_in_a_sleep() {
        let timer = timer(TimerfdClockId::Boottime).unwrap();
        // 7 is CLOCK_BOOTTIME.
        assert!(timer.info().lines().any(|line| line == "clockid: 7"), "{}", timer.info());
    }
}
