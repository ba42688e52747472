//! Rule 40: calls whose future is dropped, at each point where it waits for something.

use std::future::poll_fn;
use std::task::Poll;

use crate::ports::{Claim, Queue, QueueError, Selection, Settlement, SortRange};
use crate::task::TaskState;

use super::super::sample::{
    anna, at, claim, collection, enqueue, everything, keep, lane, listed, reason, record_id, results, settle,
    task_id,
};
use super::super::sample::{commit, record};
use crate::task::Commit;

/// More points than any call has where it waits.
const MOST_POINTS: usize = 500;

/// So often is asked anew for what a dropped call may still hold while it comes to its end.
const MOST_TRIES: usize = 10_000;

/// Lets a call wait `points` times and drops it then; what came of it, where it came to its end before.
async fn dropped<T>(points: usize, call: impl Future<Output = T>) -> Option<T> {
    let mut call = Box::pin(call);
    let mut left = points;
    poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match call.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Drops the call after it has waited never, once, twice and so on, until it comes to its end.
async fn at_each_point(mut one: impl AsyncFnMut(usize) -> bool) {
    for points in 0..MOST_POINTS {
        if one(points).await {
            return;
        }
    }
    panic!("the call never comes to its end");
}

/// Rule 40, and 39: a caller that does not know makes it again.
pub async fn must_40_a_commit_that_is_dropped_is_there_whole_or_not_at_all<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    at_each_point(async |points| {
        let name = points.to_string();
        let tasks = vec![keep(&name, &name), keep(&format!("{name} too"), &name)];
        let whole = Commit { records: vec![record(&name, 0, 1)], tasks };
        let ended = dropped(points, queue.commit(anna(), at(1), whole.clone())).await;
        let again = queue.commit(anna(), at(1), whole).await;
        match again {
            Ok(()) => assert!(ended.is_none(), "what was acknowledged is there"),
            Err(QueueError::AlreadyThere) => {}
            Err(error) => panic!("after {points} points: {error:?}"),
        }
        let stored = queue.get(anna(), &collection("notes"), &record_id(&name)).await.unwrap();
        assert!(stored.is_some());
        let of_lane = listed(&queue).await.into_iter().filter(|task| task.task.lane == lane(&name));
        let ids: Vec<_> = of_lane.map(|task| task.task.id).collect();
        assert_eq!(ids, [task_id(&name), task_id(&format!("{name} too"))], "after {points} points");
        ended.is_some()
    })
    .await;
}

/// Rules 40 and 9.
pub async fn must_40_a_claim_that_is_dropped_holds_no_longer_than_its_lease<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    at_each_point(async |points| {
        let name = points.to_string();
        enqueue(&queue, 1, [keep(&name, &name)]).await;
        let ended = dropped(points, queue.get_retry_tasks(at(1), everything())).await.is_some();
        // By then its lease has run out. What still comes to its end goes first, or finds nothing.
        let later = i64::try_from(points).unwrap() * 1_000 + 100_000;
        let mut claimed = Vec::new();
        for _ in 0..MOST_TRIES {
            claimed = claim(&queue, later).await;
            if !claimed.is_empty() {
                break;
            }
            tokio::task::yield_now().await;
        }
        let ids: Vec<_> = claimed.iter().flat_map(|lane| &lane.tasks).map(|task| task.task.id).collect();
        assert_eq!(ids, [task_id(&name)], "after {points} points");
        settle(&queue, later, &claimed, Settlement::Sent).await;
        ended
    })
    .await;
}

/// Rules 40 and 10.
pub async fn must_40_results_that_are_dropped_are_recorded_or_not<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    at_each_point(async |points| {
        let name = points.to_string();
        enqueue(&queue, 1, [keep(&name, &name), keep(&format!("{name} too"), "too")]).await;
        let claimed = claim(&queue, 1).await;
        let sent = results(&claimed, &Settlement::Sent);
        assert_eq!(sent.len(), 2);
        let ended = dropped(points, queue.settle(at(1), sent.clone())).await.is_some();
        let again = queue.settle(at(1), sent).await.unwrap();
        assert!([0, 2].contains(&again.applied), "all of them or none, after {points} points: {again:?}");
        assert!(again.applied == 0 || !ended);
        assert_eq!(listed(&queue).await, []);
        ended
    })
    .await;
    let counts = queue.counts(anna()).await.unwrap();
    assert_eq!(counts.sent % 2, 0);
}

/// Rule 40.
pub async fn must_40_what_a_person_asked_for_and_dropped_is_done_or_not<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    at_each_point(async |points| {
        let name = points.to_string();
        enqueue(&queue, 1, [keep(&name, &name)]).await;
        let claimed = claim(&queue, 1).await;
        settle(&queue, 1, &claimed, Settlement::Attention(reason())).await;
        let retried = dropped(points, queue.retry(anna(), Selection::All, at(1))).await.is_some();
        queue.retry(anna(), Selection::All, at(1)).await.unwrap();
        let task = queue.task(anna(), task_id(&name)).await.unwrap().unwrap();
        assert_eq!(task.state, TaskState::Waiting, "after {points} points");
        let one = || vec![task_id(&name)];
        let discarded = dropped(points, queue.discard(anna(), one(), at(1))).await.is_some();
        // Refused where the first one was not.
        drop(queue.discard(anna(), one(), at(1)).await);
        assert_eq!(listed(&queue).await, [], "after {points} points");
        retried && discarded
    })
    .await;
}

/// Rule 40.
pub async fn must_40_a_dropped_read_leaves_nothing_behind<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let names: Vec<_> = (0..50).map(|n| n.to_string()).collect();
    let records = names.iter().map(|name| record(name, 0, 1)).collect();
    commit(&queue, 1, records, names.iter().map(|name| keep(name, name)).collect()).await;
    let notes = collection("notes");
    at_each_point(async |points| {
        let all_ended = [
            dropped(points, queue.tasks(anna(), 0, 100)).await.is_some(),
            dropped(points, queue.counts(anna())).await.is_some(),
            dropped(points, queue.task(anna(), task_id("7"))).await.is_some(),
            dropped(points, queue.scan(anna(), &notes, SortRange::ALL, None, 100)).await.is_some(),
            dropped(points, queue.next_due(anna())).await.is_some(),
        ];
        assert_eq!(listed(&queue).await.len(), 50, "after {points} points");
        assert_eq!(queue.counts(anna()).await.unwrap().waiting, 50);
        all_ended == [true; 5]
    })
    .await;
    let claimed = queue.get_retry_tasks(at(1), Claim { max_tasks: 50, ..everything() }).await.unwrap();
    settle(&queue, 1, &claimed, Settlement::Released).await;
}
