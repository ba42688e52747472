//! Rules 1, 2, 3 and 6: what a commit writes, and when it writes nothing.

use crate::ports::{Queue, QueueError, Settlement};
use crate::task::{Commit, Expected, RecordWrite};

use super::super::sample::{
    anna, at, by_id, claim, collection, commit, enqueue, keep, listed, record, record_id, settle, task_id,
    wait,
};

fn guarded(expected: Expected, name: &str, revision: i64) -> RecordWrite {
    RecordWrite { expected, ..record(name, 0, revision) }
}

/// Rule 1.
pub async fn must_01_records_and_tasks_are_there_after_a_restart<Q: Queue>(open: impl AsyncFn() -> Q) {
    commit(&open().await, 1, vec![record("a", 7, 1)], vec![keep("t", "lane")]).await;
    let queue = open().await;
    let stored = queue.get(anna(), &collection("notes"), &record_id("a")).await.unwrap();
    assert_eq!(stored, Some(record("a", 7, 1).record));
    let claimed = claim(&queue, 1).await;
    assert_eq!(claimed[0].tasks[0].task, keep("t", "lane"));
    assert_eq!(claimed[0].tasks[0].enqueued_at, at(1));
}

/// Rule 1.
pub async fn must_01_a_commit_of_records_or_of_tasks_alone_or_of_nothing_works<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    commit(&queue, 1, vec![record("a", 0, 1)], Vec::new()).await;
    assert!(listed(&queue).await.is_empty());
    commit(&queue, 1, Vec::new(), vec![keep("t", "lane")]).await;
    commit(&queue, 1, Vec::new(), Vec::new()).await;
    assert_eq!(listed(&queue).await.len(), 1);
    assert!(queue.get(anna(), &collection("notes"), &record_id("a")).await.unwrap().is_some());
}

/// Rule 2.
pub async fn must_02_a_guard_that_does_not_hold_is_named_as_a_conflict<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    commit(&queue, 1, vec![record("there", 0, 3)], Vec::new()).await;
    for refused in [
        guarded(Expected::Absent, "there", 4),
        guarded(Expected::Revision(2), "there", 4),
        guarded(Expected::Revision(1), "absent", 2),
    ] {
        let id = refused.record.id.clone();
        let writes = Commit { records: vec![refused], tasks: Vec::new() };
        let error = queue.commit(anna(), at(2), writes).await.unwrap_err();
        let named = matches!(&error, QueueError::Conflict { collection: place, id: record } if *place == collection("notes") && *record == id);
        assert!(named, "{error:?}");
    }
}

/// Rule 2, and the half of rule 1 that a caller can see.
pub async fn must_02_after_a_conflict_nothing_is_written<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    commit(&queue, 1, vec![record("a", 0, 1)], Vec::new()).await;
    let records = vec![record("a", 0, 2), record("new", 0, 1), guarded(Expected::Absent, "a", 9)];
    let conflict = Commit { records, tasks: vec![keep("t", "lane")] };
    queue.commit(anna(), at(2), conflict).await.unwrap_err();
    drop(queue);
    let queue = open().await;
    let get = async |name: &str| queue.get(anna(), &collection("notes"), &record_id(name)).await.unwrap();
    assert_eq!(get("a").await, Some(record("a", 0, 1).record));
    assert_eq!(get("new").await, None);
    assert!(listed(&queue).await.is_empty());
}

/// Rule 2.
pub async fn must_02_a_guard_that_holds_lets_the_write_through<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    for written in [
        guarded(Expected::Absent, "a", 1),
        guarded(Expected::Revision(1), "a", 2),
        guarded(Expected::Anything, "a", 9),
        guarded(Expected::Anything, "b", 1),
    ] {
        let expected = written.record.clone();
        commit(&queue, 1, vec![written], Vec::new()).await;
        assert_eq!(queue.get(anna(), &expected.collection, &expected.id).await.unwrap(), Some(expected));
    }
}

/// Rule 3.
pub async fn must_03_sequence_numbers_grow_over_commits_and_within_one<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 9, [keep("a", "z"), keep("b", "y"), keep("c", "z")]).await;
    // The clock was set back: the sequence does not mind.
    enqueue(&queue, 1, [keep("d", "a"), keep("e", "z")]).await;
    let tasks = listed(&queue).await;
    let ids: Vec<_> = tasks.iter().map(|task| task.task.id).collect();
    assert_eq!(ids, ["a", "b", "c", "d", "e"].map(task_id));
    assert!(tasks.is_sorted_by(|one, next| one.seq < next.seq));
    assert!(tasks[0].seq > 0, "zero stands for `from the beginning`");
}

/// Rule 3.
pub async fn must_03_a_sequence_number_is_never_reused<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane"), keep("b", "lane")]).await;
    let newest = listed(&queue).await[1].seq;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, Settlement::Sent).await;
    drop(queue);
    let queue = open().await;
    enqueue(&queue, 2, [keep("c", "lane")]).await;
    assert!(listed(&queue).await[0].seq > newest);
}

/// Rule 6.
pub async fn must_06_a_keep_task_leaves_every_other_task_as_it_is<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane"), keep("b", "lane")]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, wait(50, true)).await;
    let before = by_id(&queue).await;
    enqueue(&queue, 2, [keep("c", "lane")]).await;
    let after = by_id(&queue).await;
    assert_eq!(after.len(), 3);
    assert!(before.iter().all(|(id, task)| after[id] == *task));
}
