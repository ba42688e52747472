//! Rules 34 and 41: what the history says, and how old rows go, a slice at a time.

use crate::ports::{Claim, Queue, SentTask, Settlement};
use crate::task::Commit;

use super::super::sample::{
    account, anna, at, by_id, claim, enqueue, everything, keep, listed, of, reason, settle, task_id,
};

/// A task sent at each of these seconds.
async fn sent_at(queue: &impl Queue, seconds: impl IntoIterator<Item = i64>) {
    for seconds in seconds {
        enqueue(queue, seconds, [keep(&seconds.to_string(), "lane")]).await;
        let claimed = claim(queue, seconds).await;
        settle(queue, seconds, &claimed, Settlement::Sent).await;
    }
}

async fn purge(queue: &impl Queue, left_until: i64, limit: usize) -> u64 {
    queue.purge_history(anna(), at(left_until), limit).await.unwrap()
}

async fn sent(queue: &impl Queue) -> u64 {
    queue.counts(anna()).await.unwrap().sent
}

/// Rule 34.
pub async fn must_34_rows_that_left_until_then_go_and_later_ones_stay<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    sent_at(&queue, [10, 20, 30]).await;
    assert_eq!(purge(&queue, 9, 100).await, 0);
    assert_eq!(purge(&queue, 20, 100).await, 2);
    assert_eq!(purge(&queue, 29, 100).await, 0);
    drop(queue);
    let queue = open().await;
    assert_eq!(sent(&queue).await, 1);
    assert_eq!(purge(&queue, 30, 100).await, 1);
    assert_eq!(sent(&queue).await, 0);
}

/// Rule 34: what left last goes last, in whichever order it was enqueued.
pub async fn must_34_the_oldest_go_first_and_no_more_than_asked_for<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    sent_at(&queue, [50, 20, 30, 10, 40]).await;
    assert_eq!(purge(&queue, 100, 0).await, 0);
    assert_eq!(purge(&queue, 100, 2).await, 2);
    assert_eq!(purge(&queue, 20, 100).await, 0, "10 and 20 went");
    assert_eq!(purge(&queue, 100, 2).await, 2);
    assert_eq!(purge(&queue, 40, 100).await, 0, "30 and 40 went");
    assert_eq!(purge(&queue, 100, 2).await, 1);
}

/// Rule 34.
pub async fn must_34_discarded_rows_go_too_and_nothing_unsent_or_of_others_does<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    let berta = account("berta");
    let hers = Commit { records: Vec::new(), tasks: vec![keep("hers", "lane")] };
    queue.commit(berta, at(1), hers).await.unwrap();
    let claimed = queue.get_retry_tasks(at(1), Claim { account: berta, ..everything() }).await.unwrap();
    settle(&queue, 1, &claimed, Settlement::Sent).await;
    enqueue(&queue, 1, ["discarded", "waits", "claimed", "refused"].map(|name| keep(name, name))).await;
    queue.discard(anna(), vec![task_id("discarded")], at(2)).await.unwrap();
    let claimed = claim(&queue, 2).await;
    settle(&queue, 2, &of(&claimed, "waits"), Settlement::Released).await;
    settle(&queue, 2, &of(&claimed, "refused"), Settlement::Attention(reason())).await;
    let before = by_id(&queue).await;
    assert_eq!(purge(&queue, 1_000_000, 100).await, 1);
    assert_eq!(by_id(&queue).await, before);
    assert_eq!(queue.counts(anna()).await.unwrap().discarded, 0);
    assert_eq!(queue.counts(berta).await.unwrap().sent, 1);
}

/// Rules 34 and 3.
pub async fn must_34_a_number_of_the_purged_is_never_reused<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("a", "lane")]).await;
    let seq = listed(&queue).await[0].seq;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, Settlement::Sent).await;
    assert_eq!(purge(&queue, 1, 1).await, 1);
    drop(queue);
    let queue = open().await;
    enqueue(&queue, 2, [keep("b", "lane")]).await;
    assert!(listed(&queue).await[0].seq > seq);
}

/// Rule 41.
pub async fn must_41_what_was_sent_is_told_the_latest_first<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let tasks = ["first", "second"].map(|name| keep(name, name));
    enqueue(&queue, 5, tasks.clone()).await;
    let claimed = claim(&queue, 6).await;
    settle(&queue, 30, &of(&claimed, "first"), Settlement::Sent).await;
    settle(&queue, 20, &of(&claimed, "second"), Settlement::Sent).await;
    drop(queue);
    let queue = open().await;
    let row = |place: usize, sent_at| {
        let task = &tasks[place];
        let (kind, lane) = (task.kind.clone(), task.lane.clone());
        SentTask { id: task.id, kind, lane, occurred_at: task.occurred_at, sent_at: at(sent_at) }
    };
    assert_eq!(queue.sent(anna(), 10).await.unwrap(), [row(0, 30), row(1, 20)]);
    assert_eq!(queue.sent(anna(), 1).await.unwrap(), [row(0, 30)]);
    assert_eq!(queue.sent(anna(), 0).await.unwrap(), []);
}

/// Rule 41.
pub async fn must_41_nothing_is_told_of_the_discarded_the_unsent_and_of_others<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, ["discarded", "waits", "refused", "sent"].map(|name| keep(name, name))).await;
    queue.discard(anna(), vec![task_id("discarded")], at(2)).await.unwrap();
    let claimed = claim(&queue, 2).await;
    settle(&queue, 2, &of(&claimed, "waits"), Settlement::Released).await;
    settle(&queue, 2, &of(&claimed, "refused"), Settlement::Attention(reason())).await;
    settle(&queue, 2, &of(&claimed, "sent"), Settlement::Sent).await;
    let told: Vec<_> = queue.sent(anna(), 10).await.unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(told, [task_id("sent")]);
    assert_eq!(queue.sent(account("berta"), 10).await.unwrap(), []);
    assert_eq!(purge(&queue, 2, 100).await, 2);
    assert_eq!(queue.sent(anna(), 10).await.unwrap(), []);
}
