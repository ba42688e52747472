//! A request that was too large: half of its bytes from then on, and a task that is too large alone needs a person.

use homing_domain::engine::CycleEnd;
use homing_tests::Reply;

use super::bodies;
use crate::engine::world::World;

#[tokio::test]
async fn a_request_that_is_too_large_comes_again_with_half_its_bytes_and_charges_nobody() {
    for status in [413, 414, 431] {
        let world = World::new().await;
        world.enqueue_many(10).await;
        world.server.will(Reply::status(status).into());
        let report = world.cycle().await;
        assert_eq!((report.sent, report.attention, report.end), (10, 0, CycleEnd::Idle), "{status}");
        let arrivals = world.server.arrivals();
        assert_eq!(arrivals[0].tasks.len(), 10, "{status}");
        for later in &arrivals[1..] {
            assert!(later.tasks.len() <= 5, "{status}: {:?}", world.sizes());
        }
        world.assert_applied_once(bodies(10));
        world.assert_one_key_each();
    }
}

#[tokio::test]
async fn a_smaller_limit_stays_for_the_requests_that_follow() {
    let world = World::new().await;
    let body = "x".repeat(1_000);
    for n in 0..40 {
        world.enqueue(&format!("lane-{n}"), &format!("{body}{n}")).await;
    }
    world.server.will(Reply::status(413).into());
    world.until_quiet(3).await;
    let arrivals = world.server.arrivals();
    let refused: usize = arrivals[0].tasks.iter().map(|task| task.body.len()).sum();
    for later in &arrivals[1..] {
        let bytes: usize = later.tasks.iter().map(|task| task.body.len()).sum();
        assert!(bytes <= refused / 2 + 1_100, "{bytes} after {refused}");
    }
    assert_eq!(world.applied().len(), 40);
}

#[tokio::test]
async fn innocents_of_a_request_that_was_too_large_were_charged_nothing() {
    let world = World::new().await;
    world.enqueue_many(10).await;
    world.server.will(Reply::status(413).into());
    world.server.always(Reply::status(503).into());
    world.cycle().await;
    world.assert_untouched(10).await;
}

#[tokio::test]
async fn a_task_that_is_too_large_alone_waits_for_a_person_and_no_other_does() {
    for status in [413, 414, 431] {
        let world = World::all_or_nothing().await;
        world.enqueue_many(4).await;
        world.server.poison("t2", Reply::status(status));
        world.until_quiet(10).await;
        assert_eq!(world.left().await, (0, 1), "{status}");
        assert_eq!(world.reason().await.code, format!("http-{status}"));
        assert_eq!(world.applied().len(), 3, "{status}");
    }
}
