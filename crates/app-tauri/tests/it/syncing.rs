//! The manager holds the one lock: over mocks of queue, network and tokens.

use std::sync::Arc;

use async_trait::async_trait;
use homing_app::{NoEvents, NoSignals, SyncError, SyncManager, SyncManagerParts};
use homing_domain::account::{Account, Active, CredentialPlace};
use homing_domain::engine::{Bar, CycleEnd, Engine, EngineParts, LockRefused, SyncState};
use homing_domain::names::{AccountId, DeviceId, Owner};
use homing_domain::ports::{
    AccessToken, Accounts, Auth, AuthError, Capabilities, LockError, LockGuard, MockAccounts, MockAuth,
    MockHttp, MockProcessLock, MockProfile, MockQueue, ProcessLock, Profile, Queue, QueueCounts,
};
use homing_domain::task::{Commit, Kinds};
use homing_domain::testing::{EdgeJitter, ManualAlarm, ManualClock, SequentialIds};
use homing_domain::time::{Command, Draft, ScreenshotKind, TimeEntryKind, Tracker, When};
use homing_storage::{MemoryBlobs, MemoryStore};
use tokio::sync::Notify;
use uuid::Uuid;

pub(crate) fn account() -> Account {
    Account {
        id: AccountId::new(Uuid::from_u128(7)),
        server: "https://homing.example.org".parse().unwrap(),
        user: "u1".to_owned(),
        name: "anna".to_owned(),
        credentials: CredentialPlace::Keychain,
    }
}

pub(crate) fn free() -> MockProcessLock {
    let mut lock = MockProcessLock::new();
    lock.expect_try_acquire().returning(|_| Ok(Some(LockGuard::new(()))));
    lock
}

pub(crate) fn signed_in() -> MockAccounts {
    let mut accounts = MockAccounts::new();
    accounts.expect_active().returning(|| Ok(Active::Account { account: account(), signed_in: true }));
    accounts
}

fn manager(queue: MockQueue, accounts: MockAccounts, process_lock: MockProcessLock) -> SyncManager {
    over(Arc::new(queue), Arc::new(accounts), Arc::new(MockAuth::new()), process_lock)
}

pub(crate) fn over(
    queue: Arc<dyn Queue>,
    accounts: Arc<dyn Accounts>,
    auth: Arc<dyn Auth>,
    process_lock: MockProcessLock,
) -> SyncManager {
    over_network(queue, accounts, auth, (MockHttp::new(), Arc::new(profile())), process_lock)
}

/// The same with requests, and an API that they are for.
pub(crate) fn over_network(
    queue: Arc<dyn Queue>,
    accounts: Arc<dyn Accounts>,
    auth: Arc<dyn Auth>,
    (http, profile): (MockHttp, Arc<dyn Profile>),
    process_lock: MockProcessLock,
) -> SyncManager {
    let clock = Arc::new(ManualClock::default());
    let device = DeviceId::new(Uuid::from_u128(8));
    let ids = Arc::new(SequentialIds::default());
    let engine = Engine::new(EngineParts {
        queue: Arc::clone(&queue),
        blobs: Arc::new(MemoryBlobs::new()),
        auth,
        http: Arc::new(http),
        profile,
        kinds: Kinds::new().with(TimeEntryKind).with(ScreenshotKind),
        clock: clock.clone(),
        alarm: Arc::new(ManualAlarm::new(&clock)),
        jitter: Arc::new(EdgeJitter::Lowest),
        ids: Arc::clone(&ids) as _,
        events: Arc::new(NoEvents),
        signals: Arc::new(NoSignals),
        owner: Owner::new(Uuid::from_u128(9)),
        device,
    });
    let tracker = Tracker::new(Arc::clone(&queue), Arc::clone(&accounts), clock.clone(), ids, device);
    let process_lock: Arc<dyn ProcessLock> = Arc::new(process_lock);
    SyncManager::new(SyncManagerParts { queue, accounts, clock, process_lock, tracker, engine })
}

pub(crate) fn profile() -> MockProfile {
    let mut profile = MockProfile::new();
    profile.expect_defaults().returning(|| Capabilities {
        max_tasks: 100,
        max_bytes: 1_000,
        keys_kept: std::time::Duration::from_secs(1),
        blob_max_bytes: None,
    });
    profile.expect_capabilities_request().returning(|_| None);
    profile.expect_requests_at_once().returning(|| 1);
    profile.expect_blobs_within_the_exchange().returning(|| false);
    profile.expect_remembers().returning(|_| Vec::new());
    profile.expect_part().returning(|tasks, _| (0..tasks.len()).collect());
    profile.expect_exchange().returning(|_| Ok(None));
    profile
}

