//! One batch over mocks of its neighbours: which token it carries, and what a missing one means.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use homing_domain::engine::{Bar, CycleEnd, HoldCause, Occasion, SyncState};
use homing_domain::policy::StopCause;
use homing_domain::ports::{
    AccessToken, AuthError, Clock as _, CredentialError, HttpError, LockError, MockAuth, OfflineCause,
    Queue as _, QueueError,
};
use mockall::Sequence;
use secrecy::SecretString;

use crate::scripted::{Reply, World};

fn token(text: &str) -> AccessToken {
    AccessToken::new(SecretString::from(text.to_owned()))
}

#[tokio::test]
async fn a_401_is_answered_by_one_fresh_token_and_the_same_tasks() {
    let (mut auth, mut order) = (MockAuth::new(), Sequence::new());
    auth.expect_access_token().times(1).in_sequence(&mut order).returning(|_| Ok(token("old")));
    auth.expect_renew()
        .withf(|_, refused| refused.same_as(&token("old")))
        .times(1)
        .in_sequence(&mut order)
        .returning(|_, _| Ok(token("new")));
    let world = World::with(auth, usize::MAX);
    world.enqueue("a", "1").await;
    world.server().script.push_back(Reply::Status(401, None));
    assert_eq!(world.cycle().await.sent, 1);
    assert_eq!(world.server().requests, [["1"], ["1"]]);
}

#[tokio::test]
async fn a_second_401_waits_for_a_sign_in_and_keeps_every_task_as_it_was() {
    let mut auth = MockAuth::new();
    auth.expect_access_token().returning(|_| Ok(token("old")));
    auth.expect_renew().times(1).returning(|_, _| Ok(token("new")));
    let world = World::with(auth, usize::MAX);
    world.enqueue("a", "1").await;
    world.server().script.extend([Reply::Status(401, None), Reply::Status(401, None)]);
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention, report.end), (0, 0, CycleEnd::SignInNeeded));
    assert_eq!(world.left().await, (1, 0));
}

async fn end_without_token(error: impl Fn() -> AuthError + Send + 'static) -> CycleEnd {
    let mut auth = MockAuth::new();
    auth.expect_access_token().returning(move |_| Err(error()));
    let world = World::with(auth, usize::MAX);
    world.enqueue("a", "1").await;
    let end = world.cycle().await.end;
    assert_eq!(world.left().await, (1, 0));
    assert!(world.server().requests.is_empty(), "nothing leaves without a token");
    end
}

#[tokio::test]
async fn trouble_at_the_sign_in_server_is_never_a_sign_out() {
    let offline = || HttpError::NotSent { cause: OfflineCause::Dns, source: "scripted".into() };
    let end = end_without_token(move || AuthError::Unreachable(offline())).await;
    assert!(matches!(end, CycleEnd::Offline { cause: OfflineCause::Dns, .. }), "{end:?}");
    let end = end_without_token(|| AuthError::Unreachable(HttpError::AnswerLost("scripted".into()))).await;
    assert!(matches!(end, CycleEnd::Offline { .. }), "{end:?}");
    let end = end_without_token(|| AuthError::Unavailable { status: 503, retry_after: None }).await;
    assert!(matches!(end, CycleEnd::ServerTrouble { .. }), "{end:?}");
    let end = end_without_token(|| AuthError::Paused { wait: Duration::from_secs(30) }).await;
    assert!(matches!(end, CycleEnd::ServerTrouble { .. }), "{end:?}");
    assert_eq!(end_without_token(|| AuthError::SignInNeeded).await, CycleEnd::SignInNeeded);
}

#[tokio::test]
async fn a_store_that_cannot_be_read_ends_the_cycle_and_gives_the_tasks_back() {
    let mut auth = MockAuth::new();
    let mut first = true;
    auth.expect_access_token().returning(move |_| {
        if std::mem::take(&mut first) {
            Err(AuthError::Credentials(CredentialError::TimedOut))
        } else {
            Ok(token("t"))
        }
    });
    let world = World::with(auth, usize::MAX);
    world.enqueue("a", "1").await;
    let permit = crate::scripted::lock().try_permit().unwrap();
    let active = homing_domain::account::Active::Account { account: world.account.clone(), signed_in: true };
    assert!(world.engine.cycle(&permit, &active, Occasion::Due).await.is_err());
    let report = world.cycle().await;
    assert_eq!((report.sent, report.end), (1, CycleEnd::Idle));
}

