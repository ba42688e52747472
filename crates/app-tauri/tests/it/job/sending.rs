//! What is recorded goes by itself: at once, when a wait is over, or when whatever was in the way is gone.

use homing_domain::ports::{Accounts as _, LockName, ProcessLock as _};

use super::server::Conduct;
use super::world::{Parts, World, anna, settle};

#[tokio::test(start_paused = true)]
async fn what_is_recorded_goes_at_once_and_nobody_asks() {
    let world = World::new().await;
    let _job = world.starts().await;
    world.record().await;
    assert_eq!(world.server.applied(), 1);
    world.record().await;
    assert_eq!((world.server.applied(), world.counts().await.waiting), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn what_waited_before_the_start_goes_at_the_start() {
    let world = World::new().await;
    world.record().await;
    let _job = world.starts().await;
    assert_eq!(world.server.applied(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_a_dead_process_had_claimed_comes_back_at_the_start() {
    let world = World::new().await;
    world.record().await;
    world.server.does(Conduct::Hangs);
    let dies = world.starts().await;
    world.server.hangs_now().await;
    dies.abort();
    settle().await;
    world.server.does(Conduct::Works);
    let _job = world.starts().await;
    // Its outcome is unknown, so it waits for its own next try.
    world.pass(2).await;
    assert_eq!((world.server.applied(), world.counts().await.waiting), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn nothing_goes_before_somebody_signs_in_and_all_of_it_once_they_do() {
    let world = World::where_nobody_is_signed_in(Parts::default());
    let _job = world.starts().await;
    world.record().await;
    world.pass(3_600).await;
    assert!(world.server.requests().is_empty());
    assert_eq!(world.armed(), None, "only a sign-in changes anything, and that is told");
    world.store.sign_in(&anna()).await.unwrap();
    settle().await;
    assert_eq!(world.server.applied(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_away_is_tried_when_its_wait_is_over_and_not_before() {
    let world = World::with_long_waits().await;
    world.server.does(Conduct::Unreachable);
    let _job = world.starts().await;
    world.record().await;
    // The steps of backoff at their longest.
    for wait in [2, 4, 8, 16, 32] {
        let tries = world.server.requests().len();
        assert_eq!(world.armed(), Some(wait));
        world.pass(wait - 1).await;
        assert_eq!(world.server.requests().len(), tries);
        world.pass(1).await;
        assert_eq!(world.server.requests().len(), tries + 1);
    }
    world.server.does(Conduct::Works);
    world.pass(64).await;
    assert_eq!((world.server.applied(), world.armed()), (1, None));
}

#[tokio::test(start_paused = true)]
async fn what_is_recorded_in_a_wait_goes_when_the_wait_is_over() {
    let world = World::with_long_waits().await;
    world.server.does(Conduct::Asks(600));
    let _job = world.starts().await;
    world.record().await;
    world.server.does(Conduct::Works);
    world.record().await;
    assert_eq!(world.server.requests().len(), 1);
    world.pass(661).await;
    assert_eq!((world.server.requests().len(), world.server.applied()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_task_that_the_server_puts_off_has_a_wake_up_of_its_own() {
    let world = World::new().await;
    world.server.does(Conduct::PutsOff(300));
    let _job = world.starts().await;
    world.record().await;
    assert_eq!(world.armed(), Some(301));
    world.server.does(Conduct::Works);
    world.pass(301).await;
    assert_eq!(world.server.applied(), 1);
}

#[tokio::test(start_paused = true)]
async fn while_another_process_syncs_the_job_waits_for_its_word() {
    let world = World::new().await;
    let elsewhere = world.locks.try_acquire(LockName::Sync).unwrap();
    let _job = world.starts().await;
    world.record().await;
    assert_eq!((world.armed(), world.server.requests().len()), (Some(5), 0));
    // It has done something: it may have ended.
    drop(elsewhere);
    world.nudges.nudge();
    settle().await;
    assert_eq!(world.server.applied(), 1);
}

#[tokio::test(start_paused = true)]
async fn another_process_that_ends_without_a_word_is_noticed_within_five_seconds() {
    let world = World::new().await;
    let elsewhere = world.locks.try_acquire(LockName::Sync).unwrap();
    let _job = world.starts().await;
    world.record().await;
    for _ in 0..3 {
        world.pass(5).await;
        assert_eq!(world.armed(), Some(5), "it looks again and again, and never spins");
    }
    drop(elsewhere);
    world.pass(5).await;
    assert_eq!(world.server.applied(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_sync_by_hand_beside_the_job_shares_its_lock() {
    let world = World::new().await;
    world.server.does(Conduct::Unreachable);
    let _job = world.starts().await;
    world.record().await;
    world.server.does(Conduct::Works);
    let report = world.sync.sync_queue_now().await.unwrap();
    assert_eq!(report.sent, 1);
    settle().await;
    assert_eq!((world.server.requests().len(), world.armed()), (2, None));
}
