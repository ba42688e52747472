//! Rules 18, 19, 20 and 43: counts, the list, named tasks, and what a person brings forward.

use crate::ports::{Queue, QueueCounts, Settlement};
use crate::task::{Commit, Task, TaskState};

use super::super::sample::{
    account, anna, at, by_id, claim, enqueue, everything, ids_by_lane, keep, listed, of, reason, requires,
    settle, task_id, unknown, wait, waiting_for,
};

/// Rule 18.
pub async fn must_18_counts_agree_with_the_tasks_in_every_state<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    assert_eq!(queue.counts(anna()).await.unwrap(), QueueCounts::default());
    enqueue(&queue, 1, ["sent", "wait", "unknown", "attention", "claimed"].map(|name| keep(name, name)))
        .await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &of(&claimed, "sent"), Settlement::Sent).await;
    settle(&queue, 1, &of(&claimed, "wait"), wait(10, true)).await;
    settle(&queue, 1, &of(&claimed, "unknown"), unknown(20, true)).await;
    settle(&queue, 1, &of(&claimed, "attention"), Settlement::Attention(reason())).await;
    let counts = queue.counts(anna()).await.unwrap();
    assert_eq!((counts.waiting, counts.attention, counts.behind_attention, counts.sent), (3, 1, 0, 1));
}

/// Rule 18.
pub async fn must_18_what_waits_behind_attention_is_counted_apart<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("refused", "lane"), keep("free", "m")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &of(&claimed, "lane"), Settlement::Attention(reason())).await;
    enqueue(&queue, 2, [keep("behind", "lane"), keep("behind too", "lane"), keep("free too", "m")]).await;
    let counts = queue.counts(anna()).await.unwrap();
    assert_eq!((counts.waiting, counts.attention, counts.behind_attention), (4, 1, 2));
}

/// Rule 18.
pub async fn must_18_the_next_due_time_is_the_earliest_of_the_lanes_that_flow<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    let next_due = async || queue.counts(anna()).await.unwrap().next_due;
    enqueue(&queue, 1, ["early", "late", "refused"].map(|name| keep(name, name))).await;
    assert_eq!(next_due().await, Some(at(1)));
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &of(&claimed, "refused"), Settlement::Attention(reason())).await;
    settle(&queue, 1, &of(&claimed, "late"), wait(40, true)).await;
    settle(&queue, 1, &of(&claimed, "early"), unknown(30, true)).await;
    enqueue(&queue, 2, [keep("behind", "refused"), keep("after", "early")]).await;
    assert_eq!(next_due().await, Some(at(30)));
    let claimed = claim(&queue, 30).await;
    settle(&queue, 30, &claimed, Settlement::Sent).await;
    assert_eq!(next_due().await, Some(at(40)));
    let claimed = claim(&queue, 40).await;
    settle(&queue, 40, &claimed, Settlement::Sent).await;
    assert_eq!(next_due().await, None);
}

/// Rule 18.
pub async fn must_18_counts_are_of_one_account<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let berta = account("berta");
    let hers = Commit { records: Vec::new(), tasks: vec![keep("hers", "lane"), keep("hers too", "m")] };
    queue.commit(berta, at(1), hers).await.unwrap();
    let her_claim = crate::ports::Claim { account: berta, max_tasks: 1, ..everything() };
    let claimed = queue.get_retry_tasks(at(1), her_claim).await.unwrap();
    settle(&queue, 1, &claimed, Settlement::Sent).await;
    assert_eq!(queue.counts(anna()).await.unwrap(), QueueCounts::default());
    let counts = queue.counts(berta).await.unwrap();
    assert_eq!((counts.waiting, counts.sent), (1, 1));
}

