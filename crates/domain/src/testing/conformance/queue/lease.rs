//! Rules 9, 10 and 11: how long a claim holds, under which number, and what becomes of a lost one.

use crate::ports::{Claim, Queue, Settled, Settlement};
use crate::task::TaskState;

use super::super::sample::{
    LEASE, another_owner, at, claim, enqueue, everything, ids_by_lane, keep, lane, listed, only, results,
    settle, task_id, unknown, wait,
};

fn lease_end(claimed_at: i64) -> i64 {
    claimed_at + i64::try_from(LEASE.as_secs()).unwrap()
}

/// Rule 9.
pub async fn must_09_a_claimed_lane_is_given_to_nobody<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    assert_eq!(claim(&queue, 1).await.len(), 1);
    let last_moment = lease_end(1) - 1;
    assert!(claim(&queue, last_moment).await.is_empty());
    let other = Claim { owner: another_owner(), ..everything() };
    assert!(queue.get_retry_tasks(at(last_moment), other).await.unwrap().is_empty());
    assert!(claim(&open().await, last_moment).await.is_empty(), "also not after a restart");
}

/// Rule 9.
pub async fn must_09_a_lane_is_given_again_once_each_task_is_settled<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane"), keep("b", "lane")]).await;
    let mut claimed = claim(&queue, 1).await;
    let second = claimed[0].tasks.split_off(1);
    settle(&queue, 1, &claimed, Settlement::Sent).await;
    assert!(claim(&queue, 1).await.is_empty());
    claimed[0].tasks = second;
    settle(&queue, 1, &claimed, Settlement::Released).await;
    assert_eq!(ids_by_lane(&claim(&queue, 1).await), [("lane", vec![task_id("b")])]);
}

/// Rule 9.
pub async fn must_09_a_lane_is_given_again_once_its_lease_has_run_out<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    claim(&queue, 1).await;
    assert_eq!(ids_by_lane(&claim(&queue, lease_end(1)).await), [("lane", vec![task_id("a")])]);
}

/// Rule 9.
pub async fn must_09_a_lane_is_given_again_once_it_is_reclaimed<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    claim(&queue, 1).await;
    queue.reclaim(at(2)).await.unwrap();
    assert_eq!(claim(&queue, 2).await.len(), 1);
}

/// Rule 9.
pub async fn must_09_a_new_task_does_not_open_a_claimed_lane<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    claim(&queue, 1).await;
    enqueue(&queue, 2, [keep("b", "lane")]).await;
    assert!(claim(&queue, 2).await.is_empty());
}

/// Rule 10.
pub async fn must_10_each_claim_of_a_lane_raises_its_epoch<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let mut last = i64::MIN;
    for round in 1..=3 {
        // The lane was empty in between: its number goes on.
        enqueue(&queue, round, [keep(&round.to_string(), "lane")]).await;
        let claimed = claim(&queue, round).await;
        assert!(claimed[0].epoch > last);
        last = claimed[0].epoch;
        settle(&queue, round, &claimed, Settlement::Released).await;
        let claimed = claim(&queue, round).await;
        assert!(claimed[0].epoch > last);
        last = claimed[0].epoch;
        settle(&queue, round, &claimed, Settlement::Sent).await;
    }
}

/// Rule 10.
pub async fn must_10_a_result_of_a_lost_claim_is_stale_and_changes_nothing<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    let lost = claim(&queue, 1).await;
    queue.reclaim(at(2)).await.unwrap();
    for (seconds, again) in [(3, false), (4, true)] {
        if again {
            claim(&queue, seconds).await;
        }
        let before = listed(&queue).await;
        for settlement in [Settlement::Sent, wait(90, true), Settlement::Released] {
            let settled = queue.settle(at(seconds), results(&lost, &settlement)).await.unwrap();
            assert_eq!(settled, Settled { applied: 0, stale: 1 });
        }
        assert_eq!(listed(&queue).await, before);
    }
}

/// Rule 10.
pub async fn must_10_a_second_result_for_a_task_is_stale_and_changes_nothing<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane"), keep("b", "lane")]).await;
    let mut claimed = claim(&queue, 1).await;
    claimed[0].tasks.truncate(1);
    let mut twice = results(&claimed, &wait(50, true));
    twice.extend(results(&claimed, &Settlement::Sent));
    let settled = queue.settle(at(1), twice).await.unwrap();
    assert_eq!(settled, Settled { applied: 1, stale: 1 }, "the first one counts");
    let settled = queue.settle(at(1), results(&claimed, &Settlement::Sent)).await.unwrap();
    assert_eq!(settled, Settled { applied: 0, stale: 1 });
    let tasks = listed(&queue).await;
    assert_eq!((tasks.len(), tasks[0].not_before, tasks[0].attempts), (2, at(50), 1));
}

/// Rule 10.
pub async fn must_10_a_result_that_names_another_lane_or_task_is_stale<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane"), keep("b", "another lane")]).await;
    let claimed = claim(&queue, 1).await;
    let before = listed(&queue).await;
    let mut wrong_lane = results(&claimed, &Settlement::Sent);
    wrong_lane.truncate(1);
    wrong_lane[0].lane = lane("no such lane");
    let mut wrong_task = results(&claimed, &Settlement::Sent);
    wrong_task.truncate(1);
    wrong_task[0].task = task_id("no such task");
    for wrong in [wrong_lane, wrong_task] {
        assert_eq!(queue.settle(at(1), wrong).await.unwrap(), Settled { applied: 0, stale: 1 });
    }
    assert_eq!(listed(&queue).await, before);
}

/// Rule 11.
pub async fn must_11_a_task_of_a_claim_that_ran_out_comes_back_as_unknown<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    claim(&queue, 1).await;
    let again = claim(&queue, lease_end(1)).await;
    assert_eq!(again[0].tasks[0].attempts, 1);
    settle(&queue, lease_end(1), &again, Settlement::Released).await;
    let task = only(&queue).await;
    assert_eq!((task.state, task.attempts), (TaskState::Unknown, 1));
}

/// Rule 11.
pub async fn must_11_a_reclaimed_task_comes_back_as_unknown_and_is_counted<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane"), keep("b", "lane"), keep("c", "m"), keep("free", "n")]).await;
    let mut claimed = claim(&queue, 1).await;
    // One lane is given back before: it is none of the lost.
    let free = claimed.split_off(2);
    settle(&queue, 1, &free, unknown(1, false)).await;
    assert_eq!(queue.reclaim(at(2)).await.unwrap(), 3);
    assert_eq!(queue.reclaim(at(2)).await.unwrap(), 0);
    let attempts: Vec<_> = listed(&queue).await.iter().map(|task| task.attempts).collect();
    assert_eq!(attempts, [1, 1, 1, 0]);
    assert!(listed(&queue).await.iter().all(|task| task.state == TaskState::Unknown));
}
