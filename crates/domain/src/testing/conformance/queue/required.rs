//! Rule 30: what becomes of a task that requires a discarded one.

use crate::ports::{Queue, QueueCounts, Selection, Settlement};
use crate::task::{Reason, TaskState};

use super::super::sample::{
    after, anna, at, by_id, claim, enqueue, free_lanes, keep, reason, requires, settle, supersede, task_id,
    waiting_for,
};

fn required_discarded() -> TaskState {
    TaskState::Attention(Reason { code: "required-discarded".to_owned(), detail: None, field: None })
}

async fn discard(queue: &impl Queue, names: &[&str]) {
    let tasks = names.iter().map(|name| task_id(name)).collect();
    queue.discard(anna(), tasks, at(5)).await.unwrap();
}

async fn state(queue: &impl Queue, name: &str) -> TaskState {
    by_id(queue).await[&task_id(name)].state.clone()
}

/// Rule 30.
pub async fn must_30_a_task_that_requires_a_discarded_one_waits_for_a_person<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    let first_in_lane = waiting_for([requires("other")], keep("t", "lane"));
    let later_in_lane = waiting_for([requires("other")], keep("u", "m"));
    let tasks = [keep("other", "other"), first_in_lane, keep("behind", "lane"), keep("first", "m")];
    enqueue(&queue, 1, tasks).await;
    enqueue(&queue, 1, [later_in_lane, waiting_for([after("other")], keep("v", "free"))]).await;
    discard(&queue, &["other"]).await;
    drop(queue);
    let queue = open().await;
    for (name, expected) in [
        ("t", required_discarded()),
        ("behind", TaskState::Waiting),
        ("u", required_discarded()),
        ("v", TaskState::Waiting),
    ] {
        assert_eq!(state(&queue, name).await, expected, "{name}");
    }
    let expected = QueueCounts {
        waiting: 3,
        attention: 2,
        behind_attention: 1,
        discarded: 1,
        next_due: Some(at(1)),
        ..QueueCounts::default()
    };
    assert_eq!(queue.counts(anna()).await.unwrap(), expected);
    assert_eq!(free_lanes(&queue, 6).await, ["free", "m"]);
}

/// Rule 30: it was in attention when it was discarded.
pub async fn must_30_the_same_where_the_discarded_one_had_been_refused<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("other", "other")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, Settlement::Attention(reason())).await;
    enqueue(&queue, 2, [waiting_for([requires("other")], keep("t", "lane"))]).await;
    discard(&queue, &["other"]).await;
    assert_eq!(state(&queue, "t").await, required_discarded());
}

/// Rule 30: only what it waited for counts.
pub async fn must_30_a_discarded_task_that_came_later_sets_nothing_aside<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("other", "other"), waiting_for([requires("other")], keep("t", "lane"))]).await;
    enqueue(&queue, 2, [keep("later", "other")]).await;
    discard(&queue, &["later"]).await;
    assert_eq!(state(&queue, "t").await, TaskState::Waiting);
    discard(&queue, &["other"]).await;
    assert_eq!(state(&queue, "t").await, required_discarded());
}

/// Rule 30: whoever requires what is set aside waits for it, and for the person.
pub async fn must_30_what_requires_the_one_that_was_set_aside_waits_on<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let b = waiting_for([requires("a")], keep("b", "b"));
    let c = waiting_for([requires("b")], keep("c", "c"));
    enqueue(&queue, 1, [keep("a", "a"), b, c, waiting_for([after("b")], keep("d", "d"))]).await;
    discard(&queue, &["a"]).await;
    assert_eq!(state(&queue, "c").await, TaskState::Waiting);
    assert_eq!(free_lanes(&queue, 6).await, ["d"]);
    discard(&queue, &["b"]).await;
    assert_eq!(state(&queue, "c").await, required_discarded());
}

/// Rule 30 and rule 24.
pub async fn must_30_both_may_be_discarded_at_once<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("other", "other"), waiting_for([requires("other")], keep("t", "lane"))]).await;
    discard(&queue, &["other", "t"]).await;
    let expected = QueueCounts { discarded: 2, ..QueueCounts::default() };
    assert_eq!(queue.counts(anna()).await.unwrap(), expected);
}

/// Rule 23: a person who lets it go does without what it required, be that discarded or not.
pub async fn must_23_a_retried_task_goes_without_what_it_required<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, ["x", "y", "z"].map(|name| keep(name, name))).await;
    let depends = [requires("x"), requires("y"), after("z")];
    enqueue(&queue, 2, [waiting_for(depends, keep("t", "lane"))]).await;
    discard(&queue, &["x"]).await;
    assert_eq!(queue.retry(anna(), Selection::All, at(6)).await.unwrap(), 1);
    assert_eq!(state(&queue, "t").await, TaskState::Waiting);
    assert_eq!(by_id(&queue).await[&task_id("t")].task.depends, [after("z")]);
    assert_eq!(free_lanes(&queue, 6).await, ["y", "z"]);
    discard(&queue, &["z"]).await;
    assert_eq!(free_lanes(&queue, 6).await, ["y", "lane"]);
}

/// Rule 30 and rule 4: a mended one goes.
pub async fn must_30_what_supersedes_the_one_that_was_set_aside_goes<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("other", "other"), waiting_for([requires("other")], keep("t", "lane"))]).await;
    discard(&queue, &["other"]).await;
    enqueue(&queue, 6, [supersede("mended", "lane")]).await;
    assert_eq!(free_lanes(&queue, 6).await, ["lane"]);
}
