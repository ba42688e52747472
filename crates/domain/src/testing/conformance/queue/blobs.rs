//! Rules 35 to 38: what a task says of its blob, and how many bytes those of an account may have.

use crate::policy::{BLOBS_MAX_BYTES, NORMAL_MAX_TASKS};
use crate::ports::{Queue, QueueError, Settlement};
use crate::task::{BlobName, BlobRef, Commit, NewTask, Priority, Sha256, WithoutRoom};

use super::super::sample::{
    account, anna, at, carried, claim, collection, enqueue, keep, listed, of, reason, record, record_id,
    settle, supersede, task_id, unknown, wait,
};

fn name(name: &str) -> BlobName {
    BlobName::new(name).unwrap()
}

fn blob(of: &str, bytes: u64) -> BlobRef {
    BlobRef { name: name(of), sha256: Sha256::new([of.len() as u8; 32]), bytes }
}

/// The task, with so many bytes that are named as it is.
fn with(bytes: u64, task: NewTask) -> NewTask {
    let name: String = String::from_utf8(task.body.as_bytes().to_vec()).unwrap();
    NewTask { blob: Some(blob(&name, bytes)), ..task }
}

async fn bytes(queue: &impl Queue) -> u64 {
    queue.counts(anna()).await.unwrap().blob_bytes
}

/// Those of the names that something refers to.
async fn referenced(queue: &impl Queue, names: &[&str]) -> Vec<String> {
    let names = names.iter().map(|text| name(text)).collect();
    queue.blobs_referenced(names).await.unwrap().into_iter().map(String::from).collect()
}

/// What each call that gives a task says of its blob.
async fn told(queue: &impl Queue, id: &str) -> [Option<BlobRef>; 2] {
    let whole = queue.task(anna(), task_id(id)).await.unwrap().unwrap();
    let listed = listed(queue).await.into_iter().find(|task| task.task.id == task_id(id)).unwrap();
    [whole.task.blob, listed.task.blob]
}

async fn refused(queue: &impl Queue, tasks: Vec<NewTask>, expected: (u64, u64)) {
    let before = (listed(queue).await, bytes(queue).await);
    let records = vec![record("refused", 0, 1)];
    let error = queue.commit(anna(), at(2), Commit { records, tasks }).await.unwrap_err();
    let said = match &error {
        QueueError::NoBlobRoom { kind, bytes, blob_bytes } if kind.as_str() == "note" => {
            Some((*bytes, *blob_bytes))
        }
        _ => None,
    };
    assert_eq!(said, Some(expected), "{error:?}");
    assert_eq!((listed(queue).await, bytes(queue).await), before);
    assert_eq!(queue.get(anna(), &collection("notes"), &record_id("refused")).await.unwrap(), None);
}

/// Rule 35.
pub async fn must_35_a_task_keeps_its_blob_through_every_state<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 0, [with(7, keep("a", "a")), keep("bare", "b")]).await;
    drop(queue);
    let queue = open().await;
    let expected = Some(blob("a", 7));
    let both = [expected.clone(), expected.clone()];
    assert_eq!(told(&queue, "a").await, both);
    assert_eq!(told(&queue, "bare").await, [None, None]);

    let claimed = of(&claim(&queue, 1).await, "a");
    assert_eq!(claimed[0].tasks[0].task.blob, expected);
    assert_eq!(told(&queue, "a").await, both, "claimed");
    settle(&queue, 1, &claimed, wait(2, true)).await;
    assert_eq!(told(&queue, "a").await, both, "waiting");
    let claimed = of(&claim(&queue, 2).await, "a");
    settle(&queue, 2, &claimed, unknown(3, true)).await;
    assert_eq!(told(&queue, "a").await, both, "of unknown outcome");
    let claimed = of(&claim(&queue, 3).await, "a");
    assert_eq!(claimed[0].tasks[0].task.blob, expected);
    queue.reclaim(at(3)).await.unwrap();
    assert_eq!(told(&queue, "a").await, both, "taken back");
    let claimed = of(&claim(&queue, 4).await, "a");
    settle(&queue, 4, &claimed, Settlement::Attention(reason())).await;
    assert_eq!(told(&queue, "a").await, both, "in attention");
    queue.retry(anna(), crate::ports::Selection::All, at(5)).await.unwrap();
    assert_eq!(of(&claim(&queue, 5).await, "a")[0].tasks[0].task.blob, expected, "let go again");
    assert_eq!(bytes(&queue).await, 7);
}

