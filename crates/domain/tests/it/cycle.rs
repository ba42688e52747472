//! A cycle on a good day: everything once, in order, each result recorded.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use homing_domain::account::{Account, Active};
use homing_domain::engine::{CycleEnd, Engine, Occasion, SyncState};
use homing_domain::ports::{AccessToken, Auth, AuthError, Clock, Event, MockAuth, Queue};
use homing_domain::testing::ManualClock;
use homing_storage::MemoryStore;
use secrecy::SecretString;

use crate::scripted::{Reply, World, any_token, lock};

#[tokio::test]
async fn everything_that_waits_is_applied_once_and_nothing_is_left() {
    let world = World::new();
    world.enqueue_many(25).await;
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention, report.end), (25, 0, CycleEnd::Idle));
    assert_eq!(world.server().applied.len(), 25);
    assert_eq!(world.left().await, (0, 0));
    assert_eq!(world.cycle().await.requests, 0);
}

#[tokio::test]
async fn a_lane_arrives_in_the_order_in_which_it_was_recorded() {
    let world = World::new();
    for n in 0..30 {
        world.enqueue(["a", "b"][n % 2], &n.to_string()).await;
    }
    world.cycle().await;
    let applied: Vec<usize> = world.server().applied.iter().map(|body| body.parse().unwrap()).collect();
    for lane in 0..2 {
        let of_lane: Vec<_> = applied.iter().filter(|n| *n % 2 == lane).collect();
        assert!(of_lane.is_sorted(), "{of_lane:?}");
        assert_eq!(of_lane.len(), 15);
    }
}

#[tokio::test]
async fn clean_batches_grow_to_ten_fifty_and_a_hundred() {
    let world = World::new();
    world.enqueue_many(300).await;
    world.cycle().await;
    let sizes: Vec<usize> = world.server().requests.iter().map(Vec::len).collect();
    assert_eq!(sizes, [10, 50, 100, 100, 40]);
}

#[tokio::test]
async fn a_result_is_told_to_watchers_only_once_it_is_recorded() {
    let world = World::new();
    world.enqueue("a", "1").await;
    world.cycle().await;
    let seen = world.seen.0.lock().unwrap();
    let account = world.account.id;
    let settled = Event::BatchSettled { sent: 1, attention: 0, waiting: 0 };
    assert_eq!(*seen, [Event::CycleStarted { account, waiting: 1 }, Event::BatchLeft { tasks: 1 }, settled]);
}

#[tokio::test]
async fn the_last_exchange_is_remembered_and_an_idle_cycle_writes_nothing() {
    let world = World::new();
    world.cycle().await;
    let state = SyncState::load(world.store.as_ref(), world.account.id).await.unwrap();
    assert_eq!(state, SyncState::default());
    world.enqueue("a", "1").await;
    world.cycle().await;
    let state = SyncState::load(world.store.as_ref(), world.account.id).await.unwrap();
    assert_eq!(state.last_exchange, Some(world.clock.now()));
}

/// A sign-in that is no longer good, while its owner signs in anew at the next desk.
struct SignsInMeanwhile(Arc<MemoryStore>);

#[async_trait]
impl Auth for SignsInMeanwhile {
    async fn access_token(&self, account: &Account) -> Result<AccessToken, AuthError> {
        SyncState::signed_in(self.0.as_ref(), account.id, ManualClock::default().now()).await.unwrap();
        Err(AuthError::SignInNeeded)
    }

    async fn renew(&self, _: &Account, _: &AccessToken) -> Result<AccessToken, AuthError> {
        Err(AuthError::SignInNeeded)
    }
}

#[tokio::test]
async fn a_cycle_that_lost_its_sign_in_does_not_overwrite_the_one_that_came_meanwhile() {
    // Whether or not the sign-in finds anything to mend.
    for troubled in [false, true] {
        let before = World::new();
        before.enqueue("a", "1").await;
        if troubled {
            before.server().script.push_back(Reply::WorkAndLose);
            assert!(matches!(before.cycle().await.end, CycleEnd::ServerTrouble { .. }));
        }
        let store = Arc::clone(&before.store);
        let world = World::over(Arc::clone(&store), SignsInMeanwhile(store), usize::MAX);
        assert_eq!(world.cycle_by_hand().await.end, CycleEnd::SignInNeeded);
        let state = SyncState::load(world.store.as_ref(), world.account.id).await.unwrap();
        assert!(!state.sign_in_needed, "the sign-in is newer than what the cycle met");
    }
}

