//! Word of a wall clock that was set: a timer of the kernel that never rings and is cancelled by it. It is cancelled by
//! a wake too, when the kernel sets its clock anew.

use std::io;
use std::time::Duration;

use rustix::io::Errno;
use rustix::time::{Itimerspec, TimerfdClockId, TimerfdTimerFlags, timerfd_settime};

use super::alarm::{NEVER, timer, timespec};
use super::readable::Readable;

/// After the end of every calendar here, in seconds since 1970: the year 9999.
const NEVER_RINGS: Duration = Duration::from_secs(253_402_300_799);

/// Hears of the clock.
pub(super) struct ClockSet(Readable);

impl ClockSet {
    /// Listens from now on.
    pub(super) fn open() -> io::Result<Self> {
        let timer = timer(TimerfdClockId::Realtime)?;
        let flags = TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET;
        let far = Itimerspec { it_interval: NEVER, it_value: timespec(NEVER_RINGS) };
        timerfd_settime(timer.file(), flags, &far)?;
        Ok(Self(timer))
    }

    /// Waits until the clock is set. The timer stays armed after it.
    pub(super) async fn heard(&mut self) -> io::Result<()> {
        match self.0.read(&mut [0_u8; 8]).await {
            Err(error) if error.raw_os_error() == Some(Errno::CANCELED.raw_os_error()) => Ok(()),
            // Or the year 9999 has come.
            read => read.map(drop),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// No test sets the machine's clock: that the kernel was asked for its word is all that can be seen.
    #[tokio::test]
    async fn the_kernel_is_asked_to_cancel_a_timer_that_never_rings() {
        let clock = ClockSet::open().unwrap();
        let info = clock.0.info();
        // CLOCK_REALTIME is 0; an absolute time is 01, to be cancelled is 02.
        for line in ["clockid: 0", "settime flags: 03"] {
            assert!(info.lines().any(|known| known == line), "{info}");
        }
    }
}
