//! Rule 39, and what else helps where an answer is lost: see [`crate::ports::Queue`].

use crate::ports::{DiscardError, Queue, QueueError, Settled, Settlement, Undiscardable};
use crate::task::{Commit, Expected, NewTask, RecordWrite, TaskState};

use super::super::sample::{
    LEASE, account, anna, at, by_id, claim, collection, commit, enqueue, keep, lane, listed, only, reason,
    record, record_id, results, settle, supersede, task_id, unknown,
};

async fn made_again(queue: &impl Queue, tasks: Vec<NewTask>) -> Result<(), QueueError> {
    queue.commit(anna(), at(9), Commit { records: vec![record("new", 0, 1)], tasks }).await
}

/// That it is refused for a task that is there, and nothing is written.
async fn is_there(queue: &impl Queue, tasks: Vec<NewTask>) {
    let before = by_id(queue).await;
    let error = made_again(queue, tasks).await.unwrap_err();
    assert!(matches!(error, QueueError::AlreadyThere), "{error:?}");
    assert_eq!(by_id(queue).await, before);
    assert_eq!(queue.get(anna(), &collection("notes"), &record_id("new")).await.unwrap(), None);
}

/// Rule 39.
pub async fn must_39_a_commit_that_is_made_again_says_so_and_writes_nothing<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("t", "lane"), keep("u", "lane")]).await;
    is_there(&queue, vec![keep("t", "lane"), keep("u", "lane")]).await;
    is_there(&queue, vec![keep("fresh", "lane"), keep("t", "another lane")]).await;
    drop(queue);
    is_there(&open().await, vec![keep("t", "lane")]).await;
}

/// Rule 39.
pub async fn must_39_an_id_is_known_in_every_state_and_in_every_account<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("t", "lane")]).await;
    let hers = Commit { records: Vec::new(), tasks: vec![keep("t", "lane")] };
    let error = queue.commit(account("berta"), at(2), hers).await.unwrap_err();
    assert!(matches!(error, QueueError::AlreadyThere), "{error:?}");
    for state in [unknown(1, true), Settlement::Attention(reason())] {
        let claimed = claim(&queue, 1).await;
        is_there(&queue, vec![keep("t", "lane")]).await;
        settle(&queue, 1, &claimed, state).await;
        is_there(&queue, vec![keep("t", "lane")]).await;
    }
}

/// Rules 39 and 4: it would be due at once again, and forget its attempts.
pub async fn must_39_a_task_does_not_take_its_own_place<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("t", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, super::super::sample::wait(50, true)).await;
    is_there(&queue, vec![supersede("t", "lane")]).await;
    is_there(&queue, vec![supersede("newer", "another lane"), supersede("t", "lane")]).await;
    assert_eq!(only(&queue).await.attempts, 1);
}

/// Rule 39: the server knows its key.
pub async fn must_39_once_a_task_has_left_its_id_is_free<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("t", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, Settlement::Sent).await;
    made_again(&queue, vec![keep("t", "lane")]).await.unwrap();
    assert_eq!(only(&queue).await.task.id, task_id("t"));
}

/// Rule 2.
pub async fn must_02_a_guarded_commit_that_is_made_again_is_a_conflict<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    for (expected, revision) in [(Expected::Absent, 1), (Expected::Revision(1), 2)] {
        let write = RecordWrite { expected, ..record("a", 0, revision) };
        let name = revision.to_string();
        commit(&queue, 1, vec![write.clone()], vec![keep(&name, "lane")]).await;
        let again = Commit { records: vec![write], tasks: vec![keep("another", "lane")] };
        let error = queue.commit(anna(), at(2), again).await.unwrap_err();
        assert!(matches!(error, QueueError::Conflict { .. }), "{error:?}");
    }
    assert_eq!(listed(&queue).await.len(), 2);
}

/// Rule 10.
pub async fn must_10_results_that_are_recorded_again_are_stale_and_the_rest_counts<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "a"), keep("b", "b")]).await;
    let claimed = claim(&queue, 1).await;
    let both = results(&claimed, &Settlement::Sent);
    queue.settle(at(1), both[..1].to_vec()).await.unwrap();
    assert_eq!(queue.settle(at(1), both.clone()).await.unwrap(), Settled { applied: 1, stale: 1 });
    assert_eq!(queue.settle(at(1), both).await.unwrap(), Settled { applied: 0, stale: 2 });
    assert_eq!(queue.counts(anna()).await.unwrap().sent, 2);
}

/// Rules 9 and 11: the answer of a claim is lost for good, and nothing else is.
pub async fn must_11_a_claim_that_nobody_heard_of_comes_back_with_its_lease_or_by_reclaim<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    drop(claim(&queue, 1).await);
    assert!(claim(&queue, 2).await.is_empty(), "a second claim does not give it");
    let end = 1 + i64::try_from(LEASE.as_secs()).unwrap();
    let claimed = claim(&queue, end).await;
    assert_eq!((claimed[0].lane.clone(), claimed[0].tasks[0].attempts), (lane("lane"), 1));
    drop(claimed);
    assert_eq!(queue.reclaim(at(end)).await.unwrap(), 1);
    assert_eq!((only(&queue).await.state, only(&queue).await.attempts), (TaskState::Unknown, 2));
}

/// Rule 24.
pub async fn must_24_what_was_discarded_is_gone_where_it_is_discarded_again<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane"), keep("b", "lane"), keep("c", "lane")]).await;
    let both = || vec![task_id("b"), task_id("a")];
    queue.discard(anna(), both(), at(2)).await.unwrap();
    let error = queue.discard(anna(), both(), at(3)).await.unwrap_err();
    let gone =
        matches!(error, DiscardError::Refused { task, because: Undiscardable::Gone } if task == task_id("b"));
    assert!(gone, "{error:?}");
    let counts = queue.counts(anna()).await.unwrap();
    assert_eq!((counts.waiting, counts.discarded), (1, 2));
}
