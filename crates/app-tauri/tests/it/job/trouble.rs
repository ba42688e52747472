//! What does not work on this machine is tried again, ever more slowly, and never in a hot loop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use homing_app::SyncError;
use homing_domain::Timestamp;
use homing_domain::account::{Account, Active, CredentialPlace};
use homing_domain::engine::{Bar, CycleError, SyncState};
use homing_domain::ports::{
    AccessToken, Accounts, Auth, AuthError, Clock as _, CredentialError, MockAccounts, MockAuth, MockNudges,
    MockQueue, NudgeError, Queue, QueueCounts, QueueError, SystemEvent,
};
use homing_domain::testing::EdgeJitter;

use super::world::{Parts, World, anna, settle};

/// A queue where something is due, and no cycle gets further than this.
fn due(reclaim: fn() -> Result<u64, QueueError>) -> MockQueue {
    let mut queue = MockQueue::new();
    let next_due = Timestamp::from_millis(0).ok();
    let counts = QueueCounts { waiting: 1, next_due, ..QueueCounts::default() };
    queue.expect_counts().returning(move |_| Ok(counts));
    queue.expect_next_due().returning(move |_| Ok(next_due));
    queue.expect_get().returning(|_, _, _| Ok(None));
    queue.expect_reclaim().returning(move |_| reclaim());
    queue.expect_bring_forward().returning(|_, _| Ok(()));
    queue.expect_unsent().returning(|_, _, _| Ok(vec![]));
    queue.expect_get_retry_tasks().returning(|_, _| Ok(vec![]));
    queue
}

