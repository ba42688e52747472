//! The suite of [`crate::ports::ProcessLock`]. Two openings of one place stand for two processes. Not in it:
//! a holder that dies (rule 2), which takes a real process.

use std::task::Poll;

use futures_util::future::{join, poll_fn};

use crate::names::AccountId;
use crate::ports::{LockName, ProcessLock};

/// Runs the suite over `$new_place`: see [`crate::testing::conformance`].
#[macro_export]
macro_rules! process_lock_conformance {
    ($new_place:path) => {
        $crate::conformance_tests!($new_place, $crate::testing::conformance::process_lock => [
            must_01_one_holder_at_a_time_within_a_process,
            must_01_one_holder_at_a_time_across_processes,
            must_02_a_lock_is_free_once_its_guard_is_dropped,
            must_03_different_names_do_not_exclude_each_other,
            must_04_who_waits_gets_the_lock_while_the_runtime_goes_on,
            must_05_a_look_tells_who_is_there_and_takes_nothing,
        ]);
    };
}

const ACCOUNT: LockName = LockName::Auth(AccountId::LOCAL);
const UNTIL_QUIT: LockName = LockName::UntilQuit(AccountId::LOCAL);

/// Rule 1.
pub async fn must_01_one_holder_at_a_time_within_a_process<L: ProcessLock>(open: impl AsyncFn() -> L) {
    let locks = open().await;
    for name in [LockName::Import, LockName::Migrate, LockName::Sync, ACCOUNT, UNTIL_QUIT] {
        let held = locks.try_acquire(name).unwrap();
        assert!(held.is_some());
        assert!(locks.try_acquire(name).unwrap().is_none());
    }
}

/// Rule 1.
pub async fn must_01_one_holder_at_a_time_across_processes<L: ProcessLock>(open: impl AsyncFn() -> L) {
    let (one, other) = (open().await, open().await);
    let held = one.acquire(LockName::Sync).await.unwrap();
    assert!(other.try_acquire(LockName::Sync).unwrap().is_none());
    drop(held);
    assert!(other.try_acquire(LockName::Sync).unwrap().is_some());
}

/// Rule 2.
pub async fn must_02_a_lock_is_free_once_its_guard_is_dropped<L: ProcessLock>(open: impl AsyncFn() -> L) {
    let locks = open().await;
    for _ in 0..3 {
        let held = locks.try_acquire(LockName::Migrate).unwrap();
        assert!(held.is_some());
        drop(held);
        drop(locks.acquire(LockName::Migrate).await.unwrap());
    }
}

/// Rule 3.
pub async fn must_03_different_names_do_not_exclude_each_other<L: ProcessLock>(open: impl AsyncFn() -> L) {
    let locks = open().await;
    let another = AccountId::new(uuid::Builder::from_random_bytes([7; 16]).into_uuid());
    let _import = locks.acquire(LockName::Import).await.unwrap();
    let _migrate = locks.acquire(LockName::Migrate).await.unwrap();
    let _sync = locks.acquire(LockName::Sync).await.unwrap();
    let _auth = locks.acquire(ACCOUNT).await.unwrap();
    let _until_quit = locks.acquire(UNTIL_QUIT).await.unwrap();
    assert!(locks.try_acquire(LockName::Auth(another)).unwrap().is_some());
}

/// Rule 4: on a runtime of one thread, a wait that held it up would never end.
pub async fn must_04_who_waits_gets_the_lock_while_the_runtime_goes_on<L: ProcessLock>(
    open: impl AsyncFn() -> L,
) {
    let (one, other) = (open().await, open().await);
    let held = one.try_acquire(LockName::Sync).unwrap().unwrap();
    let mut held = Some(held);
    let mut turns = 0;
    let give_back_later = poll_fn(|context| {
        turns += 1;
        if turns > 3 {
            held = None;
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    });
    let (waited_for, ()) = join(other.acquire(LockName::Sync), give_back_later).await;
    let _now_held = waited_for.unwrap();
    assert!(one.try_acquire(LockName::Sync).unwrap().is_none());
}

/// Rule 5.
pub async fn must_05_a_look_tells_who_is_there_and_takes_nothing<L: ProcessLock>(open: impl AsyncFn() -> L) {
    let (one, other) = (open().await, open().await);
    for name in [LockName::Import, LockName::Migrate, LockName::Sync, ACCOUNT, UNTIL_QUIT] {
        assert!(!other.is_held(name).unwrap());
        let held = one.try_acquire(name).unwrap();
        assert!(held.is_some(), "a look has taken it");
        assert!(one.is_held(name).unwrap() && other.is_held(name).unwrap());
        drop(held);
        assert!(!other.is_held(name).unwrap());
    }
}