/// Rule 19.
pub async fn must_19_tasks_lists_unsent_tasks_in_sequence_without_bodies<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("b", "z"), keep("sent", "m"), keep("a", "y")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &of(&claimed, "m"), Settlement::Sent).await;
    settle(&queue, 1, &of(&claimed, "z"), Settlement::Attention(reason())).await;
    let hers = Commit { records: Vec::new(), tasks: vec![keep("hers", "lane")] };
    queue.commit(account("berta"), at(1), hers).await.unwrap();
    let tasks = listed(&queue).await;
    let ids: Vec<_> = tasks.iter().map(|task| task.task.id).collect();
    assert_eq!(ids, ["b", "a"].map(task_id));
    assert!(tasks.iter().all(|task| task.task.body.is_empty()));
    assert_eq!((&tasks[0].state, &tasks[1].state), (&TaskState::Attention(reason()), &TaskState::Claimed));
}

/// Rule 19.
pub async fn must_19_tasks_goes_on_after_a_sequence_number_and_keeps_to_the_limit<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, ["a", "b", "c", "d", "e"].map(|name| keep(name, name))).await;
    let all = listed(&queue).await;
    let (mut paged, mut after): (Vec<Task>, i64) = (Vec::new(), 0);
    loop {
        let page = queue.tasks(anna(), after, 2).await.unwrap();
        assert!(page.len() <= 2);
        let Some(last) = page.last() else { break };
        after = last.seq;
        paged.extend(page);
    }
    assert_eq!(paged, all);
}

/// Rule 43.
pub async fn must_43_named_tasks_are_given_as_each_alone_is<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, ["sent", "refused", "claimed"].map(|name| keep(name, name))).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &of(&claimed, "sent"), Settlement::Sent).await;
    settle(&queue, 1, &of(&claimed, "refused"), Settlement::Attention(reason())).await;
    enqueue(&queue, 2, [waiting_for([requires("claimed")], keep("waits", "m")), keep("unasked", "n")]).await;
    let hers = Commit { records: Vec::new(), tasks: vec![keep("hers", "lane")] };
    queue.commit(account("berta"), at(1), hers).await.unwrap();
    let asked = ["waits", "sent", "hers", "refused", "nowhere", "claimed"].map(task_id);
    let mut found = queue.tasks_with_bodies(anna(), asked.into()).await.unwrap();
    found.sort_by_key(|task| task.seq);
    let mut alone = Vec::new();
    for name in ["refused", "claimed", "waits"] {
        alone.extend(queue.task(anna(), task_id(name)).await.unwrap());
    }
    assert_eq!(found, alone);
    assert!(found.len() == 3 && found.iter().all(|task| !task.task.body.is_empty()));
    assert_eq!(queue.tasks_with_bodies(anna(), [].into()).await.unwrap(), []);
}

/// Rule 20.
pub async fn must_20_bring_forward_makes_every_waiting_task_due<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("wait", "a"), keep("unknown", "b"), keep("due", "c")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &of(&claimed, "a"), wait(500, true)).await;
    settle(&queue, 1, &of(&claimed, "b"), unknown(900, true)).await;
    settle(&queue, 1, &of(&claimed, "c"), Settlement::Released).await;
    let before = by_id(&queue).await;
    queue.bring_forward(account("berta"), at(5)).await.unwrap();
    assert_eq!(by_id(&queue).await, before, "another account's wish");
    queue.bring_forward(anna(), at(5)).await.unwrap();
    let after = by_id(&queue).await;
    assert!(after.values().all(|task| task.not_before <= at(5)));
    assert!(
        after
            .iter()
            .all(|(id, task)| (&task.state, task.attempts) == (&before[id].state, before[id].attempts))
    );
    assert_eq!(claim(&queue, 5).await.len(), 3);
}

/// Rule 20.
pub async fn must_20_bring_forward_touches_neither_claims_nor_attention<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("refused", "a"), keep("claimed", "b")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &of(&claimed, "a"), Settlement::Attention(reason())).await;
    enqueue(&queue, 2, [keep("behind", "a"), keep("next", "b")]).await;
    let before = by_id(&queue).await;
    queue.bring_forward(anna(), at(5)).await.unwrap();
    assert_eq!(by_id(&queue).await, before);
    assert!(claim(&queue, 5).await.is_empty());
    settle(&queue, 5, &of(&claimed, "b"), Settlement::Sent).await;
    assert_eq!(ids_by_lane(&claim(&queue, 5).await), [("b", vec![task_id("next")])]);
}
