//! What was sent stays in the history for a week, by a clock that can be believed.

use std::time::Duration;

use homing_domain::ports::{Clock as _, Queue as _};

use crate::scripted::World;

const DAY: Duration = Duration::from_secs(86_400);

/// Sends one task, with a server whose clock is `ahead_days` ahead of this machine's.
async fn send(world: &World, name: &str, ahead_days: i64) {
    let now = world.clock.now().as_millis() + ahead_days * 86_400_000;
    world.server().date = Some(homing_domain::Timestamp::from_millis(now).unwrap());
    world.enqueue(name, name).await;
    assert_eq!(world.cycle().await.sent, 1);
}

async fn history(world: &World) -> u64 {
    world.store.counts(world.account.id).await.unwrap().sent
}

#[tokio::test]
async fn history_goes_after_seven_days_with_the_next_cycle_that_sends() {
    let world = World::new();
    send(&world, "a", 0).await;
    world.clock.advance(DAY * 6);
    send(&world, "b", 0).await;
    assert_eq!(history(&world).await, 2);
    world.clock.advance(DAY);
    send(&world, "c", 0).await;
    assert_eq!(history(&world).await, 2, "the first is a week old");
}

#[tokio::test]
async fn a_clock_that_jumped_ahead_purges_nothing() {
    let world = World::new();
    send(&world, "a", 0).await;
    let right = world.clock.now();
    world.clock.set_now(right.saturating_add(DAY * 400));
    send(&world, "b", -400).await;
    assert_eq!(history(&world).await, 2, "the server's clock says that no week has passed");
    world.clock.set_now(right.saturating_add(DAY));
    send(&world, "c", 0).await;
    assert_eq!(history(&world).await, 3);
}

#[tokio::test]
async fn a_cycle_that_asks_no_server_takes_no_clocks_word() {
    let world = World::new();
    send(&world, "a", 0).await;
    world.clock.advance(DAY * 7);
    send(&world, "b", 0).await;
    assert_eq!(history(&world).await, 1);
    world.clock.set_now(world.clock.now().saturating_add(DAY * 8));
    world.cycle_by_hand().await;
    assert_eq!(history(&world).await, 1, "nobody has said yet that the clock jumped");
}

#[tokio::test]
async fn a_row_that_was_stamped_while_the_clock_was_behind_is_not_purged_early() {
    let world = World::new();
    send(&world, "a", 0).await;
    let right = world.clock.now().saturating_add(DAY * 30);
    // The battery of the clock is empty: it stands a month back, and is set right an hour later.
    send(&world, "b", 30).await;
    world.clock.set_now(right);
    send(&world, "c", 0).await;
    assert_eq!(history(&world).await, 3);
}

#[tokio::test]
async fn a_large_history_goes_in_slices() {
    let world = World::new();
    world.server().date = Some(world.clock.now());
    world.enqueue_many(1_000).await;
    world.cycle().await;
    world.clock.advance(DAY * 8);
    send(&world, "later", 0).await;
    assert_eq!(history(&world).await, 1);
}
