//! A server that wants rest: the whole queue waits as long as it asks, or by a back-off of its own, and comes back
//! with less.

use std::time::Duration;

use homing_domain::engine::{CycleEnd, HoldCause};
use homing_domain::testing::EdgeJitter;
use homing_tests::{Deed, Reply};

use super::bodies;
use crate::engine::world::{Parts, World};

const MINUTES: Duration = Duration::from_secs(600);

/// The whole queue waits as long as asked, a tenth and a step at most beyond it, whoever asks; then all goes.
async fn assert_waits_as_asked(reply: Reply) {
    let world = World::new().await;
    world.enqueue_many(3).await;
    world.server.will(reply.clone().into());
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Throttled { .. }), "{reply:?}: {end:?}");
    world.assert_untouched(3).await;
    let (cause, wait) = world.hold().await.unwrap();
    assert_eq!(cause, HoldCause::AskedByServer, "{reply:?}");
    assert!(wait >= MINUTES && wait <= MINUTES + MINUTES / 5, "{reply:?}: {wait:?}");

    world.enqueue("later", "t3").await;
    assert_eq!(world.cycle().await.requests, 0, "{reply:?}");
    assert_eq!(world.cycle_by_hand().await.requests, 0, "{reply:?}: a person can't shorten it");
    world.wait().await;
    world.until_quiet(3).await;
    world.assert_applied_once(bodies(4));
    world.assert_one_key_each();
}

#[tokio::test]
async fn a_wait_in_seconds_holds_the_whole_queue_that_long() {
    for status in [429, 503] {
        assert_waits_as_asked(Reply::status(status).with("retry-after", "600")).await;
    }
}

#[tokio::test]
async fn a_wait_until_a_date_is_read_against_the_servers_own_clock() {
    for status in [429, 503] {
        // A server whose clock is years off from ours.
        let reply = Reply::status(status)
            .with("date", "Sun, 05 May 2030 10:00:00 GMT")
            .with("retry-after", "Sun, 05 May 2030 10:10:00 GMT");
        assert_waits_as_asked(reply).await;
    }
}

#[tokio::test]
async fn any_refusal_that_names_a_wait_is_a_wait_and_no_verdict_on_a_task() {
    for status in [400, 403, 404, 409, 418, 422, 425, 500, 502] {
        assert_waits_as_asked(Reply::status(status).with("retry-after", "600")).await;
    }
}

#[tokio::test]
async fn a_wait_of_zero_seconds_is_no_storm() {
    let world = World::new().await;
    world.enqueue_many(3).await;
    world.server.will(Reply::status(503).with("retry-after", "0").into());
    let report = world.cycle().await;
    assert_eq!(report.requests, 1);
    assert!(world.hold().await.unwrap().1 >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_wait_of_years_is_a_day_at_most() {
    let world = World::new().await;
    world.enqueue_many(3).await;
    world.server.will(Reply::status(503).with("retry-after", "99999999999").into());
    world.cycle().await;
    assert!(world.hold().await.unwrap().1 <= Duration::from_secs(24 * 60 * 60));
}

#[tokio::test]
async fn without_a_named_wait_the_servers_back_off_grows_and_is_kept() {
    for status in [429, 503] {
        let world = World::of(Parts { jitter: EdgeJitter::Highest, ..Parts::default() }).await;
        world.enqueue_many(3).await;
        world.server.always(Reply::status(status).into());
        let mut waits = Vec::new();
        for _ in 0..14 {
            assert_eq!(world.cycle().await.requests, 1, "{status}");
            waits.push(world.hold().await.unwrap().1);
            world.wait().await;
        }
        assert!(waits.is_sorted() && waits[0] < waits[3], "{status}: {waits:?}");
        assert!(waits[13] <= Duration::from_secs(15 * 60), "{status}: {waits:?}");
        world.assert_untouched(3).await;
    }
}

#[tokio::test]
async fn after_a_refusal_for_too_much_the_next_batch_is_at_most_half() {
    for status in [429, 503] {
        let world = World::new().await;
        world.enqueue_many(30).await;
        world.server.always(Reply::status(status).into());
        world.cycle().await;
        let asked = world.sizes().len();
        world.server.always(Deed::Work);
        world.wait().await;
        world.until_quiet(5).await;
        assert_eq!(world.sizes()[0], 10, "{status}");
        assert!(world.sizes()[asked] <= 5, "{status}: {:?}", world.sizes());
        world.assert_applied_once(bodies(30));
    }
}
