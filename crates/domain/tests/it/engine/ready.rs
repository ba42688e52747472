//! The next batch stands ready while one is on its way, once the connection is good, and leaves only where that one
//! came back clean.

use std::time::Duration;

use homing_domain::engine::CycleEnd;
use homing_domain::policy::StopCause;
use homing_domain::ports::{Event, Queue as _};
use homing_domain::task::{Task, TaskState};

use crate::scripted::{Reply, World};

async fn tasks(world: &World) -> Vec<Task> {
    world.store.tasks(world.account.id, 0, 2_000).await.unwrap()
}

async fn claimed(world: &World) -> usize {
    tasks(world).await.iter().filter(|task| task.state == TaskState::Claimed).count()
}

/// Runs a cycle up to its n-th request, and drops it there as a dead process does. Says how many tasks it held.
async fn held_at_request(world: &World, request: usize) -> usize {
    for _ in 1..request {
        world.server().script.push_back(Reply::Work);
    }
    world.server().script.push_back(Reply::Never);
    tokio::select! {
        biased;
        _ = world.cycle() => panic!("the cycle came to its end"),
        () = world.net.asked_in_vain() => {}
    }
    world.server().script.clear();
    claimed(world).await
}

#[tokio::test]
async fn once_the_largest_batches_are_clean_one_claim_more_than_requests_stands_ready() {
    let world = World::new();
    world.enqueue_many(1_000).await;
    assert_eq!(held_at_request(&world, 1).await, 10);
    assert_eq!(held_at_request(&world, 2).await, 50);
    assert_eq!(held_at_request(&world, 3).await, 200);
    assert_eq!(world.server().most_at_once, 1);
}

#[tokio::test]
async fn the_next_batch_leaves_while_the_results_of_the_one_before_are_being_recorded() {
    let world = World::with_trouble_to_record(0);
    world.enqueue_many(500).await;
    assert_eq!(world.cycle().await.sent, 500);
    let told = world.seen.0.lock().unwrap().clone();
    let steps: String = told
        .iter()
        .filter_map(|event| match event {
            Event::BatchLeft { .. } => Some('>'),
            Event::BatchSettled { .. } => Some('.'),
            _ => None,
        })
        .collect();
    assert_eq!(steps, ">.>.>>..>>..>.", "one by one on the way up, then the next one before the record");
    assert_eq!(world.server().most_at_once, 1);
}

#[tokio::test]
async fn what_stood_ready_behind_trouble_stays_as_it_was() {
    let world = World::new();
    world.enqueue_many(1_000).await;
    world.server().script.extend([Reply::Work, Reply::Work, Reply::Status(503, Some(60))]);
    let report = world.cycle().await;
    assert!(matches!(report.end, CycleEnd::Throttled { .. }), "{report:?}");
    assert_eq!((report.sent, report.requests, world.server().requests.len()), (60, 3, 3));
    let untouched = |task: &Task| task.state == TaskState::Waiting && task.attempts == 0;
    assert!(tasks(&world).await.iter().all(untouched));
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Throttled { .. }), "what came behind it did not end the wait: {end:?}");
}

#[tokio::test]
async fn what_stands_ready_when_the_process_is_to_end_does_not_leave() {
    let world = World::with(crate::scripted::any_token(), 3);
    world.enqueue_many(1_000).await;
    let report = world.cycle().await;
    assert_eq!((report.end, report.sent, report.requests), (CycleEnd::StopRequested, 160, 3));
    assert_eq!(claimed(&world).await, 0);
}

#[tokio::test]
async fn beside_a_task_that_may_have_brought_the_process_down_nothing_stands_ready() {
    let world = World::new();
    world.enqueue_many(2).await;
    for _ in 0..2 {
        assert_eq!(held_at_request(&world, 1).await, 2);
    }
    for n in 0..300 {
        world.enqueue(&format!("innocent-{n}"), &format!("i{n}")).await;
    }
    assert_eq!(
        held_at_request(&world, 5).await,
        40,
        "10, 50, 100 and 100 are through, and no suspect is held"
    );
    assert_eq!(held_at_request(&world, 2).await, 1, "a suspect, and no other");
    let report = world.cycle().await;
    assert_eq!((report.sent, world.left().await), (1, (0, 1)), "the third time one waits for a person");
}

#[tokio::test]
async fn a_task_that_may_have_brought_the_process_down_goes_alone_when_it_is_the_most_urgent_one_too() {
    let world = World::new();
    world.enqueue_many(160).await;
    assert_eq!(world.cycle().await.sent, 160, "the connection is good");
    world.enqueue("suspect", "suspect").await;
    for _ in 0..2 {
        assert_eq!(held_at_request(&world, 1).await, 1);
    }
    world.clock.advance(Duration::from_secs(86_400));
    for n in 0..10 {
        world.enqueue(&format!("innocent-{n}"), &format!("i{n}")).await;
    }
    assert_eq!(held_at_request(&world, 1).await, 1);
}

#[tokio::test]
async fn what_stands_ready_behind_a_search_waits_for_what_it_finds() {
    let world = World::new();
    world.enqueue_many(161).await;
    world.server().together = true;
    world.server().script.extend([Reply::Work, Reply::Work]);
    for _ in 0..50 {
        world.server().script.push_back(Reply::Status(422, None));
    }
    let report = world.cycle().await;
    assert!(matches!(report.end, CycleEnd::Stopped { cause: StopCause::AllAlike, .. }), "{report:?}");
    assert_eq!(world.left().await, (101, 0), "the last one went nowhere, and is not parked alone");
}

#[tokio::test]
async fn what_stands_ready_behind_a_request_that_was_too_large_is_claimed_anew() {
    let world = World::new();
    world.enqueue_many(400).await;
    world.server().script.extend([Reply::Work, Reply::Work, Reply::Status(413, None)]);
    let report = world.cycle().await;
    assert_eq!((report.sent, report.end), (400, CycleEnd::Idle));
    let sizes: Vec<_> = world.server().requests.iter().map(Vec::len).collect();
    assert_eq!(sizes[..4], [10, 50, 100, 49], "half of it in bytes, too");
}
