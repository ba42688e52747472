//! An answer that names every task: each gets the server's own word on it.

use std::time::Duration;

use homing_domain::engine::CycleEnd;
use homing_domain::ports::{Clock, Queue, Selection};
use homing_domain::task::TaskState;
use serde_json::json;

use crate::engine::world::World;

#[tokio::test]
async fn each_task_gets_the_word_that_the_server_has_on_it() {
    let world = World::new().await;
    for (lane, body) in
        [("new", "new"), ("known", "known"), ("bad", "bad"), ("bad", "behind-bad"), ("slow", "slow")]
    {
        world.enqueue(lane, body).await;
    }
    world.server.word_on("known", json!({ "result": "duplicate" }));
    world.server.word_on("slow", json!({ "result": "retry", "after_seconds": 90 }));
    let problem = json!({
        "type": "urn:homing:problem:invalid-entry", "title": "t", "status": 422,
        "detail": "It ends before it starts.", "field": "intervals",
    });
    world.server.word_on("bad", json!({ "result": "rejected", "problem": problem }));
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention, report.end), (2, 1, CycleEnd::Idle));
    assert_eq!(world.applied(), ["new"]);

    let reason = world.reason().await;
    assert_eq!(reason.code, "invalid-entry");
    assert_eq!(reason.detail.as_deref(), Some("It ends before it starts."));
    assert_eq!(reason.field.as_deref(), Some("intervals"));

    let tasks = world.tasks().await;
    let of = |lane: &str| tasks.iter().rfind(|task| task.task.lane.as_str() == lane).unwrap();
    assert_eq!((&of("bad").state, of("bad").attempts), (&TaskState::Waiting, 0), "blocked: {tasks:?}");
    assert_eq!(of("slow").attempts, 0, "{tasks:?}");
    let wait = of("slow").not_before.since(world.clock.now());
    assert!(wait >= Duration::from_secs(90) && wait < Duration::from_secs(120), "{wait:?}");
    assert_eq!(world.hold().await, None, "one word on one task holds nobody else");
    assert_eq!(world.cycle().await.requests, 0);
}

#[tokio::test]
async fn one_bad_item_holds_back_none_of_its_neighbours_and_none_goes_twice() {
    let world = World::new().await;
    world.enqueue_many(25).await;
    world.server.word_on("t7", json!({ "result": "rejected" }));
    world.until_quiet(3).await;
    assert_eq!((world.applied().len(), world.left().await), (24, (0, 1)));
    let sent: usize = world.server.arrivals().iter().map(|arrival| arrival.tasks.len()).sum();
    assert_eq!(sent, 25, "each left once");
}

#[tokio::test]
async fn a_lane_behind_a_refused_task_goes_on_in_order_once_a_person_lets_it() {
    let world = World::new().await;
    for body in ["1", "2", "3"] {
        world.enqueue("a", body).await;
    }
    world.server.word_on("2", json!({ "result": "rejected" }));
    world.until_quiet(3).await;
    assert_eq!((world.applied(), world.left().await), (vec!["1".to_owned()], (1, 1)));
    world.server.forget_words();
    let retried = world.store.retry(world.account.id, Selection::All, world.clock.now()).await;
    assert_eq!(retried.unwrap(), 1);
    world.until_quiet(3).await;
    assert_eq!(world.applied(), ["1", "2", "3"]);
    world.assert_one_key_each();
}
