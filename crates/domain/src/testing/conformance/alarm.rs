//! The suite of [`crate::ports::Alarm`]. That an armed alarm costs nothing, and that a sleep of the machine counts
//! (rules 2 and 4), no caller can see: each adapter shows it itself, as far as it can.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join, poll_immediate};

use crate::ports::{Alarm, Clock};

/// An alarm, the clock that it goes by, and a way to let time pass: nothing, where it passes by itself.
pub struct Ringing<A> {
    /// The alarm.
    pub alarm: A,
    /// Its clock. Only `monotonic` is asked.
    pub clock: Arc<dyn Clock>,
    /// Lets so much time pass.
    pub pass: Box<dyn Fn(Duration)>,
}

/// Short enough to wait for, long enough that no clock takes it for nothing.
const SHORT: Duration = Duration::from_millis(20);

/// Longer than any test may take.
const LONG: Duration = Duration::from_secs(3_600);

/// Runs the suite over `$new_place`, whose closure gives a [`Ringing`]: see [`crate::testing::conformance`].
#[macro_export]
macro_rules! alarm_conformance {
    ($new_place:path) => {
        $crate::conformance_tests!($new_place, $crate::testing::conformance::alarm => [
            must_01_it_rings_once_the_time_has_passed_and_not_before,
            must_05_a_wait_that_is_dropped_disturbs_no_other,
            must_06_no_time_at_all_rings_at_once,
            must_06_more_time_than_can_be_counted_does_not_ring,
        ]);
    };
}

/// Rule 1.
pub async fn must_01_it_rings_once_the_time_has_passed_and_not_before<A: Alarm>(
    open: impl AsyncFn() -> Ringing<A>,
) {
    let Ringing { alarm, clock, pass } = open().await;
    let before = clock.monotonic();
    join(alarm.ring_after(SHORT), async { pass(SHORT) }).await;
    assert!(clock.monotonic() - before >= SHORT);
}

/// Rule 5.
pub async fn must_05_a_wait_that_is_dropped_disturbs_no_other<A: Alarm>(open: impl AsyncFn() -> Ringing<A>) {
    let Ringing { alarm, pass, .. } = open().await;
    let mut dropped = alarm.ring_after(SHORT);
    assert!(poll_immediate(&mut dropped).await.is_none());
    let mut stays = alarm.ring_after(SHORT);
    assert!(poll_immediate(&mut stays).await.is_none());
    drop(dropped);
    pass(SHORT);
    stays.await;
}

/// Rule 6.
pub async fn must_06_no_time_at_all_rings_at_once<A: Alarm>(open: impl AsyncFn() -> Ringing<A>) {
    open().await.alarm.ring_after(Duration::ZERO).await;
}

/// Rule 6.
pub async fn must_06_more_time_than_can_be_counted_does_not_ring<A: Alarm>(
    open: impl AsyncFn() -> Ringing<A>,
) {
    let Ringing { alarm, pass, .. } = open().await;
    for time in [LONG, Duration::from_secs(u64::from(u32::MAX) + 1), Duration::MAX] {
        let mut never = alarm.ring_after(time);
        assert!(poll_immediate(&mut never).await.is_none(), "{time:?}");
        join(alarm.ring_after(SHORT), async { pass(SHORT) }).await;
        assert!(poll_immediate(&mut never).await.is_none(), "{time:?}");
    }
}
