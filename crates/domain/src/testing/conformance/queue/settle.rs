//! Rules 12 to 15, and what each settlement says of itself.

use crate::ports::{Queue, Settled, Settlement};
use crate::task::{Body, TaskState};

use super::super::sample::{
    anna, at, by_id, claim, enqueue, ids_by_lane, keep, listed, only, reason, results, settle, supersede,
    task_id, unknown, wait,
};

/// Rule 12, as far as a caller can see.
pub async fn must_12_a_sent_task_is_gone_from_the_queue_and_counted_in_the_history<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane"), keep("b", "m")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 2, &claimed, Settlement::Sent).await;
    drop(queue);
    let queue = open().await;
    assert!(listed(&queue).await.is_empty());
    let counts = queue.counts(anna()).await.unwrap();
    assert_eq!((counts.waiting, counts.sent, counts.next_due), (0, 2, None));
    assert!(claim(&queue, 1_000_000).await.is_empty());
}

/// Rule 12 and rule 7.
pub async fn must_12_behind_a_sent_task_the_next_one_is_given<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    enqueue(&queue, 2, [keep("b", "lane")]).await;
    settle(&queue, 2, &claimed, Settlement::Sent).await;
    assert_eq!(ids_by_lane(&claim(&queue, 2).await), [("lane", vec![task_id("b")])]);
}

/// Rule 13, as far as a caller can see: no call of the port gives the body of a task in attention.
pub async fn must_13_attention_keeps_the_task_and_its_body_and_holds_its_lane_alone<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("refused", "lane"), keep("behind", "lane"), keep("free", "m")]).await;
    let mut claimed = claim(&queue, 1).await;
    let mut rest = claimed.split_off(1);
    rest.push(crate::ports::ClaimedLane { tasks: claimed[0].tasks.split_off(1), ..claimed[0].clone() });
    settle(&queue, 2, &claimed, Settlement::Attention(reason())).await;
    settle(&queue, 2, &rest, Settlement::Released).await;
    let task = by_id(&queue).await.remove(&task_id("refused")).unwrap();
    assert_eq!((task.state, task.attempts), (TaskState::Attention(reason()), 1));
    assert_eq!((task.task.key, task.enqueued_at), (keep("refused", "lane").key, at(1)));
    assert_eq!(ids_by_lane(&claim(&queue, 1_000_000).await), [("m", vec![task_id("free")])]);
}

/// Rule 14.
pub async fn must_14_a_released_task_is_as_it_was_before_the_claim<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    let before = only(&queue).await;
    let claimed = claim(&queue, 5).await;
    settle(&queue, 6, &claimed, Settlement::Released).await;
    assert_eq!(only(&queue).await, before);
    assert_eq!(claim(&queue, 6).await[0].tasks[0].task.body, Body::new("a"));
}

/// Rule 14.
pub async fn must_14_a_released_task_of_unknown_outcome_stays_frozen<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("a", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, unknown(3, true)).await;
    let before = only(&queue).await;
    let claimed = claim(&queue, 3).await;
    settle(&queue, 3, &claimed, Settlement::Released).await;
    assert_eq!(only(&queue).await, before);
    enqueue(&queue, 4, [supersede("b", "lane")]).await;
    assert_eq!(listed(&queue).await.len(), 2);
}

/// Rule 15, as far as a caller can see: each result of a mixed call is there after a restart.
pub async fn must_15_all_results_of_one_call_are_recorded_together<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let names = ["sent", "wait", "unknown", "attention", "released", "stale"];
    enqueue(&queue, 1, names.map(|name| keep(name, name))).await;
    let claimed = claim(&queue, 1).await;
    let mut mixed = Vec::new();
    for (name, settlement) in [
        ("sent", Settlement::Sent),
        ("wait", wait(10, true)),
        ("unknown", unknown(20, true)),
        ("attention", Settlement::Attention(reason())),
        ("released", Settlement::Released),
        ("stale", Settlement::Sent),
    ] {
        let of_name: Vec<_> = claimed.iter().filter(|lane| lane.lane.as_str() == name).cloned().collect();
        mixed.extend(results(&of_name, &settlement));
    }
    mixed[5].epoch += 1;
    let settled = queue.settle(at(2), mixed).await.unwrap();
    assert_eq!(settled, Settled { applied: 5, stale: 1 });
    drop(queue);
    let tasks = by_id(&open().await).await;
    assert!(!tasks.contains_key(&task_id("sent")));
    let of = |name: &str| (tasks[&task_id(name)].state.clone(), tasks[&task_id(name)].not_before);
    assert_eq!(of("wait"), (TaskState::Waiting, at(10)));
    assert_eq!(of("unknown"), (TaskState::Unknown, at(20)));
    assert_eq!(of("attention").0, TaskState::Attention(reason()));
    assert_eq!(of("released"), (TaskState::Waiting, at(1)));
    assert_eq!(of("stale").0, TaskState::Claimed);
}

/// [`Settlement::Wait`].
pub async fn settled_as_wait_a_task_is_due_when_it_says_and_may_be_superseded<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("a", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, wait(10, false)).await;
    assert!(claim(&queue, 9).await.is_empty());
    enqueue(&queue, 9, [supersede("b", "lane")]).await;
    assert_eq!(only(&queue).await.task.id, task_id("b"));
}

/// [`Settlement::Wait`]: an attempt without effect takes nothing back of an earlier one that may have had one.
pub async fn settled_as_wait_a_task_of_unknown_outcome_stays_frozen<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("a", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, unknown(3, true)).await;
    let claimed = claim(&queue, 3).await;
    settle(&queue, 3, &claimed, wait(10, false)).await;
    assert_eq!(only(&queue).await.state, TaskState::Unknown);
    enqueue(&queue, 4, [supersede("b", "lane")]).await;
    let tasks: Vec<_> = listed(&queue).await.into_iter().map(|task| task.task.id).collect();
    assert_eq!(tasks, [task_id("a"), task_id("b")]);
}

/// [`Settlement::Unknown`].
pub async fn settled_as_unknown_a_task_is_due_when_it_says_and_keeps_its_key<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, unknown(10, false)).await;
    assert_eq!(only(&queue).await.state, TaskState::Unknown);
    assert!(claim(&queue, 9).await.is_empty());
    let again = claim(&queue, 10).await;
    assert_eq!(again[0].tasks[0].task, keep("a", "lane"));
}

/// [`Settlement`], each variant.
pub async fn settled_a_task_counts_an_attempt_only_where_the_result_says_so<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    for (settlement, attempts) in [
        (wait(1, false), 0),
        (wait(1, true), 1),
        (unknown(1, false), 1),
        (unknown(1, true), 2),
        (Settlement::Released, 2),
        (Settlement::Attention(reason()), 3),
    ] {
        let claimed = claim(&queue, 1).await;
        settle(&queue, 1, &claimed, settlement).await;
        assert_eq!(only(&queue).await.attempts, attempts);
    }
}
