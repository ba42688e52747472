//! A wall clock that is set, back or forward, while the job sleeps or while nobody runs, parks nothing.

use homing_domain::Timestamp;
use homing_domain::ports::{Clock as _, SystemEvent};

use super::server::Conduct;
use super::world::World;

const YEAR: i64 = 365 * 86_400;

fn set(world: &World, by_seconds: i64) {
    let millis = world.clock.now().as_millis() + by_seconds * 1_000;
    world.clock.set_now(Timestamp::from_millis(millis).unwrap());
}

#[tokio::test(start_paused = true)]
async fn what_a_task_waited_for_is_over_when_the_clock_is_set_back() {
    for back in [60, 3_600, 86_400, YEAR] {
        let world = World::new().await;
        world.server.does(Conduct::PutsOff(600));
        let _job = world.starts().await;
        world.record().await;
        world.server.does(Conduct::Works);
        set(&world, -back);
        world.tell(SystemEvent::ClockSet).await;
        assert_eq!(world.server.applied(), 1, "set back by {back} s");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_queue_waited_for_is_over_within_its_longest_wait() {
    for back in [60, 3_600, 86_400, YEAR] {
        let world = World::with_long_waits().await;
        world.server.does(Conduct::NotFound);
        let _job = world.starts().await;
        world.record().await;
        world.server.does(Conduct::Works);
        set(&world, -back);
        world.tell(SystemEvent::ClockSet).await;
        world.pass(900).await;
        world.pass(60).await;
        assert_eq!(world.server.applied(), 1, "set back by {back} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_was_set_back_without_a_word_is_noticed_when_the_alarm_rings() {
    let world = World::new().await;
    world.server.does(Conduct::PutsOff(600));
    let _job = world.starts().await;
    world.record().await;
    world.server.does(Conduct::Works);
    set(&world, -YEAR);
    world.pass(601).await;
    assert_eq!(world.server.applied(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_forward_brings_forward_what_waits_for_it() {
    for told in [true, false] {
        let world = World::new().await;
        world.server.does(Conduct::PutsOff(600));
        let _job = world.starts().await;
        world.record().await;
        world.server.does(Conduct::Works);
        set(&world, YEAR);
        if told {
            world.tell(SystemEvent::ClockSet).await;
        } else {
            // Who is not told waits for as long as was meant.
            assert_eq!(world.server.applied(), 0);
            world.pass(601).await;
        }
        assert_eq!(world.server.applied(), 1, "told: {told}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_time_that_was_stored_by_a_clock_that_ran_years_ahead_is_not_believed_at_the_next_start() {
    let world = World::new().await;
    set(&world, YEAR);
    world.record().await;
    set(&world, -YEAR);
    let _job = world.starts().await;
    assert_eq!((world.server.applied(), world.armed()), (1, None));
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_a_time_daemon_nudges_changes_nothing() {
    let world = World::new().await;
    world.server.does(Conduct::PutsOff(600));
    let _job = world.starts().await;
    world.record().await;
    set(&world, -1);
    world.tell(SystemEvent::ClockSet).await;
    assert_eq!((world.server.requests().len(), world.armed()), (1, Some(602)));
}