async fn with_queue(queue: MockQueue) -> World {
    let queue: Option<Arc<dyn Queue>> = Some(Arc::new(queue));
    World::with(Parts { jitter: EdgeJitter::Highest, queue, ..Parts::default() }).await
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_is_busy_is_tried_again_after_growing_waits() {
    let world = with_queue(due(|| Err(QueueError::Busy("locked".into())))).await;
    let _job = world.starts().await;
    for wait in [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
        assert_eq!(world.armed(), Some(wait));
        // Word of changes that are its own, or another's, hurries nothing.
        world.nudges.nudge();
        settle().await;
        assert_eq!(world.armed(), Some(wait));
        world.pass(wait).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_disk_without_room_is_looked_at_every_quarter_of_an_hour_and_after_a_wake() {
    let world = with_queue(due(|| Err(QueueError::Full("no room".into())))).await;
    let _job = world.starts().await;
    assert_eq!(world.armed(), Some(900));
    world.pass(900).await;
    assert_eq!(world.armed(), Some(900));
    world.tell(SystemEvent::Resumed).await;
    assert_eq!(world.armed(), Some(10));
}

#[tokio::test(start_paused = true)]
async fn accounts_that_can_t_be_read_are_read_again_later() {
    let mut accounts = MockAccounts::new();
    let mut failures = vec![QueueError::Busy("locked".into()), QueueError::Busy("locked".into())];
    accounts.expect_active().returning(move || match failures.pop() {
        Some(error) => Err(error),
        None => Ok(Active::Account { account: anna(), signed_in: true }),
    });
    let accounts: Option<Arc<dyn Accounts>> = Some(Arc::new(accounts));
    let world = World::with(Parts { jitter: EdgeJitter::Highest, accounts, ..Parts::default() }).await;
    let job = world.job();
    let troubles = job.troubles();
    tokio::spawn(job.run());
    settle().await;
    let told = troubles.borrow().clone();
    assert!(matches!(told.as_deref(), Some(SyncError::Accounts(QueueError::Busy(_)))));
    world.pass(2).await;
    world.pass(4).await;
    assert!(troubles.borrow().is_none(), "what is over is no longer told");
    assert_eq!(world.armed(), None);
}

#[tokio::test(start_paused = true)]
async fn a_keychain_that_lets_nobody_in_is_asked_again_when_somebody_signs_in_otherwise() {
    let world = {
        let mut auth = MockAuth::new();
        auth.expect_access_token()
            .returning(|_| Err(AuthError::Credentials(CredentialError::Locked("no one opened it".into()))));
        World::with(Parts { auth: Arc::new(auth), ..Parts::default() }).await
    };
    let job = world.job();
    let troubles = job.troubles();
    tokio::spawn(job.run());
    world.record().await;
    assert_eq!(world.armed(), Some(900));
    let told = troubles.borrow().clone();
    assert!(matches!(told.as_deref(), Some(SyncError::Cycle(CycleError::Auth(_)))));
    let asked = world.alarm.asked().len();
    world.record().await;
    assert_eq!(world.armed(), Some(900), "what is recorded opens no keychain");

    world.pass(60).await;
    let elsewhere = Account { credentials: CredentialPlace::EncryptedFile, ..anna() };
    world.store.sign_in(&elsewhere).await.unwrap();
    settle().await;
    assert_eq!(world.armed(), Some(900), "it was asked at once");
    assert!(world.alarm.asked().len() > asked);
}

#[tokio::test(start_paused = true)]
async fn once_a_person_gives_the_passphrase_that_was_missing_the_job_goes_on_at_once() {
    let given = Arc::new(AtomicBool::new(false));
    let mut auth = MockAuth::new();
    let known = Arc::clone(&given);
    auth.expect_access_token().returning(move |_| match known.load(Ordering::Relaxed) {
        true => Ok(AccessToken::new("token".into())),
        false => Err(AuthError::Credentials(CredentialError::PassphraseNeeded)),
    });
    let world = World::with(Parts { auth: Arc::new(auth), ..Parts::default() }).await;
    let _job = world.starts().await;
    world.record().await;
    assert_eq!((world.armed(), world.server.applied()), (Some(900), 0));
    given.store(true, Ordering::Relaxed);
    world.sync.let_in();
    settle().await;
    assert_eq!((world.armed(), world.server.applied()), (None, 1));
}

/// A keychain, and what there is to say whether it is open.
fn keychain() -> (Arc<AtomicBool>, Arc<dyn Auth>) {
    let open = Arc::new(AtomicBool::new(false));
    let (mut auth, known) = (MockAuth::new(), Arc::clone(&open));
    auth.expect_access_token().returning(move |_| match known.load(Ordering::Relaxed) {
        true => Ok(AccessToken::new("token".into())),
        false => Err(AuthError::Credentials(CredentialError::Locked("closed".into()))),
    });
    (open, Arc::new(auth))
}

#[tokio::test(start_paused = true)]
async fn a_locked_keychain_is_said_until_a_person_who_opened_it_syncs_and_then_all_goes_by_itself() {
    let (open, auth) = keychain();
    let world = World::with(Parts { auth, ..Parts::default() }).await;
    let _job = world.starts().await;
    world.record().await;
    assert_eq!((world.armed(), world.state().await.bar), (Some(900), Some(Bar::KeychainLocked)));

    open.store(true, Ordering::Relaxed);
    settle().await;
    assert_eq!(world.armed(), Some(900), "nobody tells that it is open");
    assert_eq!(world.sync.sync_queue_now().await.unwrap().sent, 1);
    settle().await;
    assert_eq!(world.state().await.bar, None);
    world.record().await;
    assert_eq!((world.armed(), world.server.applied()), (None, 2), "its rest is over, too");
}

#[tokio::test(start_paused = true)]
async fn a_keychain_that_was_opened_is_found_open_at_the_end_of_the_rest() {
    let (open, auth) = keychain();
    let world = World::with(Parts { auth, ..Parts::default() }).await;
    let _job = world.starts().await;
    world.record().await;
    open.store(true, Ordering::Relaxed);
    world.pass(900).await;
    assert_eq!((world.state().await.bar, world.server.applied()), (None, 1));
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_is_refused_waits_for_another_and_for_nothing_else() {
    let asked = Arc::new(AtomicUsize::new(0));
    let mut auth = MockAuth::new();
    let counted = Arc::clone(&asked);
    auth.expect_access_token().returning(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        Err(AuthError::SignInNeeded)
    });
    let world = World::with(Parts { auth: Arc::new(auth), ..Parts::default() }).await;
    let _job = world.starts().await;
    world.record().await;
    world.pass(86_400).await;
    world.tell(SystemEvent::Resumed).await;
    world.record().await;
    assert_eq!((asked.load(Ordering::Relaxed), world.armed()), (1, None));
    SyncState::signed_in(&world.store, anna().id, world.clock.now()).await.unwrap();
    settle().await;
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_cycle_that_moves_nothing_while_something_is_due_is_not_run_again_at_once() {
    let world = with_queue(due(|| Ok(0))).await;
    let _job = world.starts().await;
    for wait in [2, 4, 8, 16] {
        assert_eq!(world.armed(), Some(wait));
        world.pass(wait).await;
    }
}

#[tokio::test(start_paused = true)]
async fn where_others_can_t_be_heard_the_queue_is_looked_at_once_a_minute() {
    let world = World::new().await;
    let mut deaf = MockNudges::new();
    deaf.expect_watch().times(1).returning(|| Err(NudgeError("no watches left".into())));
    tokio::spawn(world.job_hearing(Arc::new(deaf), Arc::new(world.system.clone())).run());
    settle().await;
    world.record().await;
    assert_eq!((world.armed(), world.server.applied()), (Some(60), 0));
    world.pass(60).await;
    assert_eq!(world.server.applied(), 1);
}
