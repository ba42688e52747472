//! Rule 8: the limits of a claim.

use crate::ports::{Claim, Queue, Settlement};
use crate::task::{Body, NewTask};

use super::super::sample::{at, claim, enqueue, everything, ids_by_lane, keep, settle, task_id};

fn of_bytes(bytes: usize, name: &str, in_lane: &str) -> NewTask {
    NewTask { body: Body::new(vec![b'x'; bytes]), ..keep(name, in_lane) }
}

/// Rule 8.
pub async fn must_08_no_more_tasks_are_given_than_asked_for<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "a"), keep("b", "b"), keep("c", "b"), keep("d", "c")]).await;
    let claim = Claim { max_tasks: 2, ..everything() };
    let claimed = queue.get_retry_tasks(at(1), claim).await.unwrap();
    assert_eq!(ids_by_lane(&claimed), [("a", vec![task_id("a")]), ("b", vec![task_id("b")])]);
}

/// Rule 8.
pub async fn must_08_no_more_bytes_are_given_than_asked_for<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [of_bytes(60, "a", "a"), of_bytes(40, "b", "b"), of_bytes(1, "c", "c")]).await;
    let claim = Claim { max_bytes: 100, ..everything() };
    let claimed = queue.get_retry_tasks(at(1), claim).await.unwrap();
    assert_eq!(ids_by_lane(&claimed), [("a", vec![task_id("a")]), ("b", vec![task_id("b")])]);
}

/// Rule 8.
pub async fn must_08_the_first_task_is_given_whatever_its_size<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [of_bytes(1_000, "large", "a"), of_bytes(1, "small", "b")]).await;
    let claim = Claim { max_bytes: 10, ..everything() };
    let claimed = queue.get_retry_tasks(at(1), claim).await.unwrap();
    assert_eq!(ids_by_lane(&claimed), [("a", vec![task_id("large")])]);
}

/// Rule 8 and rule 7: a lane that a limit cut goes on where it was cut.
pub async fn must_08_what_is_over_the_limit_comes_with_a_later_claim_in_order<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, ["a", "b", "c"].map(|name| keep(name, "lane"))).await;
    let first = Claim { max_tasks: 2, ..everything() };
    let claimed = queue.get_retry_tasks(at(1), first).await.unwrap();
    assert_eq!(ids_by_lane(&claimed), [("lane", ["a", "b"].map(task_id).to_vec())]);
    assert!(claim(&queue, 1).await.is_empty(), "the rest of a claimed lane is claimed with it");
    settle(&queue, 1, &claimed, Settlement::Sent).await;
    assert_eq!(ids_by_lane(&claim(&queue, 1).await), [("lane", vec![task_id("c")])]);
}