#[tokio::test]
async fn a_switch_in_the_middle_ends_the_cycle_after_the_batch_and_says_nothing_of_the_sign_in() {
    let mut auth = MockAuth::new();
    let mut first = true;
    auth.expect_access_token().returning(move |_| {
        if std::mem::take(&mut first) {
            Ok(AccessToken::new(SecretString::from("good")))
        } else {
            Err(AuthError::NotActive)
        }
    });
    let world = World::with(auth, usize::MAX);
    world.enqueue_many(25).await;
    let report = world.cycle().await;
    assert_eq!((report.sent, report.end), (10, CycleEnd::NotActive));
    assert_eq!(world.server().requests.len(), 1);
    assert_eq!(world.left().await, (15, 0));
    let state = SyncState::load(world.store.as_ref(), world.account.id).await.unwrap();
    assert_eq!((state.sign_in_needed, state.hold, state.failures), (false, None, 0));
}

#[tokio::test]
async fn what_was_applied_before_the_answer_was_lost_is_sent_again_under_its_key_and_takes_effect_once() {
    let world = World::new();
    world.enqueue_many(3).await;
    world.server().script.push_back(Reply::WorkAndLose);
    let report = world.cycle().await;
    assert!(matches!(report.end, CycleEnd::ServerTrouble { .. }));
    assert_eq!(world.server().applied.len(), 3);
    let report = world.cycle_by_hand().await;
    assert_eq!((report.sent, report.end), (3, CycleEnd::Idle));
    assert_eq!(world.server().applied.len(), 3, "the same keys were duplicates");
}

#[tokio::test]
async fn a_request_to_stop_lets_the_batch_on_the_wire_finish_and_claims_no_more() {
    let world = World::with(any_token(), 1);
    world.enqueue_many(25).await;
    let report = world.cycle().await;
    assert_eq!((report.sent, report.requests, report.end), (10, 1, CycleEnd::StopRequested));
    assert_eq!(world.left().await, (15, 0));
}

#[tokio::test]
async fn the_work_of_someone_who_never_signed_in_is_not_sent() {
    let world = World::new();
    world.enqueue("a", "1").await;
    let permit = lock().try_permit().unwrap();
    let cycle = |active| {
        let (engine, permit): (&Engine, _) = (&world.engine, &permit);
        async move { engine.cycle(permit, &active, Occasion::ByHand).await.unwrap().end }
    };
    assert_eq!(cycle(Active::Local).await, CycleEnd::LocalOnly);
    let signed_out = Active::Account { account: world.account.clone(), signed_in: false };
    assert_eq!(cycle(signed_out).await, CycleEnd::SignInNeeded);
    assert!(world.server().requests.is_empty());
    assert_eq!(world.left().await, (1, 0));
}

#[tokio::test]
async fn a_server_that_puts_everything_off_is_asked_once_a_cycle() {
    let world = World::new();
    world.enqueue_many(25).await;
    for n in 0..25 {
        world.server().words.insert(format!("t{n}"), "retry");
    }
    // Each answer takes so long that what came before it is due again by then.
    world.server().answer_takes = Some((world.clock.clone(), Duration::from_secs(3_600)));
    let report = world.cycle().await;
    assert_eq!((report.requests, report.sent, report.end), (2, 0, CycleEnd::Idle));
    assert_eq!(world.left().await, (25, 0));
    world.server().words.clear();
    assert_eq!(world.cycle_by_hand().await.sent, 25);
}

#[tokio::test]
async fn a_hold_that_no_wait_could_have_made_comes_from_a_clock_that_ran_ahead_and_holds_nothing() {
    let world = World::new();
    world.clock.set_now(world.clock.now().saturating_add(Duration::from_secs(400 * 86_400)));
    world.enqueue("a", "1").await;
    world.server().script.push_back(Reply::Status(503, Some(60)));
    assert!(matches!(world.cycle().await.end, CycleEnd::Throttled { .. }));
    world.clock.set_now(ManualClock::default().now());
    assert_eq!(world.cycle_by_hand().await.sent, 1);
}

#[tokio::test]
async fn a_claim_that_a_dead_process_left_behind_comes_back_at_once() {
    let world = World::new();
    world.enqueue("a", "1").await;
    let claim = homing_domain::ports::Claim {
        account: world.account.id,
        owner: homing_domain::names::Owner::new(uuid::Uuid::from_u128(1)),
        lease: std::time::Duration::from_secs(3_600),
        max_tasks: 10,
        max_bytes: 1_000,
    };
    assert_eq!(world.store.get_retry_tasks(world.clock.now(), claim).await.unwrap().len(), 1);
    assert_eq!(world.cycle().await.sent, 1);
}
