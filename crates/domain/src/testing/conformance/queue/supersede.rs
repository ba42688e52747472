//! Rules 4 and 5: which tasks a newer one takes the place of, and which are frozen.

use crate::names::Kind;
use crate::ports::{Queue, Settlement};
use crate::task::{Body, Coalesce, Commit, NewTask, Priority, TaskState};

use super::super::sample::{
    account, anna, at, by_id, carried, claim, enqueue, keep, listed, only, reason, settle, supersede,
    task_id, unknown, wait,
};

/// Rule 4.
pub async fn must_04_the_survivor_is_the_newest_in_the_place_of_the_oldest<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    let oldest = NewTask { priority: Priority::High, ..keep("oldest", "lane") };
    let older = NewTask { priority: Priority::Critical, ..keep("older", "lane") };
    enqueue(&queue, 1, [oldest, older]).await;
    let first = listed(&queue).await[0].clone();
    let newest = NewTask { occurred_at: at(8), carries: carried("r", 3), ..supersede("newest", "lane") };
    enqueue(&queue, 9, [newest.clone()]).await;

    let survivor = only(&queue).await;
    assert_eq!((survivor.seq, survivor.enqueued_at), (first.seq, at(1)));
    assert_eq!((survivor.attempts, &survivor.state), (0, &TaskState::Waiting));
    let claimed = claim(&queue, 9).await;
    assert_eq!(claimed[0].tasks[0].task, NewTask { priority: Priority::Critical, ..newest });
    assert_eq!(claimed[0].tasks[0].task.coalesce, Coalesce::Supersede);
}

/// Rule 4.
pub async fn must_04_a_task_that_had_waited_for_a_retry_is_due_at_once<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("old", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, wait(500, true)).await;
    assert!(claim(&queue, 2).await.is_empty());
    enqueue(&queue, 2, [supersede("new", "lane")]).await;
    let claimed = claim(&queue, 2).await;
    assert_eq!(claimed[0].tasks[0].task.id, task_id("new"));
    assert_eq!(claimed[0].tasks[0].attempts, 0);
}

/// Rule 4.
pub async fn must_04_a_task_in_attention_is_superseded_and_its_lane_flows_again<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("old", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, Settlement::Attention(reason())).await;
    enqueue(&queue, 2, [supersede("new", "lane")]).await;
    assert_eq!(only(&queue).await.state, TaskState::Waiting);
    assert_eq!(queue.counts(anna()).await.unwrap().attention, 0);
    assert_eq!(claim(&queue, 2).await[0].tasks[0].task.body, Body::new("new"));
}

/// Rule 4.
pub async fn must_04_other_kinds_lanes_and_accounts_stay_as_they_are<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let other_kind = NewTask { kind: Kind::of("picture"), ..supersede("kind", "lane") };
    enqueue(&queue, 1, [supersede("lane", "another lane"), other_kind]).await;
    let berta = account("berta");
    let hers = Commit { records: Vec::new(), tasks: vec![supersede("hers", "lane")] };
    queue.commit(berta, at(1), hers).await.unwrap();
    let before = by_id(&queue).await;
    enqueue(&queue, 2, [supersede("new", "lane")]).await;
    let after = by_id(&queue).await;
    assert_eq!(after.len(), 3);
    assert!(before.iter().all(|(id, task)| after[id] == *task));
    assert_eq!(queue.tasks(berta, 0, 10).await.unwrap()[0].task.id, task_id("hers"));
}

/// Rule 4.
pub async fn must_04_tasks_of_one_commit_supersede_each_other_in_their_order<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    let first = NewTask { priority: Priority::Critical, ..supersede("first", "lane") };
    let tasks = [first, keep("between", "another lane"), supersede("second", "lane"), keep("after", "lane")];
    enqueue(&queue, 1, tasks).await;
    let tasks = listed(&queue).await;
    let ids: Vec<_> = tasks.iter().map(|task| task.task.id).collect();
    assert_eq!(ids, ["second", "between", "after"].map(task_id));
    assert_eq!(tasks[0].task.priority, Priority::Critical);
}

/// Rule 4.
pub async fn must_04_tasks_of_one_commit_supersede_what_waited_and_each_other<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("waited", "lane"), keep("other", "another lane")]).await;
    enqueue(&queue, 2, ["first", "second", "third"].map(|name| supersede(name, "lane"))).await;
    let ids: Vec<_> = listed(&queue).await.iter().map(|task| task.task.id).collect();
    assert_eq!(ids, ["third", "other"].map(task_id));
}

/// Rule 5.
pub async fn must_05_a_claimed_task_is_never_superseded<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("claimed", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    enqueue(&queue, 2, [supersede("newer", "lane")]).await;
    enqueue(&queue, 3, [supersede("newest", "lane")]).await;
    let tasks = listed(&queue).await;
    let ids: Vec<_> = tasks.iter().map(|task| task.task.id).collect();
    assert_eq!(ids, ["claimed", "newest"].map(task_id));
    assert_eq!(tasks[0].state, TaskState::Claimed);
    settle(&queue, 4, &claimed, Settlement::Sent).await;
    assert_eq!(claim(&queue, 4).await[0].tasks[0].task.id, task_id("newest"));
}

/// Rule 5.
pub async fn must_05_a_task_of_unknown_outcome_is_never_superseded<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("unknown", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, unknown(1, true)).await;
    enqueue(&queue, 2, [supersede("newer", "lane")]).await;
    let given = claim(&queue, 2).await;
    let keys: Vec<_> = given[0].tasks.iter().map(|task| task.task.key).collect();
    assert_eq!(keys, [supersede("unknown", "lane").key, supersede("newer", "lane").key]);
}

/// Rule 5: what is newest goes last, even where rule 4 alone would put it first.
pub async fn must_05_the_new_task_follows_the_frozen_one_also_where_it_supersedes_an_earlier_one<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("waits", "lane"), keep("frozen", "lane")]).await;
    let mut claimed = claim(&queue, 1).await;
    let frozen = claimed[0].tasks.split_off(1);
    settle(&queue, 1, &claimed, wait(1, false)).await;
    claimed[0].tasks = frozen;
    settle(&queue, 1, &claimed, unknown(1, true)).await;
    enqueue(&queue, 2, [supersede("new", "lane")]).await;
    let tasks = listed(&queue).await;
    let ids: Vec<_> = tasks.iter().map(|task| task.task.id).collect();
    assert_eq!(ids, ["frozen", "new"].map(task_id));
    assert_eq!(tasks[1].enqueued_at, at(1), "the age is the superseded one's");
}
