//! Requests that left and whose answer did not come: nobody knows what they did, so the same keys go again.

use std::sync::Arc;
use std::time::Duration;

use homing_domain::task::TaskState;
use homing_tests::{Deed, Reply};
use homing_transport::HomingProfile;

use super::bodies;
use crate::engine::profiles::Impatient;
use crate::engine::world::{Parts, World};

/// After a request whose outcome is unknown: frozen, an attempt each, and in the end applied once under the first key.
async fn assert_sent_again_under_the_same_keys(world: &World, count: usize) {
    let tasks = world.tasks().await;
    assert_eq!(tasks.len(), count, "{tasks:?}");
    for task in tasks {
        assert_eq!((&task.state, task.attempts), (&TaskState::Unknown, 1), "{task:?}");
    }
    assert!(world.hold().await.is_some(), "the next request waits");
    assert_eq!(world.cycle().await.requests, 0);

    world.server.always(Deed::Work);
    world.until_quiet(5).await;
    world.assert_applied_once(bodies(count));
    world.assert_one_key_each();
    assert_eq!(world.left().await, (0, 0));
}

#[tokio::test]
async fn a_reset_after_the_request_left_sends_the_same_keys_again_and_they_take_effect_once() {
    let world = World::new().await;
    world.enqueue_many(3).await;
    world.server.always(Deed::WorkAndReset);
    world.cycle().await;
    assert_eq!(world.applied().len(), 3, "the server had worked");
    assert_sent_again_under_the_same_keys(&world, 3).await;
}

#[tokio::test]
async fn a_time_out_after_the_request_left_sends_the_same_keys_again_and_they_take_effect_once() {
    let impatient = Arc::new(Impatient(HomingProfile, Duration::from_secs(1)));
    let world = World::of(Parts { profile: impatient, ..Parts::default() }).await;
    world.enqueue_many(3).await;
    world.server.always(Deed::WorkAndStaySilent);
    world.cycle().await;
    // The server answers at once from now on, and is given the time that a busy machine may need.
    assert_sent_again_under_the_same_keys(&world, 3).await;
}

#[tokio::test]
async fn a_time_out_halves_the_next_batch() {
    let impatient = Arc::new(Impatient(HomingProfile, Duration::from_secs(1)));
    let world = World::of(Parts { profile: impatient, ..Parts::default() }).await;
    world.enqueue_many(10).await;
    world.server.always(Deed::WorkAndStaySilent);
    world.cycle().await;
    let asked = world.sizes().len();
    world.server.always(Deed::Work);
    world.until_quiet(20).await;
    assert_eq!(world.sizes()[0], 10);
    assert!(world.sizes()[asked] <= 5, "{:?}", world.sizes());
    world.assert_applied_once(bodies(10));
}

#[tokio::test]
async fn a_server_in_trouble_leaves_the_outcome_unknown_and_counts_an_attempt() {
    for status in [408, 502, 504, 507, 599] {
        let world = World::new().await;
        world.enqueue_many(3).await;
        world.server.always(Reply::status(status).into());
        world.cycle().await;
        assert_sent_again_under_the_same_keys(&world, 3).await;
    }
}
