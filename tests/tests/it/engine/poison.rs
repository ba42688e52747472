//! Ten thousand tasks and one that the server refuses, on an API that takes a request whole or not at all.

use homing_domain::engine::CycleEnd;
use homing_domain::task::NewTask;
use homing_tests::Reply;
use serde_json::json;

use super::world::World;

const TASKS: usize = 10_000;

/// Ten tasks a lane.
const LANES: usize = TASKS / 10;

/// The last of its lane: what is behind a refused task waits with it.
const POISON: usize = 9_347;

#[tokio::test]
async fn of_ten_thousand_one_bad_task_waits_for_a_person_and_all_others_arrive_in_130_requests() {
    let world = World::all_or_nothing().await;
    let tasks: Vec<NewTask> =
        (0..TASKS).map(|n| world.task(&format!("lane-{}", n % LANES), &n.to_string())).collect();
    for some in tasks.chunks(500) {
        world.commit(some.to_vec()).await;
    }
    let refusal = json!({ "code": "invalid", "detail": "There is no such project.", "field": "project" });
    world.server.poison(&POISON.to_string(), Reply::of(422, "application/json", &refusal.to_string()));

    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention, report.end), (9_999, 1, CycleEnd::Idle));
    assert_eq!(world.left().await, (0, 1));
    let reason = world.reason().await;
    assert_eq!(reason.code, "invalid");
    assert_eq!(reason.detail.as_deref(), Some("There is no such project."));
    assert_eq!(reason.field.as_deref(), Some("project"));

    let arrivals = world.server.arrivals();
    assert!(arrivals.iter().all(|arrival| arrival.tasks.len() <= 100));
    assert!(arrivals.len() <= 130, "{} requests", arrivals.len());
    assert_eq!(arrivals.len() as u64, report.requests);

    // All but one, each once, a lane's in their order.
    let applied: Vec<usize> = world.applied().iter().map(|body| body.parse().unwrap()).collect();
    let mut next: Vec<usize> = (0..LANES).collect();
    for n in &applied {
        assert_eq!(*n, next[n % LANES], "lane {}", n % LANES);
        next[n % LANES] += LANES;
    }
    assert_eq!(applied.len(), TASKS - 1);
    assert!(!applied.contains(&POISON));
}
