//! Rules 11 and 32: what a process was holding when it died.

use crate::policy::lane_rank;
use crate::ports::{Claim, Queue, Selection, Settlement};
use crate::task::{NewTask, Priority, Reason, Task, TaskState};

use super::super::sample::{
    LEASE, anna, at, by_id, claim, enqueue, everything, free_lanes, ids_by_lane, keep, one_of, only, settle,
    supersede, task_id, unknown, wait,
};

/// Claims all that is due at each of these seconds, and takes it back a second later.
async fn crash(queue: &impl Queue, seconds: impl IntoIterator<Item = i64>) {
    for claimed_at in seconds {
        assert!(!claim(queue, claimed_at).await.is_empty());
        queue.reclaim(at(claimed_at + 1)).await.unwrap();
    }
}

async fn named(queue: &impl Queue, name: &str) -> Task {
    by_id(queue).await.remove(&task_id(name)).unwrap()
}

/// Rule 11, for both ways in which a claim ends by itself.
pub async fn must_11_a_lost_claim_is_one_crash_and_its_instant_is_kept<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    let before = only(&queue).await;
    assert_eq!((before.crashes, before.unknown_since), (0, None));
    crash(&queue, [5]).await;
    let reclaimed = only(&queue).await;
    assert_eq!((reclaimed.crashes, reclaimed.unknown_since), (1, Some(at(5))));
    claim(&queue, 9).await;
    let over = 9 + i64::try_from(LEASE.as_secs()).unwrap();
    let again = claim(&queue, over).await;
    let again = &again[0].tasks[0];
    assert_eq!((again.crashes, again.unknown_since), (2, Some(at(5))), "the first instant stays");
}

/// Rule 11: what is no crash counts as none, and an outcome that is known ends the uncertainty.
pub async fn must_11_a_settled_task_is_no_crash_and_unknown_since_goes_with_the_outcome<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    for (claimed_at, settlement, since) in [
        (2, wait(2, true), None),
        (3, unknown(3, true), Some(at(3))),
        (4, wait(4, true), Some(at(3))),
        (5, unknown(5, true), Some(at(3))),
        (6, Settlement::Released, Some(at(3))),
        (7, Settlement::Attention(super::super::sample::reason()), None),
    ] {
        let claimed = claim(&queue, claimed_at).await;
        settle(&queue, claimed_at + 100, &claimed, settlement).await;
        let task = only(&queue).await;
        assert_eq!((task.crashes, task.unknown_since), (0, since), "claimed at {claimed_at}");
    }
}

/// Rule 32.
pub async fn must_32_a_task_that_crashed_twice_is_given_alone_and_behind_the_others<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    let suspect = NewTask { priority: Priority::Critical, ..keep("suspect", "a") };
    enqueue(&queue, 1, [suspect, keep("behind", "a")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &one_of(&claimed, "behind"), Settlement::Released).await;
    queue.reclaim(at(1)).await.unwrap();
    let claimed = claim(&queue, 2).await;
    assert_eq!(claimed[0].tasks.len(), 2, "once is no pattern");
    settle(&queue, 2, &one_of(&claimed, "behind"), Settlement::Released).await;
    queue.reclaim(at(2)).await.unwrap();
    enqueue(&queue, 3, [keep("other", "b"), keep("another", "c")]).await;

    let others = claim(&queue, 3).await;
    assert_eq!(ids_by_lane(&others), [("b", vec![task_id("other")]), ("c", vec![task_id("another")])]);
    let alone = claim(&queue, 3).await;
    assert_eq!(ids_by_lane(&alone), [("a", vec![task_id("suspect")])]);
    settle(&queue, 3, &alone, Settlement::Sent).await;
    assert_eq!(ids_by_lane(&claim(&queue, 3).await), [("a", vec![task_id("behind")])]);
}

/// Rule 32: the malus ends as every wait does.
pub async fn must_32_what_came_much_later_goes_behind_the_task_that_crashed_twice<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("suspect", "a")]).await;
    crash(&queue, [1, 2]).await;
    let later = (lane_rank(at(1), Priority::Normal, 2) - lane_rank(at(0), Priority::Normal, 0)) / 1_000;
    enqueue(&queue, later - 1, [keep("earlier", "b")]).await;
    enqueue(&queue, later + 1, [keep("later", "c")]).await;
    for expected in [("b", "earlier"), ("a", "suspect"), ("c", "later")] {
        let claimed = claim(&queue, later + 1).await;
        assert_eq!(ids_by_lane(&claimed), [(expected.0, vec![task_id(expected.1)])]);
    }
}

