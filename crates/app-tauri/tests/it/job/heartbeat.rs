//! While a timer runs the job leaves a sign of life a minute; while none does it sleeps without an end.

use std::sync::Arc;

use homing_app::Beat;
use homing_domain::Timestamp;
use homing_domain::names::{Collection, RecordId};
use homing_domain::ports::{Clock as _, LockName, ProcessLock as _, Queue as _, SystemEvent};
use homing_domain::testing::{ManualClock, ManualMachine};
use homing_domain::time::{Command, Draft, Heartbeat, When};
use tokio::task::JoinHandle;

use super::server::Conduct;
use super::world::{World, anna, settle};

async fn resident(world: &World) -> JoinHandle<()> {
    let heartbeat = Heartbeat {
        queue: Arc::new(world.store.clone()),
        accounts: Arc::new(world.store.clone()),
        clock: Arc::new(world.clock.clone()),
        machine: Arc::new(ManualMachine::new(world.clock.clone())),
    };
    let job = tokio::spawn(world.job().with_beat(Arc::new(heartbeat) as Arc<dyn Beat>).run());
    settle().await;
    job
}

async fn does(world: &World, command: Command) {
    world.sync.enqueue_time_entry(&command).await.unwrap();
    settle().await;
}

fn start() -> Command {
    Command::Start { draft: Draft::default(), when: When::Now }
}

/// When the newest sign of life was left, in seconds of the test's clock.
async fn last_sign(world: &World) -> Option<u64> {
    let heartbeat = world.store.get(anna().id, &Collection::of("heartbeat"), &RecordId::of("current")).await;
    let body: serde_json::Value = heartbeat.unwrap()?.body.json().unwrap();
    let at: Timestamp = body["at"].as_str().unwrap().parse().unwrap();
    Some(at.since(ManualClock::default().now()).as_secs())
}

#[tokio::test(start_paused = true)]
async fn a_running_timer_has_a_heartbeat_a_minute_and_a_stopped_one_has_none() {
    let world = World::new().await;
    let _job = resident(&world).await;
    assert!(world.alarm.asked().is_empty(), "while nothing runs nothing beats");
    does(&world, start()).await;
    for minute in 1..=3 {
        assert_eq!(world.armed(), Some(60));
        world.pass(60).await;
        assert_eq!(last_sign(&world).await, Some(minute * 60));
    }
    does(&world, Command::Stop(When::Now)).await;
    assert_eq!((world.armed(), world.counts().await.waiting), (None, 0));
}

#[tokio::test(start_paused = true)]
async fn the_alarm_is_armed_for_the_earlier_of_the_heartbeat_and_the_queue() {
    let world = World::new().await;
    world.server.does(Conduct::PutsOff(100));
    let _job = resident(&world).await;
    does(&world, start()).await;
    let tries = world.server.requests().len();
    assert_eq!(world.armed(), Some(60));
    world.pass(60).await;
    assert_eq!((world.armed(), world.server.requests().len()), (Some(41), tries));
    world.server.does(Conduct::Works);
    world.pass(41).await;
    assert_eq!((world.server.applied(), world.armed()), (1, Some(19)));
}

#[tokio::test(start_paused = true)]
async fn a_rest_of_the_job_leaves_the_heartbeat_its_time() {
    let world = World::new().await;
    let _job = resident(&world).await;
    let elsewhere = world.locks.try_acquire(LockName::Sync);
    does(&world, start()).await;
    for _ in 0..12 {
        assert_eq!(world.armed(), Some(5));
        world.pass(5).await;
    }
    assert_eq!(last_sign(&world).await, Some(60));
    drop(elsewhere);
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_hears_of_a_wake_too_and_one_that_was_due_long_ago_is_left_once() {
    let world = World::new().await;
    let _job = resident(&world).await;
    does(&world, start()).await;
    world.pass(8 * 3_600).await;
    world.tell(SystemEvent::Resumed).await;
    assert_eq!((last_sign(&world).await, world.armed()), (Some(8 * 3_600), Some(60)));
}

#[tokio::test(start_paused = true)]
async fn a_timer_that_is_started_in_the_middle_of_a_long_cycle_has_its_heartbeats() {
    let world = World::new().await;
    world.server.does(Conduct::Hangs);
    let _job = resident(&world).await;
    world.record().await;
    world.server.hangs_now().await;
    does(&world, start()).await;
    for _ in 0..3 {
        world.pass(60).await;
    }
    assert!(last_sign(&world).await >= Some(120), "the cycle still waits for its answer");
    assert_eq!(world.server.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_ends_in_good_order_says_so() {
    let world = World::new().await;
    let job = resident(&world).await;
    does(&world, start()).await;
    world.pass(60).await;
    world.pass(10).await;
    world.sync.stop_with(job).await;
    assert_eq!(last_sign(&world).await, Some(70));
}
