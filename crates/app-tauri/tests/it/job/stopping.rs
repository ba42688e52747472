//! The job ends when it is asked to, and keeps nobody waiting.

use homing_app::Stopped;

use super::server::Conduct;
use super::world::World;

#[tokio::test(start_paused = true)]
async fn a_job_that_sleeps_ends_at_once() {
    let world = World::new().await;
    let job = world.starts().await;
    assert_eq!(world.sync.stop().await, Stopped::Settled);
    job.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn after_a_stop_nothing_more_is_claimed_and_recording_goes_on() {
    let world = World::new().await;
    let job = world.starts().await;
    world.sync.stop().await;
    job.await.unwrap();
    world.record().await;
    let report = world.sync.sync_queue_now().await.unwrap();
    assert_eq!((report.requests, world.counts().await.waiting), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_request_without_an_answer_holds_a_stop_for_the_grace_and_no_longer() {
    let world = World::new().await;
    world.server.does(Conduct::Hangs);
    let job = world.starts().await;
    world.record().await;
    world.server.hangs_now().await;
    // The runtime's time is paused: it jumps to the end of the grace once nothing else can happen.
    assert_eq!(world.sync.stop().await, Stopped::UnderWay);
    job.abort();
}
