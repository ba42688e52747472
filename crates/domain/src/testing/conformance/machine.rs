//! The suite of [`crate::ports::Machine`]. Two openings of one place stand for two processes. That a new start of
//! the machine is another one (rule 1) and that a suspension counts (rule 2) no test can bring about on a real
//! machine: see what stands beside each implementation.

use std::time::Duration;

use crate::ports::Machine;

/// More than any two looks at the clocks of one machine differ by.
const JITTER: Duration = Duration::from_secs(1);

/// Runs the suite over `$new_place`: see [`crate::testing::conformance`].
#[macro_export]
macro_rules! machine_conformance {
    ($new_place:path) => {
        $crate::conformance_tests!($new_place, $crate::testing::conformance::machine => [
            must_01_every_process_sees_the_same_start,
            must_02_awake_and_suspended_never_go_back,
            must_03_what_is_told_once_is_told_again,
        ]);
    };
}

/// Rule 1.
pub async fn must_01_every_process_sees_the_same_start<M: Machine>(open: impl AsyncFn() -> M) {
    let (one, other) = (open().await, open().await);
    assert_eq!(one.life().boot, other.life().boot);
}

/// Rule 2.
pub async fn must_02_awake_and_suspended_never_go_back<M: Machine>(open: impl AsyncFn() -> M) {
    let (first, second) = (open().await.life(), open().await.life());
    assert!(second.awake >= first.awake);
    assert!(second.suspended.map(|later| later + JITTER) > first.suspended || first.suspended.is_none());
}

/// Rule 3: a process that is told less than another would take it for another machine.
pub async fn must_03_what_is_told_once_is_told_again<M: Machine>(open: impl AsyncFn() -> M) {
    let (one, other) = (open().await.life(), open().await.life());
    let told =
        |life: crate::ports::Life| [life.boot.is_some(), life.suspended.is_some(), life.awake.is_some()];
    assert_eq!(told(one), told(other));
}
