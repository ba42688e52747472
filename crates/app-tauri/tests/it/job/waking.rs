//! A wake and another network bring a try forward, spread over the clients that meet it at the same moment.

use homing_domain::ports::{MockSystemEvents, SystemEvent, SystemEventsError};

use super::server::Conduct;
use super::world::{World, settle};
use std::sync::Arc;

/// A job whose queue is held for as long as a first failure of this kind lasts, while the server works again.
async fn held(world: &World, conduct: Conduct) -> tokio::task::JoinHandle<()> {
    world.server.does(conduct);
    let job = world.starts().await;
    world.record().await;
    world.server.does(Conduct::Works);
    assert_eq!(world.server.requests().len(), 1);
    job
}

#[tokio::test(start_paused = true)]
async fn after_a_wake_what_this_client_held_goes_within_the_spread() {
    for (world, spread) in [(World::new().await, 0), (World::with_long_waits().await, 10)] {
        let _job = held(&world, Conduct::NotFound).await;
        assert_eq!(world.armed(), Some(900));
        world.tell(SystemEvent::Resumed).await;
        if spread > 0 {
            assert_eq!((world.armed(), world.server.applied()), (Some(spread), 0));
            world.pass(spread).await;
        }
        assert_eq!((world.server.requests().len(), world.server.applied()), (2, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_wake_what_is_due_waits_for_the_spread_too() {
    let world = World::with_long_waits().await;
    let _job = held(&world, Conduct::PutsOff(600)).await;
    // Asleep over the due time: the alarm rings at the wake, before the system says a word.
    world.pass(3_600).await;
    assert_eq!((world.armed(), world.server.applied()), (Some(10), 0));
    world.tell(SystemEvent::Resumed).await;
    assert_eq!(world.armed(), Some(10), "one wake is one spread");
    world.pass(10).await;
    assert_eq!((world.server.requests().len(), world.server.applied()), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn an_alarm_that_rings_a_little_late_is_no_wake() {
    let world = World::with_long_waits().await;
    let _job = held(&world, Conduct::PutsOff(600)).await;
    world.pass(602 + 30).await;
    assert_eq!(world.server.applied(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_the_server_asked_for_outlasts_a_wake_and_another_network() {
    let world = World::new().await;
    let _job = held(&world, Conduct::Asks(600)).await;
    for event in [SystemEvent::Resumed, SystemEvent::NetworkChanged] {
        world.tell(event).await;
        assert_eq!((world.armed(), world.server.requests().len()), (Some(601), 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_of_a_single_task_outlasts_a_wake_and_another_network() {
    let world = World::new().await;
    let _job = held(&world, Conduct::PutsOff(600)).await;
    for event in [SystemEvent::Resumed, SystemEvent::NetworkChanged] {
        world.tell(event).await;
        assert_eq!((world.armed(), world.server.requests().len()), (Some(601), 1));
    }
}

#[tokio::test(start_paused = true)]
async fn another_network_brings_a_try_forward() {
    let world = World::with_long_waits().await;
    let _job = held(&world, Conduct::NotFound).await;
    world.tell(SystemEvent::NetworkChanged).await;
    assert_eq!(world.armed(), Some(10));
    world.pass(10).await;
    assert_eq!((world.server.requests().len(), world.server.applied()), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_network_that_comes_and_goes_is_tried_once_a_minute_at_most() {
    let world = World::new().await;
    world.server.does(Conduct::NotFound);
    let _job = world.starts().await;
    world.record().await;
    for _ in 0..600 {
        world.tell(SystemEvent::NetworkChanged).await;
        world.pass(1).await;
    }
    // One by itself, one at the first hint, and one after each of ten minutes.
    assert_eq!(world.server.requests().len(), 1 + 1 + 10);
}

#[tokio::test(start_paused = true)]
async fn without_a_network_that_is_said_to_be_there_a_try_comes_in_its_time_all_the_same() {
    let world = World::new().await;
    let _job = held(&world, Conduct::Unreachable).await;
    world.pass(1).await;
    assert_eq!(world.server.applied(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_wake_during_a_cycle_counts_after_it() {
    let world = World::new().await;
    world.server.does(Conduct::Hangs);
    let _job = world.starts().await;
    world.record().await;
    world.server.hangs_now().await;
    world.tell(SystemEvent::Resumed).await;
    assert_eq!(world.server.requests().len(), 1, "one cycle at a time");
}

#[tokio::test(start_paused = true)]
async fn a_system_that_can_t_be_listened_to_hurts_nothing() {
    let world = World::new().await;
    let mut deaf = MockSystemEvents::new();
    deaf.expect_watch().times(1).returning(|| Err(SystemEventsError("nothing there".into())));
    tokio::spawn(world.job_hearing(Arc::clone(&world.nudges), Arc::new(deaf)).run());
    settle().await;
    world.record().await;
    assert_eq!(world.server.applied(), 1);
}

#[tokio::test(start_paused = true)]
async fn at_the_start_what_an_earlier_process_held_is_tried_within_the_spread() {
    let world = World::with_long_waits().await;
    let earlier = held(&world, Conduct::NotFound).await;
    earlier.abort();
    settle().await;
    let _job = world.starts().await;
    assert_eq!(world.armed(), Some(10));
    world.pass(10).await;
    assert_eq!(world.server.applied(), 1);
}
