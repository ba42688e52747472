//! Refusals of one thing by its own address: what waits for a person, and what is done by having been refused.

use homing_domain::engine::CycleEnd;
use homing_tests::Reply;
use serde_json::json;

use crate::engine::world::World;

/// The refused task needs a person, for the server's own reason; its neighbours arrive, its lane waits.
async fn assert_parked(status: u16) {
    let world = World::one_by_one().await;
    for (lane, body) in [("bad", "bad"), ("bad", "behind"), ("good", "good")] {
        world.enqueue(lane, body).await;
    }
    let reason = json!({ "code": "invalid-entry", "detail": "It has no end.", "field": "intervals" });
    world.server.will(Reply::of(status, "application/json", &reason.to_string()).into());
    world.until_quiet(3).await;
    assert_eq!(world.applied(), ["good"], "{status}");
    assert_eq!(world.left().await, (1, 1), "{status}");
    let reason = world.reason().await;
    assert_eq!(reason.code, "invalid-entry", "{status}");
    assert_eq!(reason.detail.as_deref(), Some("It has no end."), "{status}");
    assert_eq!(reason.field.as_deref(), Some("intervals"), "{status}");
    assert_eq!(world.hold().await, None, "{status}: other lanes go on");
}

#[tokio::test]
async fn one_thing_that_is_refused_waits_for_a_person_with_the_servers_reason_and_field() {
    for status in [400, 409, 422] {
        assert_parked(status).await;
    }
}

#[tokio::test]
async fn one_thing_that_is_forbidden_waits_for_a_person() {
    assert_parked(403).await;
}

#[tokio::test]
async fn one_thing_that_is_not_there_waits_for_a_person() {
    for status in [404, 410] {
        assert_parked(status).await;
    }
}

#[tokio::test]
async fn a_refusal_without_a_reason_is_named_by_its_status() {
    let world = World::one_by_one().await;
    world.enqueue("a", "1").await;
    world.server.will(Reply::of(422, "text/html", "<html>no").into());
    world.cycle().await;
    assert_eq!(world.reason().await.code, "http-422");
}

#[tokio::test]
async fn what_was_to_be_deleted_and_is_gone_is_sent() {
    for status in [404, 410] {
        let world = World::one_by_one().await;
        world.enqueue_delete("a").await;
        world.server.will(Reply::status(status).into());
        let report = world.cycle().await;
        assert_eq!((report.sent, report.attention, report.end), (1, 0, CycleEnd::Idle), "{status}");
        assert_eq!(world.left().await, (0, 0), "{status}");
        assert_eq!(world.server.arrivals()[0].method, "DELETE");
    }
}

#[tokio::test]
async fn a_409_of_the_same_content_is_sent() {
    let world = World::one_by_one().await;
    world.enqueue("a", "1").await;
    let same = json!({ "code": "same-content" }).to_string();
    world.server.will(Reply::of(409, "application/json", &same).into());
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention), (1, 0));
    assert_eq!(world.left().await, (0, 0));
}

#[tokio::test]
async fn a_batch_of_one_that_is_refused_waits_for_a_person() {
    for status in [400, 409, 422] {
        let world = World::new().await;
        world.enqueue("a", "1").await;
        let problem =
            json!({ "type": "urn:homing:problem:conflict", "title": "t", "detail": "d", "field": "f" });
        world.server.will(Reply::problem(status, &problem).into());
        let report = world.cycle().await;
        assert_eq!((report.attention, report.end), (1, CycleEnd::Idle), "{status}");
        let reason = world.reason().await;
        assert_eq!((reason.code.as_str(), reason.field.as_deref()), ("conflict", Some("f")), "{status}");
    }
}
