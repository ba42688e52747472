//! An API that answers for a whole batch: halves find the bad task, and innocents are charged nothing.

use homing_domain::engine::{CycleEnd, HoldCause};
use homing_domain::policy::StopCause;
use homing_domain::task::TaskState;
use homing_tests::{Deed, Reply};
use serde_json::json;

use super::bodies;
use crate::engine::world::World;

fn all_but(count: usize, bad: &str) -> Vec<String> {
    bodies(count).into_iter().filter(|body| body != bad).collect()
}

#[tokio::test]
async fn a_refused_batch_is_halved_until_the_bad_task_stands_alone() {
    for status in [400, 409, 422] {
        let world = World::all_or_nothing().await;
        world.enqueue_many(10).await;
        let refusal = json!({ "code": "invalid", "detail": "No such thing.", "field": "body" }).to_string();
        world.server.poison("t6", Reply::of(status, "application/json", &refusal));
        let report = world.cycle().await;
        assert_eq!((report.sent, report.attention, report.end), (9, 1, CycleEnd::Idle), "{status}");
        world.assert_applied_once(all_but(10, "t6"));
        let reason = world.reason().await;
        assert_eq!((reason.code.as_str(), reason.field.as_deref()), ("invalid", Some("body")), "{status}");
        assert!(report.requests <= 9, "{status}: {} requests", report.requests);
    }
}

#[tokio::test]
async fn halving_charges_the_innocent_nothing() {
    let world = World::all_or_nothing().await;
    world.enqueue_many(4).await;
    world.server.poison("t0", Reply::status(422));
    // Whatever innocents are still there after the halves was given back as it was.
    world.server.will(Reply::status(422).into());
    world.server.will(Reply::status(422).into());
    world.server.will(Reply::status(422).into());
    world.server.will(Reply::status(503).into());
    world.cycle().await;
    let tasks = world.tasks().await;
    let innocent: Vec<_> = tasks.iter().filter(|task| task.task.lane.as_str() != "lane-0").collect();
    assert_eq!(innocent.len(), 3, "{tasks:?}");
    for task in innocent {
        assert_eq!((&task.state, task.attempts), (&TaskState::Waiting, 0), "{task:?}");
    }
    assert_eq!(world.left().await, (4, 0), "nobody is parked before another was accepted");
}

#[tokio::test]
async fn where_all_halves_are_refused_alike_the_queue_stops_and_parks_nobody() {
    let world = World::all_or_nothing().await;
    world.enqueue_many(4).await;
    world.server.always(Reply::status(422).into());
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Stopped { cause: StopCause::AllAlike, .. }), "{end:?}");
    assert_eq!(world.hold().await.unwrap().0, HoldCause::Stopped(StopCause::AllAlike));
    world.assert_untouched(4).await;

    world.server.always(Deed::Work);
    world.until_quiet(5).await;
    world.assert_applied_once(bodies(4));
}

#[tokio::test]
async fn a_task_that_always_meets_a_500_keeps_no_other_from_arriving() {
    let world = World::all_or_nothing().await;
    world.enqueue_many(10).await;
    world.server.poison("t6", Reply::status(500));
    for _ in 0..30 {
        world.cycle().await;
        if world.applied().len() == 9 {
            break;
        }
        world.wait().await;
    }
    world.assert_applied_once(all_but(10, "t6"));
    let tasks = world.tasks().await;
    assert_eq!((tasks.len(), tasks[0].task.lane.as_str()), (1, "lane-6"), "{tasks:?}");
    world.assert_one_key_each();
}

#[tokio::test]
async fn a_batch_that_meets_a_500_again_is_halved_and_the_innocent_arrive_within_a_few_requests() {
    let world = World::all_or_nothing().await;
    world.enqueue_many(8).await;
    world.server.poison("t0", Reply::status(500));
    world.cycle().await;
    assert_eq!((world.sizes(), world.left().await), (vec![8], (8, 0)), "once it may be the server");
    for _ in 0..12 {
        world.wait().await;
        world.cycle().await;
        if world.applied().len() == 7 {
            break;
        }
    }
    world.assert_applied_once(all_but(8, "t0"));
    assert!(world.sizes().len() <= 16, "{:?}", world.sizes());
    world.assert_one_key_each();
}
