//! Rules 7 and 8: which lanes a claim gives, with which of their tasks, in which order.

use crate::policy::{LONGEST_WAIT, lane_rank};
use crate::ports::{Queue, Settlement};
use crate::task::{Commit, NewTask, Priority, TaskState};

use super::super::sample::{
    account, anna, at, claim, enqueue, ids_by_lane, keep, reason, settle, task_id, unknown, wait,
};

fn urgent(priority: Priority, name: &str, in_lane: &str) -> NewTask {
    NewTask { priority, ..keep(name, in_lane) }
}

/// Rule 7.
pub async fn must_07_a_lane_comes_with_its_first_unsent_tasks_in_sequence<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("b", "lane"), keep("other", "m"), keep("a", "lane")]).await;
    enqueue(&queue, 2, [urgent(Priority::Critical, "c", "lane")]).await;
    let claimed = claim(&queue, 2).await;
    let expected = vec![("lane", ["b", "a", "c"].map(task_id).to_vec()), ("m", vec![task_id("other")])];
    assert_eq!(ids_by_lane(&claimed), expected);
    assert!(claimed.iter().flat_map(|lane| &lane.tasks).all(|task| task.state == TaskState::Claimed));
}

/// Rule 7.
pub async fn must_07_a_lane_that_is_not_due_yet_is_not_given<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("first", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    enqueue(&queue, 2, [keep("second", "lane"), keep("free", "m")]).await;
    settle(&queue, 2, &claimed, wait(30, true)).await;
    assert_eq!(ids_by_lane(&claim(&queue, 29).await), [("m", vec![task_id("free")])]);
    assert_eq!(ids_by_lane(&claim(&queue, 30).await), [("lane", ["first", "second"].map(task_id).to_vec())]);
}

/// Rule 7.
pub async fn must_07_a_lane_whose_first_task_is_in_attention_is_not_given<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("refused", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, Settlement::Attention(reason())).await;
    enqueue(&queue, 2, [keep("behind", "lane"), keep("free", "m")]).await;
    assert_eq!(ids_by_lane(&claim(&queue, 1_000_000).await), [("m", vec![task_id("free")])]);
}

/// Rule 7.
pub async fn must_07_a_claim_stops_before_a_task_in_attention<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane"), keep("b", "lane"), keep("c", "lane")]).await;
    let mut claimed = claim(&queue, 1).await;
    let c = claimed[0].tasks.split_off(2);
    let b = claimed[0].tasks.split_off(1);
    settle(&queue, 1, &claimed, unknown(5, true)).await;
    claimed[0].tasks = b;
    settle(&queue, 1, &claimed, Settlement::Attention(reason())).await;
    claimed[0].tasks = c;
    settle(&queue, 1, &claimed, Settlement::Released).await;
    assert_eq!(ids_by_lane(&claim(&queue, 5).await), [("lane", vec![task_id("a")])]);
}

/// Rule 8, for every pair of priorities at ages around the longest wait.
pub async fn must_08_lanes_come_in_the_order_of_their_rank<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let wait = i64::try_from(LONGEST_WAIT.as_secs()).unwrap();
    let mut expected = Vec::new();
    for (place, seconds) in [0, wait / 2 - 1, wait / 2 + 1, wait - 1, wait + 1].into_iter().enumerate() {
        for priority in [Priority::Normal, Priority::High, Priority::Critical] {
            let name = format!("{place} {priority:?}");
            enqueue(&queue, seconds, [urgent(priority, &name, &name)]).await;
            expected.push((lane_rank(at(seconds), priority, 0), name));
        }
    }
    expected.sort();
    let claimed = claim(&queue, wait + 1).await;
    let given: Vec<_> = claimed.iter().map(|lane| lane.lane.as_str()).collect();
    let expected: Vec<_> = expected.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(given, expected);
}

/// Rule 8: so that a run can be repeated.
pub async fn must_08_lanes_of_one_rank_come_in_the_order_of_their_names<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let names = ["b", "B", "a", "ä", "a b", "10", "9"];
    enqueue(&queue, 1, names.map(|name| keep(name, name))).await;
    let claimed = claim(&queue, 1).await;
    let given: Vec<_> = claimed.iter().map(|lane| lane.lane.as_str()).collect();
    let mut expected = names.to_vec();
    expected.sort_unstable();
    assert_eq!(given, expected, "in the order of their bytes");
}

/// Rule 8.
pub async fn must_08_an_urgent_task_pulls_its_whole_lane_forward<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("early", "a")]).await;
    enqueue(&queue, 2, [keep("late", "b")]).await;
    enqueue(&queue, 3, [urgent(Priority::Critical, "stop", "b")]).await;
    let expected = [("b", ["late", "stop"].map(task_id).to_vec()), ("a", vec![task_id("early")])];
    assert_eq!(ids_by_lane(&claim(&queue, 3).await), expected);
}

/// Rule 8.
pub async fn must_08_another_accounts_tasks_are_never_given<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let hers = Commit { records: Vec::new(), tasks: vec![urgent(Priority::Critical, "hers", "lane")] };
    queue.commit(account("berta"), at(0), hers).await.unwrap();
    assert!(claim(&queue, 1).await.is_empty());
    enqueue(&queue, 1, [keep("mine", "lane")]).await;
    assert_eq!(ids_by_lane(&claim(&queue, 1).await), [("lane", vec![task_id("mine")])]);
    assert_eq!(queue.counts(anna()).await.unwrap().waiting, 1);
}