/// Rule 35 and rule 4.
pub async fn must_35_a_survivor_has_the_blob_of_the_newest<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 0, [with(7, supersede("old", "a")), with(5, supersede("had", "b"))]).await;
    enqueue(&queue, 1, [with(9, supersede("new", "a")), supersede("bare", "b")]).await;
    assert_eq!(told(&queue, "new").await, [Some(blob("new", 9)), Some(blob("new", 9))]);
    assert_eq!(told(&queue, "bare").await, [None, None]);
    assert_eq!(bytes(&queue).await, 9);
    assert_eq!(referenced(&queue, &["old", "had", "new"]).await, ["new"]);
    // Within one commit, too.
    enqueue(&queue, 2, [with(1, supersede("third", "a")), with(2, supersede("fourth", "a"))]).await;
    assert_eq!(bytes(&queue).await, 2);
    assert_eq!(referenced(&queue, &["new", "third", "fourth"]).await, ["fourth"]);
}

/// Rule 35 and rule 5.
pub async fn must_35_behind_a_frozen_task_each_has_its_own_blob<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 0, [with(7, supersede("frozen", "a"))]).await;
    claim(&queue, 1).await;
    enqueue(&queue, 1, [with(9, supersede("new", "a"))]).await;
    assert_eq!(told(&queue, "frozen").await[0], Some(blob("frozen", 7)));
    assert_eq!(told(&queue, "new").await[0], Some(blob("new", 9)));
    assert_eq!(bytes(&queue).await, 16);
}

/// Rule 36.
pub async fn must_36_a_task_that_leaves_refers_to_nothing<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let names = ["sent", "discarded", "stays"];
    enqueue(&queue, 0, names.map(|name| with(10, keep(name, name)))).await;
    assert_eq!(referenced(&queue, &names).await, ["discarded", "sent", "stays"]);
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &of(&claimed, "sent"), Settlement::Sent).await;
    assert_eq!(referenced(&queue, &names).await, ["discarded", "stays"]);
    assert_eq!(bytes(&queue).await, 20);
    settle(&queue, 1, &of(&claimed, "discarded"), Settlement::Attention(reason())).await;
    settle(&queue, 1, &of(&claimed, "stays"), Settlement::Released).await;
    queue.discard(anna(), vec![task_id("discarded")], at(2)).await.unwrap();
    drop(queue);
    let queue = open().await;
    assert_eq!(referenced(&queue, &names).await, ["stays"]);
    assert_eq!(bytes(&queue).await, 10);
}

/// Rule 37.
pub async fn must_37_a_blob_beyond_the_room_is_refused_and_what_leaves_makes_some<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    let most = BLOBS_MAX_BYTES;
    enqueue(&queue, 0, [with(most - 10, keep("large", "large")), with(4, keep("a", "a"))]).await;
    refused(&queue, vec![with(7, keep("b", "b"))], (7, most - 6)).await;
    // What stands before it in the commit counts.
    refused(&queue, vec![with(3, keep("b", "b")), with(4, keep("c", "c"))], (4, most - 3)).await;
    enqueue(&queue, 1, [with(6, keep("b", "b")), keep("bare", "bare")]).await;
    refused(&queue, vec![with(1, keep("c", "c"))], (1, most)).await;
    let hers = Commit { records: Vec::new(), tasks: vec![with(1, keep("hers", "lane"))] };
    queue.commit(account("berta"), at(2), hers).await.unwrap();
    drop(queue);
    let queue = open().await;
    let claimed = claim(&queue, 2).await;
    settle(&queue, 2, &of(&claimed, "b"), Settlement::Attention(reason())).await;
    refused(&queue, vec![with(1, keep("c", "c"))], (1, most)).await;
    settle(&queue, 2, &of(&claimed, "a"), Settlement::Sent).await;
    refused(&queue, vec![with(5, keep("c", "c"))], (5, most - 4)).await;
    enqueue(&queue, 3, [with(4, keep("c", "c"))]).await;
    queue.discard(anna(), vec![task_id("b")], at(3)).await.unwrap();
    enqueue(&queue, 3, [with(6, keep("d", "d"))]).await;
    assert_eq!(bytes(&queue).await, most);
}

