//! The suite of [`Buckets`]: each MUST of the port is a test, and every implementation passes them all, on a clock
//! that moves when it is told to.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use jiff::Timestamp;

use super::{BucketId, Buckets, Limit, Taken, WINDOW};
use crate::ports::Clock;

/// A clock that stands still.
#[derive(Default)]
pub(crate) struct Still(Mutex<Duration>);

impl Still {
    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for Still {
    fn now(&self) -> Timestamp {
        "2001-01-01T12:00:00Z".parse::<Timestamp>().unwrap() + self.uptime()
    }

    fn uptime(&self) -> Duration {
        *self.0.lock().unwrap()
    }
}

/// Who makes buckets; those of one backend and one limit are the same, where they are shared.
pub(crate) trait Backend {
    async fn buckets(&self, limit: Limit, clock: &Arc<dyn Clock>) -> Arc<dyn Buckets>;
}

/// Buckets for a suite of tests, with their clock.
pub(crate) struct Setting {
    pub(crate) still: Arc<Still>,
    pub(crate) buckets: Arc<dyn Buckets>,
}

impl Setting {
    pub(crate) async fn new(backend: &impl Backend, per_minute: u32) -> Self {
        let still = Arc::new(Still::default());
        let clock: Arc<dyn Clock> = still.clone();
        let limit = Limit { policy: "test", per_minute: NonZeroU32::new(per_minute).unwrap() };
        Self { still, buckets: backend.buckets(limit, &clock).await }
    }

    /// Takes one of the n-th bucket: what is left, or the wait.
    pub(crate) async fn take(&self, n: u16) -> Result<u32, Duration> {
        let mut id = [0; 32];
        id[..2].copy_from_slice(&n.to_be_bytes());
        match self.buckets.take(BucketId(id)).await.unwrap() {
            Taken::One { remaining } => Ok(remaining),
            Taken::None { wait } => Err(wait),
        }
    }
}

pub(crate) async fn a_minutes_worth_may_come_at_once_and_then_no_more(backend: impl Backend) {
    let setting = Setting::new(&backend, 6).await;
    for left in (0..6).rev() {
        assert_eq!(setting.take(1).await, Ok(left));
    }
    assert_eq!(setting.take(1).await, Err(Duration::from_secs(10)));
    setting.still.advance(WINDOW);
    assert_eq!(setting.take(1).await, Ok(5));
}

pub(crate) async fn room_comes_back_evenly_and_a_refusal_takes_nothing(backend: impl Backend) {
    let setting = Setting::new(&backend, 6).await;
    while setting.take(1).await.is_ok() {}
    setting.still.advance(Duration::from_secs(4));
    assert_eq!(setting.take(1).await, Err(Duration::from_secs(6)));
    setting.still.advance(Duration::from_millis(5_999));
    assert_eq!(setting.take(1).await, Err(Duration::from_millis(1)));
    setting.still.advance(Duration::from_millis(1));
    assert_eq!(setting.take(1).await, Ok(0));
    assert_eq!(setting.take(1).await, Err(Duration::from_secs(10)));
    setting.still.advance(Duration::from_secs(25));
    assert_eq!(setting.take(1).await, Ok(1));
}

pub(crate) async fn one_bucket_takes_nothing_from_another(backend: impl Backend) {
    let setting = Setting::new(&backend, 1).await;
    assert_eq!(setting.take(1).await, Ok(0));
    assert_eq!(setting.take(1).await, Err(WINDOW));
    assert_eq!(setting.take(2).await, Ok(0));
}

pub(crate) async fn whoever_takes_at_once_gets_no_more_than_the_bucket_holds(backend: impl Backend) {
    let setting = Arc::new(Setting::new(&backend, 20).await);
    let tries = (0..60).map(|_| {
        let setting = Arc::clone(&setting);
        tokio::spawn(async move { setting.take(1).await })
    });
    let taken = join_all(tries).await.into_iter().filter(|one| one.as_ref().unwrap().is_ok()).count();
    assert_eq!(taken, 20);
}

pub(crate) async fn buckets_that_are_full_again_are_forgotten(backend: impl Backend) {
    let setting = Setting::new(&backend, 1).await;
    for n in 0..1_023 {
        setting.take(n).await.unwrap();
    }
    assert_eq!(setting.buckets.held().await, 1_023);
    setting.still.advance(WINDOW * 2);
    setting.take(0).await.unwrap();
    assert_eq!(setting.buckets.held().await, 1);
}

/// The suite over one backend.
macro_rules! buckets_suite {
    ($backend:expr) => {
        $crate::rates::conformance::buckets_suite!($backend;
            a_minutes_worth_may_come_at_once_and_then_no_more,
            room_comes_back_evenly_and_a_refusal_takes_nothing,
            one_bucket_takes_nothing_from_another,
            whoever_takes_at_once_gets_no_more_than_the_bucket_holds,
            buckets_that_are_full_again_are_forgotten);
    };
    ($backend:expr; $($must:ident),*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $must() {
                $crate::rates::conformance::$must($backend.await).await;
            }
        )*
    };
}
pub(crate) use buckets_suite;
