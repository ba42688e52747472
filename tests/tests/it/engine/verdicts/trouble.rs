//! Answers that put a task off: too early, still in progress, and a status that no row names.

use std::time::Duration;

use homing_domain::engine::CycleEnd;
use homing_domain::ports::Clock;
use homing_domain::task::TaskState;
use homing_tests::{Deed, Reply};
use serde_json::json;

use super::bodies;
use crate::engine::world::World;

#[tokio::test]
async fn too_early_waits_a_little_and_charges_nobody() {
    let world = World::new().await;
    world.enqueue_many(3).await;
    world.server.will(Reply::status(425).into());
    world.cycle().await;
    assert_eq!(world.left().await, (3, 0));
    world.assert_untouched(3).await;
    assert_eq!(world.cycle().await.requests, 0, "not at once");
    world.wait().await;
    world.until_quiet(3).await;
    world.assert_applied_once(bodies(3));
    world.assert_one_key_each();
}

#[tokio::test]
async fn a_key_that_the_server_still_works_on_comes_again_soon_and_is_no_attempt() {
    let world = World::all_or_nothing().await;
    world.enqueue_many(3).await;
    let busy = json!({ "code": "in-progress" }).to_string();
    world.server.will(Reply::of(409, "application/json", &busy).into());
    world.cycle().await;
    assert_eq!(world.left().await, (3, 0));
    for task in world.tasks().await {
        assert_eq!((&task.state, task.attempts), (&TaskState::Unknown, 0), "{task:?}");
        let wait = task.not_before.since(world.clock.now());
        assert!(wait >= Duration::from_secs(1) && wait <= Duration::from_secs(60), "{wait:?}");
    }
    world.until_quiet(5).await;
    world.assert_applied_once(bodies(3));
    world.assert_one_key_each();
}

#[tokio::test]
async fn a_status_that_no_row_names_is_tried_a_few_more_times_over_an_hour_and_then_waits_for_a_person() {
    for status in [402, 418, 451] {
        let world = World::new().await;
        world.enqueue("a", "t0").await;
        let start = world.clock.now();
        world.server.always(Reply::status(status).into());
        let mut tries = 0;
        while world.left().await == (1, 0) {
            assert_eq!(world.tasks().await[0].attempts, tries, "{status}");
            assert_eq!(world.cycle().await.requests, 1, "{status}");
            tries += 1;
            assert!(tries < 20, "{status}: no end of it");
            if world.left().await == (1, 0) {
                world.wait().await;
            }
        }
        let took = world.clock.now().since(start);
        assert!(
            took >= Duration::from_secs(3_600) && took <= Duration::from_secs(7_200),
            "{status}: {took:?}"
        );
        assert!(tries >= 3, "{status}: {tries}");
        assert_eq!(world.reason().await.code, format!("http-{status}"));
        world.assert_one_key_each();
    }
}

#[tokio::test]
async fn a_status_that_no_row_names_and_that_passes_parks_nobody() {
    let world = World::new().await;
    world.enqueue("a", "t0").await;
    world.server.will(Reply::status(418).into());
    world.server.will(Reply::status(418).into());
    world.server.always(Deed::Work);
    world.until_quiet(5).await;
    world.assert_applied_once(bodies(1));
    assert_eq!(world.cycle().await.end, CycleEnd::Idle);
}
