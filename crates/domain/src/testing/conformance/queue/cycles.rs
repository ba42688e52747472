//! Rule 29: no task waits for itself.

use crate::ports::{Queue, QueueError, Settlement};
use crate::task::{Commit, Dependency, NewTask};

use super::super::sample::{
    after, anna, at, by_id, claim, collection, enqueue, ids_by_lane, keep, lane, record, record_id, requires,
    settle, supersede, task_id, unknown, waiting_for,
};

/// Enqueues a task in lane `a` that waits for a lane, beside a record.
async fn try_to_wait(queue: &impl Queue, on: Dependency, task: NewTask) -> Result<(), QueueError> {
    let commit = Commit { records: vec![record("r", 0, 1)], tasks: vec![waiting_for([on], task)] };
    queue.commit(anna(), at(5), commit).await
}

/// That the task is refused for the lane, and nothing is written.
async fn refused(queue: &impl Queue, on: Dependency, task: NewTask) {
    let before = by_id(queue).await;
    let expected = on.lane.clone();
    let error = try_to_wait(queue, on, task).await.unwrap_err();
    let named = matches!(&error, QueueError::DependencyCycle { lane: one, on } if *one == lane("a") && *on == expected);
    assert!(named, "{error:?}");
    assert_eq!(by_id(queue).await, before);
    assert_eq!(queue.get(anna(), &collection("notes"), &record_id("r")).await.unwrap(), None);
}

/// Rule 29.
pub async fn must_29_two_tasks_that_would_wait_for_each_other_are_refused<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("a", "a"), waiting_for([after("a")], keep("b", "b"))]).await;
    for on in [after("b"), requires("b")] {
        refused(&queue, on, supersede("again", "a")).await;
    }
}

/// Rule 29.
pub async fn must_29_a_cycle_over_a_chain_of_lanes_is_refused<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("a", "a")]).await;
    for (on, name) in [("a", "b"), ("b", "c"), ("c", "d")] {
        enqueue(&queue, 2, [waiting_for([requires(on)], keep(name, name))]).await;
    }
    refused(&queue, after("d"), supersede("again", "a")).await;
}

/// Rule 29: what waits behind another in its lane waits for what that waits for.
pub async fn must_29_a_cycle_over_the_order_within_lanes_is_refused<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("a", "a")]).await;
    let first_in_b = waiting_for([after("a")], keep("b1", "b"));
    enqueue(&queue, 2, [first_in_b, keep("b2", "b"), waiting_for([after("b")], keep("c1", "c"))]).await;
    enqueue(&queue, 3, [keep("c2", "c")]).await;
    refused(&queue, requires("c"), supersede("again", "a")).await;
}

/// Rule 29: a survivor waits for what each of the superseded waited for, in the place of the first.
pub async fn must_29_a_survivor_that_would_wait_for_itself_is_refused<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("first", "a"), waiting_for([after("a")], keep("b", "b"))]).await;
    enqueue(&queue, 2, [waiting_for([after("b")], keep("second", "a"))]).await;
    let before = by_id(&queue).await;
    let commit = Commit { records: Vec::new(), tasks: vec![supersede("survivor", "a")] };
    let error = queue.commit(anna(), at(3), commit).await.unwrap_err();
    assert!(matches!(error, QueueError::DependencyCycle { .. }), "{error:?}");
    assert_eq!(by_id(&queue).await, before);
    for name in ["first", "b", "second"] {
        let claimed = claim(&queue, 4).await;
        assert_eq!(claimed[0].tasks[0].task.id, task_id(name));
        settle(&queue, 4, &claimed, Settlement::Sent).await;
    }
}

/// Rule 29: tasks of one commit are in it one after the other.
pub async fn must_29_a_cycle_within_one_commit_is_refused<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let tasks = vec![
        supersede("a", "a"),
        waiting_for([after("a")], keep("b", "b")),
        waiting_for([after("b")], supersede("again", "a")),
    ];
    let commit = Commit { records: vec![record("r", 0, 1)], tasks };
    let error = queue.commit(anna(), at(1), commit).await.unwrap_err();
    assert!(matches!(error, QueueError::DependencyCycle { .. }), "{error:?}");
    assert!(by_id(&queue).await.is_empty());
    assert_eq!(queue.get(anna(), &collection("notes"), &record_id("r")).await.unwrap(), None);
}

/// Rule 29: nothing can wait yet for a task that comes last.
pub async fn must_29_a_task_that_takes_nobodys_place_closes_no_cycle<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "a"), waiting_for([after("a")], keep("b", "b"))]).await;
    try_to_wait(&queue, requires("b"), keep("last", "a")).await.unwrap();
    for (in_lane, name) in [("a", "a"), ("b", "b"), ("a", "last")] {
        let claimed = claim(&queue, 5).await;
        assert_eq!(ids_by_lane(&claimed), [(in_lane, vec![task_id(name)])]);
        settle(&queue, 5, &claimed, Settlement::Sent).await;
    }
}

/// Rule 29 and rule 5: the task follows the frozen one that the other waits for.
pub async fn must_29_a_task_that_follows_a_frozen_one_closes_no_cycle<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("a", "a"), waiting_for([after("a")], keep("b", "b"))]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, unknown(1, true)).await;
    try_to_wait(&queue, after("b"), supersede("again", "a")).await.unwrap();
    assert_eq!(ids_by_lane(&claim(&queue, 5).await), [("a", vec![task_id("a")])]);
}

/// Rule 29: the other waits for the lane, but for earlier tasks of it.
pub async fn must_29_what_waits_for_earlier_tasks_of_the_lane_closes_no_cycle<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    let of_another_kind = NewTask { kind: crate::names::Kind::of("picture"), ..keep("first", "a") };
    enqueue(&queue, 1, [of_another_kind, waiting_for([after("a")], keep("b", "b"))]).await;
    enqueue(&queue, 2, [supersede("second", "a")]).await;
    try_to_wait(&queue, after("b"), supersede("again", "a")).await.unwrap();
    for name in ["first", "b", "again"] {
        let claimed = claim(&queue, 5).await;
        assert_eq!(claimed[0].tasks[0].task.id, task_id(name));
        settle(&queue, 5, &claimed, Settlement::Sent).await;
    }
}
