//! Single flight, over a mock of the lock between processes.

use std::sync::Arc;

use homing_domain::engine::{LockRefused, SyncLock};
use homing_domain::ports::{LockError, LockGuard, LockName, MockProcessLock};

fn free() -> MockProcessLock {
    let mut lock = MockProcessLock::new();
    lock.expect_try_acquire()
        .withf(|name| *name == LockName::Sync)
        .returning(|_| Ok(Some(LockGuard::new(()))));
    lock
}

#[test]
fn a_second_permit_is_refused_until_the_first_is_given_back() {
    let lock = SyncLock::new(Arc::new(free()));
    let first = lock.try_permit().unwrap();
    assert!(lock.is_running());
    assert!(matches!(lock.try_permit(), Err(LockRefused::AlreadyRunning)));
    drop(first);
    assert!(!lock.is_running());
    assert!(lock.try_permit().is_ok());
}

#[test]
fn a_clone_shares_the_lock() {
    let lock = SyncLock::new(Arc::new(free()));
    let _held = lock.clone().try_permit().unwrap();
    assert!(matches!(lock.try_permit(), Err(LockRefused::AlreadyRunning)));
}

#[test]
fn a_cycle_in_another_process_is_told_apart_from_one_here_and_leaves_nothing_held() {
    let mut elsewhere = MockProcessLock::new();
    let mut answers = vec![Some(LockGuard::new(())), None];
    elsewhere.expect_try_acquire().times(2).returning(move |_| Ok(answers.pop().unwrap()));
    let lock = SyncLock::new(Arc::new(elsewhere));
    assert!(matches!(lock.try_permit(), Err(LockRefused::RunningElsewhere)));
    assert!(!lock.is_running());
    assert!(lock.try_permit().is_ok());
}

#[test]
fn a_lock_that_cannot_be_asked_for_is_an_error_with_its_cause() {
    let mut broken = MockProcessLock::new();
    broken.expect_try_acquire().returning(|_| Err(LockError("no such folder".into())));
    let refused = SyncLock::new(Arc::new(broken)).try_permit().err().unwrap();
    let source = std::error::Error::source(&refused).unwrap();
    assert_eq!(std::error::Error::source(source).unwrap().to_string(), "no such folder");
}

#[tokio::test]
async fn whoever_waits_for_a_permit_gets_it_when_the_running_cycle_ends() {
    let lock = SyncLock::new(Arc::new(free()));
    let first = lock.try_permit().unwrap();
    let mut waiting = Box::pin(lock.permit());
    assert!(futures_util::poll!(&mut waiting).is_pending());
    drop(first);
    assert!(waiting.await.is_ok());
}
