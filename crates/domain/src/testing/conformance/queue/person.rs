//! Rules 22 to 25: what a person asks of single tasks.

use crate::names::TaskId;
use crate::ports::{DiscardError, Queue, QueueCounts, Selection, Settlement, Undiscardable};
use crate::task::{Commit, NewTask, Task, TaskState};

use super::super::sample::{
    account, anna, at, by_id, carried, claim, collection, commit, enqueue, ids_by_lane, keep, listed, of,
    only, reason, record, record_id, settle, supersede, task_id, unknown,
};

/// Tasks of these names, each refused in a lane of its own name.
async fn refused(queue: &impl Queue, names: &[&str]) {
    enqueue(queue, 1, names.iter().map(|name| keep(name, name))).await;
    let claimed = claim(queue, 1).await;
    settle(queue, 1, &claimed, Settlement::Attention(reason())).await;
}

/// A task in each state that an unsent one can be in, each in a lane of that name.
async fn every_state(queue: &impl Queue) {
    let names = ["waiting", "attention", "unknown", "claimed"];
    enqueue(queue, 1, names.map(|name| keep(name, name))).await;
    let claimed = claim(queue, 1).await;
    settle(queue, 1, &of(&claimed, "waiting"), Settlement::Released).await;
    settle(queue, 1, &of(&claimed, "attention"), Settlement::Attention(reason())).await;
    settle(queue, 1, &of(&claimed, "unknown"), unknown(9, true)).await;
}

async fn discard(queue: &impl Queue, names: &[&str]) -> Result<(), (TaskId, Undiscardable)> {
    let tasks = names.iter().map(|name| task_id(name)).collect();
    match queue.discard(anna(), tasks, at(5)).await {
        Ok(()) => Ok(()),
        Err(DiscardError::Refused { task, because }) => Err((task, because)),
        Err(error) => panic!("{error}"),
    }
}

async fn states(queue: &impl Queue) -> Vec<(TaskId, TaskState)> {
    listed(queue).await.into_iter().map(|task| (task.task.id, task.state)).collect()
}

/// Rule 22.
pub async fn must_22_an_unsent_task_comes_with_its_body_in_every_state<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    every_state(&queue).await;
    let listed = by_id(&queue).await;
    assert_eq!(listed.len(), 4);
    for name in ["waiting", "attention", "unknown", "claimed"] {
        let task = queue.task(anna(), task_id(name)).await.unwrap().unwrap();
        assert_eq!(task.task, keep(name, name));
        let without_body = NewTask { body: crate::task::Body::default(), ..task.task.clone() };
        assert_eq!(Task { task: without_body, ..task }, listed[&task_id(name)]);
    }
}

/// Rule 22.
pub async fn must_22_a_task_that_is_sent_or_another_accounts_is_none<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("sent", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, Settlement::Sent).await;
    let hers = Commit { records: Vec::new(), tasks: vec![keep("hers", "lane")] };
    queue.commit(account("berta"), at(1), hers).await.unwrap();
    for name in ["sent", "hers", "nobody's"] {
        assert_eq!(queue.task(anna(), task_id(name)).await.unwrap(), None, "{name}");
    }
}

/// Rule 23.
pub async fn must_23_a_retried_task_is_due_at_once_under_its_own_id_key_and_body<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    refused(&queue, &["a"]).await;
    enqueue(&queue, 2, [keep("behind", "a")]).await;
    assert_eq!(queue.retry(anna(), Selection::All, at(3)).await.unwrap(), 1);
    drop(queue);
    let queue = open().await;
    let task = listed(&queue).await.remove(0);
    assert_eq!((task.state, task.attempts, task.not_before), (TaskState::Waiting, 1, at(3)));
    let counts = queue.counts(anna()).await.unwrap();
    assert_eq!((counts.waiting, counts.attention, counts.behind_attention), (2, 0, 0));
    assert_eq!(counts.next_due, Some(at(3)));
    assert!(claim(&queue, 2).await.is_empty());
    let claimed = claim(&queue, 3).await;
    assert_eq!(ids_by_lane(&claimed), [("a", vec![task_id("a"), task_id("behind")])]);
    assert_eq!(claimed[0].tasks[0].task, keep("a", "a"));
}

/// Rule 23.
pub async fn must_23_only_selected_tasks_in_attention_are_retried<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    refused(&queue, &["a", "b", "c"]).await;
    let named = vec![task_id("b"), task_id("b"), task_id("nobody's")];
    assert_eq!(queue.retry(account("berta"), Selection::All, at(2)).await.unwrap(), 0);
    assert_eq!(queue.retry(anna(), Selection::Tasks(Vec::new()), at(2)).await.unwrap(), 0);
    assert_eq!(queue.retry(anna(), Selection::Tasks(named), at(2)).await.unwrap(), 1);
    assert_eq!(ids_by_lane(&claim(&queue, 2).await), [("b", vec![task_id("b")])]);
    assert_eq!(queue.counts(anna()).await.unwrap().attention, 2);
}

