//! The suite of [`crate::ports::Nudges`]. Two openings of one place stand for two processes. That nothing wakes by
//! itself (rule 3) is shown by a place beside it, where the nudges are.

use futures_util::future::poll_immediate;

use crate::ports::Nudges;

/// Runs the suite over `$new_place`: see [`crate::testing::conformance`].
#[macro_export]
macro_rules! nudges_conformance {
    ($new_place:path) => {
        $crate::conformance_tests!($new_place, $crate::testing::conformance::nudges => [
            must_01_a_nudge_wakes_every_watch_of_every_opening,
            must_02_a_nudge_that_comes_while_nobody_waits_wakes_the_next_wait,
            must_04_a_dropped_wait_takes_no_nudge_with_it,
            must_05_a_nudge_needs_nobody_who_watches,
            must_06_a_watch_outlives_another,
        ]);

        #[tokio::test]
        async fn must_03_a_watch_wakes_for_nudges_of_its_own_place_alone() {
            use $crate::testing::conformance::nudges as suite;
            suite::must_03_a_watch_wakes_for_nudges_of_its_own_place_alone($new_place(), $new_place()).await;
        }
    };
}

/// Rule 1.
pub async fn must_01_a_nudge_wakes_every_watch_of_every_opening<N: Nudges>(open: impl AsyncFn() -> N) {
    let (one, other) = (open().await, open().await);
    let mut watches = [one.watch().await.unwrap(), one.watch().await.unwrap(), other.watch().await.unwrap()];
    one.nudge();
    for watch in &mut watches {
        watch.nudged().await;
    }
    let mut late = other.watch().await.unwrap();
    other.nudge();
    late.nudged().await;
}

/// Rule 2.
pub async fn must_02_a_nudge_that_comes_while_nobody_waits_wakes_the_next_wait<N: Nudges>(
    open: impl AsyncFn() -> N,
) {
    let (one, other) = (open().await, open().await);
    let (mut watch, mut told) = (one.watch().await.unwrap(), one.watch().await.unwrap());
    for _ in 0..3 {
        other.nudge();
        // By now the nudge has come to this process, and nobody waited at the first watch.
        told.nudged().await;
        watch.nudged().await;
    }
}

/// Rule 3.
pub async fn must_03_a_watch_wakes_for_nudges_of_its_own_place_alone<N: Nudges>(
    open: impl AsyncFn() -> N,
    elsewhere: impl AsyncFn() -> N,
) {
    let (quiet, loud) = (open().await, elsewhere().await);
    let (mut undisturbed, mut woken) = (quiet.watch().await.unwrap(), loud.watch().await.unwrap());
    loud.nudge();
    woken.nudged().await;
    assert!(poll_immediate(undisturbed.nudged()).await.is_none());
}

/// Rule 4.
pub async fn must_04_a_dropped_wait_takes_no_nudge_with_it<N: Nudges>(open: impl AsyncFn() -> N) {
    let (one, other) = (open().await, open().await);
    let (mut watch, mut told) = (one.watch().await.unwrap(), one.watch().await.unwrap());
    let mut wait = watch.nudged();
    assert!(poll_immediate(&mut wait).await.is_none(), "nobody has nudged yet");
    other.nudge();
    // By now the nudge has come to this process, and to the wait that is given up.
    told.nudged().await;
    drop(wait);
    watch.nudged().await;
}

/// Rule 5.
pub async fn must_05_a_nudge_needs_nobody_who_watches<N: Nudges>(open: impl AsyncFn() -> N) {
    let nudges = open().await;
    nudges.nudge();
    drop(nudges.watch().await.unwrap());
    nudges.nudge();
}

/// Rule 6.
pub async fn must_06_a_watch_outlives_another<N: Nudges>(open: impl AsyncFn() -> N) {
    let (one, other) = (open().await, open().await);
    let (first, mut second) = (one.watch().await.unwrap(), one.watch().await.unwrap());
    drop(first);
    other.nudge();
    second.nudged().await;
}
