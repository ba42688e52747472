//! An endpoint that is not for us: the queue stops, says why, parks nobody, and asks again every quarter of an hour.

use std::time::Duration;

use homing_domain::engine::{CycleEnd, HoldCause};
use homing_domain::policy::StopCause;
use homing_tests::{Deed, Reply};

use super::bodies;
use crate::engine::world::World;

async fn assert_stops(status: u16, cause: StopCause) {
    let world = World::new().await;
    world.enqueue_many(3).await;
    world.server.always(Reply::status(status).into());
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Stopped { cause: met, .. } if met == cause), "{status}: {end:?}");
    world.assert_untouched(3).await;
    assert_eq!(
        world.hold().await,
        Some((HoldCause::Stopped(cause), Duration::from_secs(15 * 60))),
        "{status}"
    );
    assert_eq!(world.cycle().await.requests, 0, "{status}");

    // Still the same after a quarter of an hour: one request, and the next quarter begins.
    world.wait().await;
    assert_eq!(world.cycle().await.requests, 1, "{status}");
    world.assert_untouched(3).await;
    assert!(world.hold().await.is_some(), "{status}");

    // It heals by itself.
    world.server.always(Deed::Work);
    world.wait().await;
    assert_eq!(world.cycle().await.end, CycleEnd::Idle, "{status}");
    world.assert_applied_once(bodies(3));
    world.assert_one_key_each();
    assert_eq!(world.hold().await, None, "{status}");
}

#[tokio::test]
async fn an_account_that_may_not_sync_stops_the_queue() {
    assert_stops(403, StopCause::Forbidden).await;
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_stops_the_queue() {
    for status in [404, 405, 501] {
        assert_stops(status, StopCause::Configuration).await;
    }
}

#[tokio::test]
async fn a_server_that_no_longer_speaks_to_this_version_stops_the_queue() {
    for status in [415, 426] {
        assert_stops(status, StopCause::VersionTooOld).await;
    }
}

#[tokio::test]
async fn a_stop_of_one_task_is_no_refusal_of_it() {
    for status in [403, 404, 405, 410, 501, 415, 426] {
        let world = World::all_or_nothing().await;
        world.enqueue("a", "1").await;
        world.server.always(Reply::status(status).into());
        let end = world.cycle().await.end;
        assert!(matches!(end, CycleEnd::Stopped { .. }), "{status}: {end:?}");
        world.assert_untouched(1).await;
    }
}

#[tokio::test]
async fn a_person_need_not_wait_for_the_next_probe() {
    let world = World::new().await;
    world.enqueue_many(3).await;
    world.server.will(Reply::status(404).into());
    world.cycle().await;
    assert_eq!(world.cycle_by_hand().await.sent, 3);
}