/// A store that lets somebody in only while it is open; how it fails else.
fn store(open: &Arc<AtomicBool>, fails: fn() -> AuthError) -> MockAuth {
    let (mut auth, open) = (MockAuth::new(), Arc::clone(open));
    auth.expect_access_token()
        .returning(move |_| if open.load(Ordering::Relaxed) { Ok(token("t")) } else { Err(fails()) });
    auth
}

async fn state(world: &World) -> (SyncState, Option<i64>) {
    let (collection, id) = SyncState::place();
    let record = world.store.get(world.account.id, &collection, &id).await.unwrap();
    (
        SyncState::load(world.store.as_ref(), world.account.id).await.unwrap(),
        record.map(|record| record.revision),
    )
}

async fn barred(world: &World, bar: Bar) {
    SyncState::barred(world.store.as_ref(), world.account.id, world.clock.now(), bar).await.unwrap();
}

async fn fails(world: &World) {
    let permit = crate::scripted::lock().try_permit().unwrap();
    let active = homing_domain::account::Active::Account { account: world.account.clone(), signed_in: true };
    assert!(world.engine.cycle(&permit, &active, Occasion::ByHand).await.is_err());
}

#[tokio::test]
async fn what_bars_the_way_on_this_machine_is_remembered_until_there_is_a_token() {
    let locked = || AuthError::Credentials(CredentialError::Locked("nobody opened it".into()));
    let open = Arc::new(AtomicBool::new(false));
    let world = World::with(store(&open, locked), usize::MAX);
    world.enqueue("a", "1").await;
    fails(&world).await;
    let (first, _) = state(&world).await;
    assert_eq!((first.bar, first.sign_in_needed, first.hold), (Some(Bar::KeychainLocked), false, None));
    assert_eq!(first.sending, None);

    open.store(true, Ordering::Relaxed);
    world.server().script.push_back(Reply::Status(403, None));
    assert!(matches!(world.cycle().await.end, CycleEnd::Stopped { .. }));
    assert_eq!(state(&world).await.0.bar, None, "there was a token, whatever the server says to it");
}

/// What bars the way once a cycle met a locked keychain, and then that one error, and what the second one holds.
async fn bar_after(error: fn() -> AuthError) -> (Option<Bar>, Option<HoldCause>) {
    let open = Arc::new(AtomicBool::new(false));
    let (mut auth, known) = (MockAuth::new(), Arc::clone(&open));
    auth.expect_access_token().returning(move |_| match known.load(Ordering::Relaxed) {
        true => Err(error()),
        false => Err(AuthError::Credentials(CredentialError::Locked("closed".into()))),
    });
    let world = World::with(auth, usize::MAX);
    world.enqueue("a", "1").await;
    fails(&world).await;
    assert_eq!(state(&world).await.0.bar, Some(Bar::KeychainLocked));
    open.store(true, Ordering::Relaxed);
    drop(world.try_to_run(Occasion::ByHand).await);
    let (state, _) = state(&world).await;
    (state.bar, state.hold.map(|hold| hold.cause))
}

#[tokio::test]
async fn trouble_of_network_or_sign_in_server_shows_that_nothing_on_this_machine_bars_the_way_any_more() {
    let offline = bar_after(|| {
        AuthError::Unreachable(HttpError::NotSent { cause: OfflineCause::Dns, source: "scripted".into() })
    });
    assert_eq!(offline.await, (None, Some(HoldCause::Offline(OfflineCause::Dns))));
    let lost = bar_after(|| AuthError::Unreachable(HttpError::AnswerLost("scripted".into())));
    assert_eq!(lost.await, (None, Some(HoldCause::Offline(OfflineCause::Connect))));
    let unavailable = bar_after(|| AuthError::Unavailable { status: 503, retry_after: None });
    assert_eq!(unavailable.await, (None, Some(HoldCause::ServerTrouble)));
    let paused = bar_after(|| AuthError::Paused { wait: Duration::from_secs(30) });
    assert_eq!(paused.await, (None, Some(HoldCause::ServerTrouble)));
}