/// A queue in which nothing is due, and that counts the cycles by their reclaims.
pub(crate) fn idle_queue(cycles: usize) -> MockQueue {
    let mut queue = MockQueue::new();
    queue.expect_reclaim().times(cycles).returning(|_| Ok(0));
    queue.expect_get().returning(|_, _, _| Ok(None));
    queue.expect_bring_forward().returning(|_, _| Ok(()));
    queue.expect_counts().returning(|_| Ok(QueueCounts::default()));
    queue.expect_unsent().returning(|_, _, _| Ok(vec![]));
    queue.expect_get_retry_tasks().returning(|_, _| Ok(vec![]));
    queue
}

#[tokio::test]
async fn a_cycle_with_nothing_due_asks_nobody_and_ends_idle() {
    let manager = manager(idle_queue(1), signed_in(), free());
    let report = manager.sync_queue().await.unwrap();
    assert_eq!((report.requests, report.end), (0, CycleEnd::Idle));
    assert!(!manager.is_syncing());
}

#[tokio::test]
async fn a_lock_that_can_t_be_taken_is_noted_for_whoever_shows_how_things_stand_until_it_can() {
    let broken_once = || {
        let mut lock = MockProcessLock::new();
        lock.expect_try_acquire().times(1).returning(|_| Err(LockError("no folder".into())));
        lock.expect_try_acquire().returning(|_| Ok(Some(LockGuard::new(()))));
        lock
    };
    for by_hand in [false, true] {
        let store = MemoryStore::new();
        let manager =
            over(Arc::new(store.clone()), Arc::new(signed_in()), Arc::new(MockAuth::new()), broken_once());
        let refused = if by_hand { manager.sync_queue_now().await } else { manager.sync_queue().await };
        assert!(matches!(refused, Err(SyncError::Lock(LockRefused::Lock(_)))));
        assert_eq!(SyncState::load(&store, account().id).await.unwrap().bar, Some(Bar::SyncLock));
        assert_eq!(manager.sync_queue().await.unwrap().end, CycleEnd::Idle);
        assert_eq!(SyncState::load(&store, account().id).await.unwrap().bar, None);
    }
}

#[tokio::test]
async fn a_sync_in_another_process_is_told_and_no_cycle_runs_here() {
    for by_hand in [false, true] {
        let mut elsewhere = MockProcessLock::new();
        elsewhere.expect_try_acquire().returning(|_| Ok(None));
        let manager = manager(MockQueue::new(), signed_in(), elsewhere);
        let refused = if by_hand { manager.sync_queue_now().await } else { manager.sync_queue().await };
        assert!(matches!(refused, Err(SyncError::Lock(LockRefused::RunningElsewhere))));
    }
}

/// Tokens that come only when they are let go.
pub(crate) struct SlowAuth {
    pub(crate) asked: Arc<Notify>,
    pub(crate) go_on: Arc<Notify>,
}

#[async_trait]
impl Auth for SlowAuth {
    async fn access_token(&self, _: &Account) -> Result<AccessToken, AuthError> {
        self.asked.notify_one();
        self.go_on.notified().await;
        Err(AuthError::SignInNeeded)
    }

    async fn renew(&self, _: &Account, _: &AccessToken) -> Result<AccessToken, AuthError> {
        Err(AuthError::SignInNeeded)
    }
}

#[tokio::test]
async fn while_a_cycle_runs_a_second_is_refused_and_one_that_a_person_asks_for_joins_it() {
    let (asked, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let auth = SlowAuth { asked: Arc::clone(&asked), go_on: Arc::clone(&go_on) };
    let store = Arc::new(MemoryStore::default());
    store.sign_in(&account()).await.unwrap();
    let manager = Arc::new(over(Arc::clone(&store) as _, store, Arc::new(auth), free()));
    manager.enqueue_time_entry(&Command::Start { draft: Draft::default(), when: When::Now }).await.unwrap();

    let first = tokio::spawn({
        let manager = Arc::clone(&manager);
        async move { manager.sync_queue().await.unwrap().end }
    });
    asked.notified().await;
    assert!(manager.is_syncing());
    assert!(matches!(manager.sync_queue().await, Err(SyncError::Lock(LockRefused::AlreadyRunning))));
    let joining = tokio::spawn({
        let manager = Arc::clone(&manager);
        async move { manager.sync_queue_now().await.unwrap().end }
    });
    go_on.notify_one();
    assert_eq!(first.await.unwrap(), CycleEnd::SignInNeeded);
    // What was joined is followed by a cycle of one's own.
    asked.notified().await;
    go_on.notify_one();
    assert_eq!(joining.await.unwrap(), CycleEnd::SignInNeeded);
    assert!(!manager.is_syncing());
}

#[tokio::test]
async fn recording_touches_neither_the_network_nor_any_lock() {
    let store = Arc::new(MemoryStore::default());
    // Mocks without expectations panic when they are touched.
    let manager = over(Arc::clone(&store) as _, store, Arc::new(MockAuth::new()), MockProcessLock::new());
    manager.enqueue_time_entry(&Command::Start { draft: Draft::default(), when: When::Now }).await.unwrap();
    manager.enqueue_sync(Commit::default()).await.unwrap();
    assert!(manager.tracker().current().await.unwrap().is_some());
}