/// Rule 23.
pub async fn must_23_a_retry_touches_no_task_in_another_state<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    every_state(&queue).await;
    let before = by_id(&queue).await;
    assert_eq!(queue.retry(anna(), Selection::All, at(5)).await.unwrap(), 1);
    let after = by_id(&queue).await;
    for name in ["waiting", "unknown", "claimed"] {
        assert_eq!(after[&task_id(name)], before[&task_id(name)], "{name}");
    }
    assert!(queue.retry(anna(), Selection::All, at(6)).await.unwrap() == 0, "nothing is left to retry");
}

/// Rule 23 and rule 7: a retry of the second task in attention leaves the lane to the first.
pub async fn must_23_a_lane_waits_on_for_a_task_in_attention_that_was_not_selected<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("first", "lane"), keep("second", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, Settlement::Attention(reason())).await;
    let retry = async |name| queue.retry(anna(), Selection::Tasks(vec![task_id(name)]), at(2)).await.unwrap();
    assert_eq!(retry("second").await, 1);
    assert!(claim(&queue, 2).await.is_empty());
    assert_eq!(retry("first").await, 1);
    assert_eq!(ids_by_lane(&claim(&queue, 2).await), [("lane", ["first", "second"].map(task_id).to_vec())]);
}

/// Rule 24.
pub async fn must_24_a_discarded_task_is_gone_and_its_lane_flows_again<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    refused(&queue, &["a"]).await;
    enqueue(&queue, 2, [keep("behind", "a"), keep("free", "b")]).await;
    assert_eq!(discard(&queue, &["a", "free"]).await, Ok(()));
    drop(queue);
    let queue = open().await;
    assert_eq!(only(&queue).await.task.id, task_id("behind"));
    let expected = QueueCounts { waiting: 1, discarded: 2, next_due: Some(at(2)), ..QueueCounts::default() };
    assert_eq!(queue.counts(anna()).await.unwrap(), expected);
    assert_eq!(ids_by_lane(&claim(&queue, 2).await), [("a", vec![task_id("behind")])]);
}

/// Rule 24.
pub async fn must_24_what_may_be_at_the_server_is_refused_and_nothing_of_the_call_is_discarded<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    every_state(&queue).await;
    let before = states(&queue).await;
    for (name, because) in [
        ("claimed", Undiscardable::BeingSent),
        ("unknown", Undiscardable::MayHaveArrived),
        ("nobody's", Undiscardable::Gone),
    ] {
        assert_eq!(discard(&queue, &["waiting", name, "attention"]).await, Err((task_id(name), because)));
        assert_eq!(states(&queue).await, before, "{name}");
    }
    assert_eq!(discard(&queue, &["waiting", "attention", "waiting"]).await, Ok(()));
    assert_eq!(states(&queue).await.len(), 2);
    assert_eq!(queue.counts(anna()).await.unwrap().discarded, 2);
}

/// Rule 24.
pub async fn must_24_another_accounts_task_is_as_none<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let hers = Commit { records: Vec::new(), tasks: vec![keep("hers", "lane")] };
    queue.commit(account("berta"), at(1), hers).await.unwrap();
    assert_eq!(discard(&queue, &["hers"]).await, Err((task_id("hers"), Undiscardable::Gone)));
    assert_eq!(queue.counts(account("berta")).await.unwrap().waiting, 1);
    assert_eq!(discard(&queue, &[]).await, Ok(()));
}

/// Rule 24 and rule 3: what was discarded is behind every later task.
pub async fn must_24_a_discarded_tasks_sequence_number_is_never_reused<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    let seq = only(&queue).await.seq;
    assert_eq!(discard(&queue, &["a"]).await, Ok(()));
    enqueue(&queue, 2, [keep("b", "lane")]).await;
    assert!(only(&queue).await.seq > seq);
}

/// Rule 25.
pub async fn must_25_a_discarded_record_stays_and_is_unsent_only_once_it_changes<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    let task = NewTask { carries: carried("r", 2), ..supersede("second", "r") };
    commit(&queue, 1, vec![record("r", 0, 2)], vec![task]).await;
    assert_eq!(discard(&queue, &["second"]).await, Ok(()));
    let notes = collection("notes");
    assert_eq!(queue.get(anna(), &notes, &record_id("r")).await.unwrap(), Some(record("r", 0, 2).record));
    assert_eq!(queue.unsent(anna(), &notes, 9).await.unwrap(), []);
    commit(&queue, 2, vec![record("r", 0, 3)], Vec::new()).await;
    assert_eq!(queue.unsent(anna(), &notes, 9).await.unwrap(), [record("r", 0, 3).record]);
}

/// Rule 26. An opening that can't be written to differs between backends, so each tests its own.
pub async fn must_26_what_can_be_written_to_says_so_and_stays_as_it_is<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    queue.writable().await.unwrap();
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    let (counts, before) = (queue.counts(anna()).await.unwrap(), only(&queue).await);
    queue.writable().await.unwrap();
    assert_eq!((queue.counts(anna()).await.unwrap(), only(&queue).await), (counts, before));
}
