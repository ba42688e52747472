//! Rule 31: what becomes of a task that the queue has no room for.

use crate::policy::{NORMAL_MAX_TASKS, QUEUE_MAX_TASKS};
use crate::ports::{ClaimedLane, Queue, QueueError, Settlement};
use crate::task::{Commit, NewTask, Priority, RecordWrite, WithoutRoom};

use super::super::sample::{
    account, anna, at, carried, claim, collection, commit, enqueue, keep, listed, of, reason, record,
    record_id, settle, supersede, task_id,
};

fn urgent(name: &str) -> NewTask {
    NewTask { priority: Priority::Critical, ..keep(name, name) }
}

/// A task that carries the first revision of the record of its name, and may be put off.
fn puts_off(name: &str) -> NewTask {
    let carries = carried(name, 1);
    NewTask { carries, without_room: WithoutRoom::PutOff, ..supersede(name, name) }
}

fn records(names: &[&str]) -> Vec<RecordWrite> {
    names.iter().map(|name| record(name, 0, 1)).collect()
}

/// Puts urgent tasks into lane `full` until so many tasks are unsent.
async fn fill(queue: &impl Queue, unsent: u64) {
    let counts = queue.counts(anna()).await.unwrap();
    let there = counts.waiting + counts.attention;
    let tasks: Vec<_> = (there..unsent)
        .map(|n| NewTask { priority: Priority::Critical, ..keep(&n.to_string(), "full") })
        .collect();
    enqueue(queue, 1, tasks).await;
}

async fn unsent(queue: &impl Queue) -> u64 {
    let counts = queue.counts(anna()).await.unwrap();
    counts.waiting + counts.attention
}

async fn try_to(
    queue: &impl Queue,
    records: Vec<RecordWrite>,
    tasks: Vec<NewTask>,
) -> Result<(), QueueError> {
    queue.commit(anna(), at(2), Commit { records, tasks }).await
}

/// That the tasks are refused for the want of room, and nothing is written.
async fn refused(queue: &impl Queue, tasks: Vec<NewTask>) {
    let before = unsent(queue).await;
    let error = try_to(queue, records(&["refused"]), tasks).await.unwrap_err();
    let said = matches!(&error, QueueError::NoRoom { kind, .. } if kind.as_str() == "note");
    assert!(said, "{error:?}");
    assert_eq!(unsent(queue).await, before);
    assert_eq!(queue.get(anna(), &collection("notes"), &record_id("refused")).await.unwrap(), None);
}

async fn ids_of_unsent_records(queue: &impl Queue) -> Vec<String> {
    let records = queue.unsent(anna(), &collection("notes"), 100).await.unwrap();
    let mut ids: Vec<_> = records.into_iter().map(|record| record.id.as_str().to_owned()).collect();
    ids.sort();
    ids
}

async fn is_there(queue: &impl Queue, name: &str) -> bool {
    queue.task(anna(), task_id(name)).await.unwrap().is_some()
}

/// Rule 31.
pub async fn must_31_normal_finds_room_for_nine_thousand_and_the_urgent_for_ten<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    fill(&queue, NORMAL_MAX_TASKS - 2).await;
    refused(&queue, vec![keep("a", "a"), keep("b", "b"), keep("c", "c")]).await;
    enqueue(&queue, 2, [keep("a", "a"), keep("b", "b")]).await;
    refused(&queue, vec![keep("c", "c")]).await;
    let hers = Commit { records: Vec::new(), tasks: vec![keep("hers", "lane")] };
    queue.commit(account("berta"), at(2), hers).await.unwrap();
    let high = NewTask { priority: Priority::High, ..keep("high", "high") };
    enqueue(&queue, 2, [urgent("c"), high]).await;
    fill(&queue, QUEUE_MAX_TASKS - 1).await;
    enqueue(&queue, 2, [urgent("last")]).await;
    drop(queue);
    let queue = open().await;
    let error = try_to(&queue, Vec::new(), vec![urgent("more")]).await.unwrap_err();
    assert!(matches!(error, QueueError::NoRoom { unsent: QUEUE_MAX_TASKS, .. }), "{error:?}");
    assert_eq!(unsent(&queue).await, QUEUE_MAX_TASKS);
}