#[tokio::test]
async fn what_may_be_said_without_a_look_at_the_stored_sign_in_opens_no_way() {
    let locked = (Some(Bar::KeychainLocked), None);
    assert_eq!(bar_after(|| AuthError::NotActive).await, locked);
    assert_eq!(bar_after(|| AuthError::SignInNeeded).await, locked);
    assert_eq!(bar_after(|| AuthError::Accounts(QueueError::Busy("locked".into()))).await, locked);
    let lock = || AuthError::Lock(LockError("no folder".into()));
    assert_eq!(bar_after(lock).await, (Some(Bar::SignInLock), None), "that is another bar");
}

#[tokio::test]
async fn a_token_counts_although_the_next_one_cannot_be_asked_for() {
    let mut auth = MockAuth::new();
    auth.expect_access_token().returning(|_| Ok(token("old")));
    auth.expect_renew().returning(|_, _| Err(AuthError::Accounts(QueueError::Busy("locked".into()))));
    let world = World::with(auth, usize::MAX);
    world.enqueue("a", "1").await;
    barred(&world, Bar::KeychainLocked).await;
    world.server().script.push_back(Reply::Status(401, None));
    fails(&world).await;
    assert_eq!(state(&world).await.0.bar, None);
}

#[tokio::test]
async fn a_cycle_that_runs_has_its_lock_though_nothing_is_due_or_the_queue_is_held() {
    let world = World::new();
    barred(&world, Bar::SyncLock).await;
    assert_eq!(world.cycle().await.end, CycleEnd::Idle);
    assert_eq!(state(&world).await.0.bar, None);

    world.enqueue("a", "1").await;
    world.server().script.push_back(Reply::NotSent(OfflineCause::Dns));
    world.cycle().await;
    for (bar, left) in [(Bar::SyncLock, None), (Bar::SignInLock, Some(Bar::SignInLock))] {
        barred(&world, bar).await;
        assert!(matches!(world.cycle().await.end, CycleEnd::Offline { .. }));
        assert_eq!((state(&world).await.0.bar, world.server().requests.len()), (left, 1));
    }
}

#[tokio::test]
async fn a_cycle_that_finds_nothing_to_send_neither_bars_nor_opens_the_way() {
    let open = Arc::new(AtomicBool::new(false));
    let world = World::with(store(&open, || AuthError::Credentials(CredentialError::TimedOut)), usize::MAX);
    world.cycle().await;
    assert_eq!(state(&world).await, (SyncState::default(), None), "nobody was asked and nothing is written");
    barred(&world, Bar::SignInLock).await;
    let before = state(&world).await;
    barred(&world, Bar::SignInLock).await;
    world.cycle().await;
    assert_eq!(state(&world).await, before, "only a change is written");
    SyncState::signed_in(world.store.as_ref(), world.account.id, world.clock.now()).await.unwrap();
    assert_eq!(state(&world).await.0.bar, None);
}

#[tokio::test]
async fn accounts_that_are_busy_say_nothing_of_the_stored_sign_in() {
    let open = Arc::new(AtomicBool::new(false));
    let busy = || AuthError::Accounts(QueueError::Busy("locked".into()));
    let world = World::with(store(&open, busy), usize::MAX);
    world.enqueue("a", "1").await;
    fails(&world).await;
    assert_eq!(state(&world).await.0.bar, None);
}

#[tokio::test]
async fn an_account_that_may_not_sync_stops_the_queue() {
    let world = World::new();
    world.enqueue("a", "1").await;
    world.server().script.push_back(Reply::Status(403, None));
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Stopped { cause: StopCause::Forbidden, .. }), "{end:?}");
    assert_eq!(world.left().await, (1, 0));
}
