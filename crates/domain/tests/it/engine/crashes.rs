//! A task that takes its process down with it: alone after the second time, aside at the third.

use homing_domain::ports::{Clock as _, Queue as _};
use homing_domain::task::TaskState;

use crate::scripted::{Reply, World};

/// Runs a cycle up to its n-th request, and drops it there as a dead process does.
async fn die_at_request(world: &World, request: usize) {
    for _ in 1..request {
        world.server().script.push_back(Reply::Work);
    }
    world.server().script.push_back(Reply::Never);
    tokio::select! {
        biased;
        _ = world.cycle() => panic!("the cycle came to its end"),
        () = world.net.asked_in_vain() => world.server().script.clear(),
    }
}

#[tokio::test]
async fn after_two_crashes_the_innocents_go_first_and_the_suspects_alone() {
    let world = World::new();
    world.enqueue_many(3).await;
    die_at_request(&world, 1).await;
    die_at_request(&world, 1).await;
    world.enqueue_many(5).await;
    let report = world.cycle().await;
    assert_eq!(report.sent, 5 + 3 - 3 + 3, "everything arrives where nothing crashes any more");
    let requests = world.server().requests.clone();
    let sizes: Vec<_> = requests.iter().map(Vec::len).collect();
    assert_eq!(sizes.last(), Some(&1));
}

#[tokio::test]
async fn a_task_that_was_alone_at_the_third_crash_waits_for_a_person_and_no_other_does() {
    let world = World::new();
    world.enqueue_many(3).await;
    for _ in 0..3 {
        die_at_request(&world, 1).await;
    }
    let report = world.cycle().await;
    assert_eq!(report.sent, 2);
    let tasks = world.store.tasks(world.account.id, 0, 10).await.unwrap();
    assert_eq!(tasks.len(), 1);
    assert!(matches!(&tasks[0].state, TaskState::Attention(reason) if reason.code == "crashed"), "{tasks:?}");

    world
        .store
        .retry(world.account.id, homing_domain::ports::Selection::All, world.clock.now())
        .await
        .unwrap();
    assert_eq!(world.cycle().await.sent, 1, "a person let it go again");
}