/// Rule 31: whatever leaves the queue makes room, and nothing that stays does.
pub async fn must_31_what_is_sent_or_discarded_makes_room<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 0, ["sent", "refused", "released"].map(urgent)).await;
    fill(&queue, NORMAL_MAX_TASKS).await;
    let claimed = claim(&queue, 1).await;
    let lane = |name: &str| -> Vec<ClaimedLane> { of(&claimed, name) };
    settle(&queue, 1, &lane("released"), Settlement::Released).await;
    settle(&queue, 1, &lane("refused"), Settlement::Attention(reason())).await;
    refused(&queue, vec![keep("a", "a")]).await;
    settle(&queue, 1, &lane("sent"), Settlement::Sent).await;
    enqueue(&queue, 2, [keep("a", "a")]).await;
    refused(&queue, vec![keep("b", "b")]).await;
    queue.discard(anna(), vec![task_id("refused"), task_id("released")], at(3)).await.unwrap();
    enqueue(&queue, 2, [keep("b", "b"), keep("c", "c")]).await;
    refused(&queue, vec![keep("d", "d")]).await;
    queue.reclaim(at(3)).await.unwrap();
    refused(&queue, vec![keep("d", "d")]).await;
}

/// Rule 31 and rule 4.
pub async fn must_31_a_task_that_supersedes_another_always_finds_room<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 0, [keep("one", "lane"), keep("two", "lane"), keep("old", "m")]).await;
    fill(&queue, NORMAL_MAX_TASKS).await;
    enqueue(&queue, 2, [supersede("new", "m")]).await;
    assert_eq!(unsent(&queue).await, NORMAL_MAX_TASKS);
    refused(&queue, vec![supersede("first of its lane", "n")]).await;
    // Two make room for one more.
    enqueue(&queue, 2, [supersede("of both", "lane"), supersede("first of its lane", "n")]).await;
    refused(&queue, vec![supersede("of nobody", "l")]).await;
    assert_eq!(unsent(&queue).await, NORMAL_MAX_TASKS);
}

/// Rule 31 and rule 17.
pub async fn must_31_a_task_that_is_put_off_leaves_its_record_unsent<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    commit(&queue, 0, records(&["made"]), vec![puts_off("made")]).await;
    fill(&queue, NORMAL_MAX_TASKS - 1).await;
    let names = ["a", "b", "c"];
    try_to(&queue, records(&names), names.map(puts_off).to_vec()).await.unwrap();
    drop(queue);
    let queue = open().await;
    assert!(is_there(&queue, "a").await);
    assert_eq!(ids_of_unsent_records(&queue).await, ["b", "c"]);
    assert!(queue.get(anna(), &collection("notes"), &record_id("b")).await.unwrap().is_some());
    assert_eq!(unsent(&queue).await, NORMAL_MAX_TASKS);

    queue.discard(anna(), ["1", "2", "3"].map(task_id).to_vec(), at(3)).await.unwrap();
    let b = queue.unsent(anna(), &collection("notes"), 1).await.unwrap().remove(0);
    enqueue(&queue, 3, [puts_off(b.id.as_str())]).await;
    assert_eq!(ids_of_unsent_records(&queue).await, ["c"]);
    assert!(is_there(&queue, "b").await);
}

/// Rule 31: a later one must not overtake it, be there room for that or not.
pub async fn must_31_what_may_be_put_off_goes_with_an_earlier_one_of_its_commit<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    fill(&queue, NORMAL_MAX_TASKS).await;
    let critical = |name| NewTask { priority: Priority::Critical, ..puts_off(name) };
    let tasks = vec![critical("before"), puts_off("a"), critical("after"), urgent("may not")];
    try_to(&queue, records(&["before", "a", "after"]), tasks).await.unwrap();
    assert_eq!(ids_of_unsent_records(&queue).await, ["a", "after"]);
    for (name, there) in [("before", true), ("a", false), ("after", false), ("may not", true)] {
        assert_eq!(is_there(&queue, name).await, there, "{name}");
    }
}

/// Rule 31: what nobody would find again is refused.
pub async fn must_31_a_task_without_an_unsent_record_is_never_put_off<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    commit(&queue, 0, records(&["carried"]), vec![puts_off("carried")]).await;
    fill(&queue, NORMAL_MAX_TASKS).await;
    let carries_nothing = NewTask { carries: None, ..puts_off("a") };
    let same_revision_again = NewTask { carries: carried("carried", 1), ..puts_off("b") };
    for task in [carries_nothing, puts_off("no such record"), same_revision_again] {
        refused(&queue, vec![task]).await;
    }
    // One of these is refused, so none is written.
    let tasks = vec![puts_off("refused"), keep("a", "a")];
    refused(&queue, tasks).await;
    assert_eq!(ids_of_unsent_records(&queue).await, [] as [&str; 0]);
    assert_eq!(listed(&queue).await.len(), 1_000);
}
