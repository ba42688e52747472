//! Results that the store of this machine could not take: nobody's fault, and nothing that a task is charged with.

use homing_domain::engine::Occasion;
use homing_domain::ports::Queue as _;
use homing_domain::task::TaskState;

use crate::scripted::World;

#[tokio::test]
async fn a_result_that_could_not_be_recorded_is_recorded_by_the_next_cycle_and_nothing_is_sent_again() {
    let world = World::with_trouble_to_record(3);
    world.enqueue_many(5).await;
    for _ in 0..3 {
        assert!(world.try_to_run(Occasion::Due).await.is_err());
    }
    assert_eq!(world.server().requests.len(), 1, "the answer is known, though not recorded");
    let tasks = world.store.tasks(world.account.id, 0, 10).await.unwrap();
    assert!(tasks.iter().all(|task| task.state == TaskState::Claimed && task.crashes == 0), "{tasks:?}");
    world.cycle().await;
    assert_eq!((world.left().await, world.server().requests.len()), ((0, 0), 1));
}

#[tokio::test]
async fn what_had_no_result_when_the_store_failed_is_of_unknown_outcome_and_no_crash() {
    let world = World::with_trouble_to_record(1);
    world.enqueue_many(300).await;
    assert!(world.try_to_run(Occasion::Due).await.is_err());
    world.cycle().await;
    let requests = world.server().requests.clone();
    assert_eq!((world.left().await, requests.concat().len()), ((0, 0), 300), "each left once");
}
