//! Rules 20 and 33: when a claim could next have something.

use crate::ports::{Queue, Settlement};

use super::super::sample::{
    LEASE, account, after, anna, at, by_id, claim, enqueue, keep, of, reason, requires, settle, task_id,
    unknown, wait, waiting_for,
};

async fn next_due(queue: &impl Queue) -> Option<crate::Timestamp> {
    let next_due = queue.next_due(anna()).await.unwrap();
    assert_eq!(queue.counts(anna()).await.unwrap().next_due, next_due);
    next_due
}

fn lease_end(claimed_at: i64) -> i64 {
    claimed_at + i64::try_from(LEASE.as_secs()).unwrap()
}

/// Rule 33.
pub async fn must_33_the_next_due_time_is_the_earliest_of_what_waits_or_is_claimed<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    assert_eq!(next_due(&queue).await, None);
    enqueue(&queue, 3, [keep("claimed", "a"), keep("waits", "b"), keep("unknown", "c")]).await;
    assert_eq!(next_due(&queue).await, Some(at(3)));
    let claimed = claim(&queue, 5).await;
    assert_eq!(next_due(&queue).await, Some(at(lease_end(5))));
    settle(&queue, 6, &of(&claimed, "b"), wait(200, true)).await;
    assert_eq!(next_due(&queue).await, Some(at(lease_end(5))));
    settle(&queue, 6, &of(&claimed, "c"), unknown(20, true)).await;
    assert_eq!(next_due(&queue).await, Some(at(20)));
    assert_eq!(queue.next_due(account("berta")).await.unwrap(), None);
    drop(queue);
    assert_eq!(next_due(&open().await).await, Some(at(20)));
}

/// Rule 33: a wake-up for what can't go would be one for nothing, again and again.
pub async fn must_33_what_waits_for_a_person_or_for_another_lane_is_never_due<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("other", "other"), waiting_for([requires("other")], keep("t", "lane"))]).await;
    enqueue(&queue, 1, [waiting_for([after("other")], keep("u", "m"))]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, wait(300, true)).await;
    assert_eq!(next_due(&queue).await, Some(at(300)));
    let claimed = claim(&queue, 300).await;
    settle(&queue, 300, &claimed, Settlement::Attention(reason())).await;
    assert_eq!(next_due(&queue).await, Some(at(1)), "what came after is free");
    let claimed = claim(&queue, 300).await;
    settle(&queue, 300, &claimed, Settlement::Sent).await;
    assert_eq!(next_due(&queue).await, None);
}

/// Rule 20: nothing is let go earlier than asked for.
pub async fn must_20_nothing_waits_beyond_the_instant_and_what_is_due_before_stays<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, ["far", "near", "due", "held"].map(|name| keep(name, name))).await;
    enqueue(&queue, 1, [waiting_for([after("near")], keep("far too", "n"))]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &of(&claimed, "far"), wait(900, true)).await;
    settle(&queue, 1, &of(&claimed, "held"), unknown(901, true)).await;
    settle(&queue, 1, &of(&claimed, "near"), wait(50, true)).await;
    settle(&queue, 1, &of(&claimed, "due"), Settlement::Released).await;
    queue.bring_forward(anna(), at(100)).await.unwrap();
    let tasks = by_id(&queue).await;
    for (name, seconds) in [("far", 100), ("held", 100), ("near", 50), ("due", 1), ("far too", 1)] {
        assert_eq!(tasks[&task_id(name)].not_before, at(seconds), "{name}");
    }
    for (seconds, given) in [(49, vec!["due"]), (99, vec!["near"]), (100, vec!["far", "held"])] {
        let claimed = claim(&queue, seconds).await;
        let lanes: Vec<_> = claimed.iter().map(|lane| lane.lane.as_str()).collect();
        assert_eq!(lanes, given, "at {seconds}");
    }
}

/// Rules 20 and 33.
pub async fn must_20_what_was_brought_forward_is_due_then<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "a")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, wait(900, true)).await;
    queue.bring_forward(anna(), at(100)).await.unwrap();
    assert_eq!(next_due(&queue).await, Some(at(100)));
    assert!(claim(&queue, 99).await.is_empty());
    assert_eq!(claim(&queue, 100).await.len(), 1);
}