/// Rule 37 and rule 4.
pub async fn must_37_what_a_task_supersedes_leaves_it_its_room<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 0, [with(BLOBS_MAX_BYTES, supersede("old", "a"))]).await;
    enqueue(&queue, 1, [with(BLOBS_MAX_BYTES - 1, supersede("new", "a"))]).await;
    enqueue(&queue, 1, [with(BLOBS_MAX_BYTES, supersede("newer", "a"))]).await;
    refused(&queue, vec![with(BLOBS_MAX_BYTES + 1, supersede("newest", "a"))], (BLOBS_MAX_BYTES + 1, 0))
        .await;
    refused(&queue, vec![with(u64::MAX, keep("b", "b"))], (u64::MAX, BLOBS_MAX_BYTES)).await;
    assert_eq!(bytes(&queue).await, BLOBS_MAX_BYTES);
}

/// Rule 37 and rule 31: its record would not keep the bytes.
pub async fn must_37_a_task_with_a_blob_is_never_put_off<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let puts_off = |name: &str| {
        let carries = carried(name, 1);
        with(5, NewTask { carries, without_room: WithoutRoom::PutOff, ..supersede(name, name) })
    };
    enqueue(&queue, 0, [with(BLOBS_MAX_BYTES, keep("large", "large"))]).await;
    refused(&queue, vec![puts_off("refused")], (5, BLOBS_MAX_BYTES)).await;
    queue.discard(anna(), vec![task_id("large")], at(1)).await.unwrap();
    let full = (0..NORMAL_MAX_TASKS)
        .map(|n| NewTask { priority: Priority::Critical, ..keep(&n.to_string(), "full") });
    enqueue(&queue, 1, full).await;
    let commit = Commit { records: vec![record("refused", 0, 1)], tasks: vec![puts_off("refused")] };
    let error = queue.commit(anna(), at(2), commit).await.unwrap_err();
    assert!(matches!(error, QueueError::NoRoom { .. }), "{error:?}");
    assert_eq!(queue.get(anna(), &collection("notes"), &record_id("refused")).await.unwrap(), None);
}

/// Rule 38.
pub async fn must_38_a_name_is_referenced_as_long_as_any_unsent_task_of_any_account_has_it<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    let shared = |task: &str| NewTask { blob: Some(blob("shared", 3)), ..keep(task, task) };
    enqueue(&queue, 0, [shared("a"), shared("b")]).await;
    let hers = Commit { records: Vec::new(), tasks: vec![shared("hers")] };
    queue.commit(account("berta"), at(0), hers).await.unwrap();
    assert_eq!(bytes(&queue).await, 6, "two of hers, each with three bytes");
    assert_eq!(queue.counts(account("berta")).await.unwrap().blob_bytes, 3);
    let asked = ["none", "shared", "other"];
    for gone in ["a", "b"] {
        assert_eq!(referenced(&queue, &asked).await, ["shared"]);
        queue.discard(anna(), vec![task_id(gone)], at(1)).await.unwrap();
    }
    assert_eq!(referenced(&queue, &asked).await, ["shared"], "another account has it");
    queue.discard(account("berta"), vec![task_id("hers")], at(1)).await.unwrap();
    assert_eq!(referenced(&queue, &asked).await, [] as [&str; 0]);
    assert_eq!(referenced(&queue, &[]).await, [] as [&str; 0]);
}
