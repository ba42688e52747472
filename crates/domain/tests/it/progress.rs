//! What a cycle writes down on its way, for whoever watches from another process.

use std::time::Duration;

use homing_domain::engine::{Sending, SyncState};
use homing_domain::ports::Clock;
use homing_domain::testing::ManualClock;

use crate::scripted::{Reply, World};

async fn state(world: &World) -> SyncState {
    SyncState::load(world.store.as_ref(), world.account.id).await.unwrap()
}

#[tokio::test]
async fn an_exchange_is_remembered_as_soon_as_it_is_settled() {
    let world = World::new();
    world.enqueue_many(25).await;
    world.server().answer_takes = Some((world.clock.clone(), Duration::from_secs(5)));
    let start = world.clock.now();
    world.server().script.extend([Reply::Work, Reply::Status(503, None)]);
    world.cycle().await;
    let state = state(&world).await;
    assert_eq!(state.last_exchange, Some(start.saturating_add(Duration::from_secs(5))));
    assert!(state.hold.is_some());
}

#[tokio::test]
async fn a_dropped_cycle_leaves_how_far_it_came_until_its_claim_is_over() {
    let world = World::new();
    world.enqueue_many(25).await;
    world.server().script.extend([Reply::Work, Reply::Never]);
    // Dropped while it waits for the second answer, as if the process had died.
    let dropped = tokio::select! {
        biased;
        _ = world.cycle() => false,
        () = world.net.asked_in_vain() => true,
    };
    assert!(dropped);
    let (state, now) = (state(&world).await, world.clock.now());
    assert!(matches!(state.sending(now), Some(Sending { done: 10, total: 25, .. })), "{state:?}");
    assert_eq!(state.last_exchange, Some(now));
    world.clock.advance(Duration::from_secs(180));
    assert_eq!(state.sending(world.clock.now()), None);
    // A clock that was set back does not make it live longer.
    assert_eq!(state.sending(now.saturating_add(Duration::ZERO)).map(|sending| sending.done), Some(10));
    let long_ago = homing_domain::Timestamp::from_millis(0).unwrap();
    assert_eq!(state.sending(long_ago), None);
}

#[tokio::test]
async fn nothing_is_on_its_way_once_a_cycle_has_ended_however_it_ended() {
    for reply in [Reply::Work, Reply::Status(503, None), Reply::WorkAndLose] {
        let world = World::new();
        world.enqueue_many(3).await;
        world.server().script.push_back(reply);
        world.cycle().await;
        assert_eq!(state(&world).await.sending, None);
    }
}

#[tokio::test]
async fn the_servers_clock_is_read_from_answers_that_name_the_tasks_alone() {
    let world = World::new();
    let date = ManualClock::default().now().saturating_add(Duration::from_secs(3_600));
    world.server().date = Some(date);
    world.enqueue("a", "1").await;
    world.cycle().await;
    assert_eq!(state(&world).await.server_ahead_millis, Some(3_600_000));
    // A page of a captive portal says nothing of the server's clock.
    world.enqueue("a", "2").await;
    world.server().date = Some(ManualClock::default().now());
    world.server().script.push_back(Reply::Html);
    world.cycle().await;
    assert_eq!(state(&world).await.server_ahead_millis, Some(3_600_000));
}
