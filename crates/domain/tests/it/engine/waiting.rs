//! Waits of the whole queue and of single tasks: the breaker, the retry budget, clocks that are set.

use std::time::Duration;

use homing_domain::engine::{CycleEnd, Occasion, SyncState};
use homing_domain::ports::{Clock as _, OfflineCause, Queue as _};

use crate::scripted::{Reply, World};

#[tokio::test]
async fn while_the_breaker_is_open_one_request_asks_whether_the_server_is_back() {
    let world = World::side_by_side(4);
    world.enqueue_many(400).await;
    world.server().script.push_back(Reply::Status(502, None));
    let end = world.cycle().await.end;
    world.wait_for(end);
    world.server().script.push_back(Reply::Status(502, None));
    assert_eq!(world.cycle().await.requests, 1);
    assert_eq!(world.server().requests.len(), 2);
}

#[tokio::test]
async fn a_server_that_fails_every_other_time_is_asked_less_and_less() {
    let world = World::new();
    let mut waits = Vec::new();
    for n in 0..12 {
        world.enqueue(&format!("lane-{n}"), &format!("t{n}")).await;
        world.server().script.push_back(Reply::Status(502, None));
        world.cycle_by_hand().await;
        let state = SyncState::load(world.store.as_ref(), world.account.id).await.unwrap();
        waits.push(state.retry_budget.is_spent());
        assert_eq!(world.cycle_by_hand().await.end, CycleEnd::Idle);
    }
    assert!(!waits[0] && waits[11], "{waits:?}");
    assert!(waits.is_sorted(), "{waits:?}");
}

#[tokio::test]
async fn being_offline_costs_the_budget_nothing() {
    let world = World::new();
    world.enqueue("a", "1").await;
    for _ in 0..20 {
        world.server().script.push_back(Reply::NotSent(OfflineCause::Connect));
        world.cycle_by_hand().await;
    }
    let state = SyncState::load(world.store.as_ref(), world.account.id).await.unwrap();
    assert!(!state.retry_budget.is_spent(), "no request reached the server");
}

#[tokio::test]
async fn a_change_of_the_network_ends_waits_of_our_own_and_none_that_the_server_asked_for() {
    let world = World::new();
    world.enqueue_many(2).await;
    world.server().script.push_back(Reply::WorkAndLose);
    world.cycle().await;
    assert_eq!(world.cycle().await.requests, 0);
    assert_eq!(world.run(Occasion::Changed).await.sent, 2);

    world.enqueue("a", "2").await;
    world.server().script.push_back(Reply::Status(503, Some(60)));
    world.cycle().await;
    assert_eq!(world.run(Occasion::Changed).await.requests, 0);
}

#[tokio::test]
async fn a_clock_that_was_set_back_parks_no_task_beyond_the_longest_wait() {
    let world = World::new();
    world.enqueue("a", "1").await;
    assert_eq!(world.cycle().await.sent, 1);
    world.clock.set_now(world.clock.now().saturating_add(Duration::from_secs(86_400 * 300)));
    world.enqueue("b", "2").await;
    world.server().words.insert("2".to_owned(), "retry");
    world.enqueue("c", "3").await;
    assert_eq!(world.cycle().await.sent, 1);
    world.server().words.clear();
    // Set right again: the task waits for an instant that is most of a year away.
    world.clock.set_now(homing_domain::testing::ManualClock::default().now());
    world.cycle().await;
    let due = world.store.next_due(world.account.id).await.unwrap().unwrap();
    assert!(due.since(world.clock.now()) <= Duration::from_secs(900), "{due}");
    world.clock.advance(Duration::from_secs(900));
    assert_eq!(world.cycle().await.sent, 1);
}

#[tokio::test]
async fn a_clock_that_was_set_back_by_hours_while_nobody_looked_parks_no_task_for_hours() {
    let world = World::new();
    world.enqueue("a", "1").await;
    world.server().script.push_back(Reply::Status(418, None));
    world.cycle().await;
    let hours = Duration::from_secs(5 * 3_600);
    let back = world.clock.now().as_millis() - i64::try_from(hours.as_millis()).unwrap();
    world.clock.set_now(homing_domain::Timestamp::from_millis(back).unwrap());
    world.cycle().await;
    world.clock.advance(Duration::from_secs(900));
    assert_eq!(world.cycle().await.sent, 1);
}

#[tokio::test]
async fn a_clock_that_was_set_forward_makes_due_what_waited_and_nothing_is_lost() {
    let world = World::new();
    world.enqueue("a", "1").await;
    world.server().script.push_back(Reply::Status(503, Some(3_600)));
    world.cycle().await;
    world.clock.set_now(world.clock.now().saturating_add(Duration::from_secs(86_400 * 365)));
    assert_eq!(world.cycle().await.sent, 1);
}
