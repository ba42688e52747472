//! The suite of [`crate::ports::SystemEvents`], over a place that can be made to wake. What the other events come from
//! differs from system to system: each adapter shows them itself, and that nothing is told by itself (rule 3).

use async_trait::async_trait;
use futures_util::future::poll_immediate;

use crate::ports::{SystemEvent, SystemEvents};

/// A system that a test can wake.
#[async_trait]
pub trait Sleeper {
    /// Where it is listened to.
    fn events(&self) -> &dyn SystemEvents;

    /// Wakes it, as if from a sleep. It is told by when this returns, or soon after.
    async fn wake(&self);
}

/// Runs the suite over `$new_place`, whose closure gives a [`Sleeper`]: see [`crate::testing::conformance`].
#[macro_export]
macro_rules! system_events_conformance {
    ($new_place:path) => {
        $crate::conformance_tests!($new_place, $crate::testing::conformance::system_events => [
            must_01_everyone_who_listens_hears_each_event,
            must_02_an_event_that_comes_while_nobody_waits_is_told_later,
            must_04_a_dropped_wait_takes_no_event_with_it,
        ]);
    };
}

/// Rule 1.
pub async fn must_01_everyone_who_listens_hears_each_event<S: Sleeper>(open: impl AsyncFn() -> S) {
    let system = open().await;
    let (mut one, mut other) =
        (system.events().watch().await.unwrap(), system.events().watch().await.unwrap());
    for _ in 0..3 {
        system.wake().await;
        assert_eq!(one.next().await, SystemEvent::Resumed);
        assert_eq!(other.next().await, SystemEvent::Resumed);
    }
}

/// Rule 2.
pub async fn must_02_an_event_that_comes_while_nobody_waits_is_told_later<S: Sleeper>(
    open: impl AsyncFn() -> S,
) {
    let system = open().await;
    let (mut late, mut told) =
        (system.events().watch().await.unwrap(), system.events().watch().await.unwrap());
    system.wake().await;
    // By now it has come to this process, and nobody waited at the first watch.
    told.next().await;
    assert_eq!(late.next().await, SystemEvent::Resumed);
}

/// Rule 4.
pub async fn must_04_a_dropped_wait_takes_no_event_with_it<S: Sleeper>(open: impl AsyncFn() -> S) {
    let system = open().await;
    let (mut watch, mut told) =
        (system.events().watch().await.unwrap(), system.events().watch().await.unwrap());
    let mut wait = watch.next();
    assert!(poll_immediate(&mut wait).await.is_none(), "nothing has happened yet");
    system.wake().await;
    // By now it has come to this process, and to the wait that is given up.
    told.next().await;
    drop(wait);
    assert_eq!(watch.next().await, SystemEvent::Resumed);
}