/// Rule 32 and rule 7.
pub async fn must_32_a_claim_stops_before_a_task_that_goes_alone_in_the_middle_of_its_lane<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, ["first", "suspect", "last"].map(|name| keep(name, "lane"))).await;
    for seconds in [1, 2] {
        let claimed = claim(&queue, seconds).await;
        for kept in ["first", "last"] {
            settle(&queue, seconds, &one_of(&claimed, kept), Settlement::Released).await;
        }
        queue.reclaim(at(seconds)).await.unwrap();
    }
    for name in ["first", "suspect", "last"] {
        let claimed = claim(&queue, 3).await;
        assert_eq!(ids_by_lane(&claimed), [("lane", vec![task_id(name)])]);
        settle(&queue, 3, &claimed, Settlement::Sent).await;
    }
}

/// Rule 32: the limit of bytes lets the first task through whatever its size, also this one.
pub async fn must_32_limits_change_nothing_for_a_task_that_goes_alone<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("suspect", "a")]).await;
    crash(&queue, [1, 2]).await;
    for (max_tasks, max_bytes) in [(1, 1), (100, 1), (100, 1_000)] {
        let narrow = Claim { max_tasks, max_bytes, ..everything() };
        let claimed = queue.get_retry_tasks(at(3), narrow).await.unwrap();
        assert_eq!(ids_by_lane(&claimed), [("a", vec![task_id("suspect")])]);
        settle(&queue, 3, &claimed, Settlement::Released).await;
    }
}

/// Rule 32, for both ways in which a claim ends by itself.
pub async fn must_32_at_the_third_crash_a_task_waits_for_a_person<Q: Queue>(open: impl AsyncFn() -> Q) {
    let expected = TaskState::Attention(Reason { code: "crashed".to_owned(), detail: None, field: None });
    let queue = open().await;
    enqueue(&queue, 1, [keep("reclaimed", "a")]).await;
    crash(&queue, [1, 2, 3]).await;
    let task = named(&queue, "reclaimed").await;
    assert_eq!((task.state, task.crashes, task.attempts), (expected.clone(), 3, 3));
    assert!(free_lanes(&queue, 4).await.is_empty());

    enqueue(&queue, 5, [keep("ran out", "b"), keep("behind", "b")]).await;
    let mut now = 5;
    for _ in 0..3 {
        let claimed = claim(&queue, now).await;
        settle(&queue, now, &one_of(&claimed, "behind"), Settlement::Released).await;
        now += i64::try_from(LEASE.as_secs()).unwrap();
    }
    assert!(claim(&queue, now).await.is_empty());
    assert_eq!(named(&queue, "ran out").await.state, expected);
    let counts = queue.counts(anna()).await.unwrap();
    assert_eq!((counts.waiting, counts.attention, counts.behind_attention), (1, 2, 1));
    assert_eq!(queue.next_due(anna()).await.unwrap(), None);
}

/// Rules 23 and 4: whoever lets it go, or writes a newer one, begins anew.
pub async fn must_23_a_retried_task_and_must_04_a_survivor_have_no_crash<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("a", "a"), supersede("b", "b")]).await;
    for seconds in [1, 2, 3, 4, 5] {
        claim(&queue, seconds).await;
        queue.reclaim(at(seconds)).await.unwrap();
    }
    assert_eq!(queue.counts(anna()).await.unwrap().attention, 2);
    assert_eq!(queue.retry(anna(), Selection::Tasks(vec![task_id("a")]), at(6)).await.unwrap(), 1);
    enqueue(&queue, 6, [supersede("c", "b")]).await;
    for name in ["a", "c"] {
        let task = named(&queue, name).await;
        assert_eq!((task.crashes, task.unknown_since, task.state), (0, None, TaskState::Waiting), "{name}");
    }
    assert_eq!(claim(&queue, 6).await.len(), 2, "they go together");
    let claimed = queue.tasks(anna(), 0, 9).await.unwrap();
    assert!(claimed.iter().all(|task| task.state == TaskState::Claimed));
}
