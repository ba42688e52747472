//! How often the queue is read for one look at it: over a mock that counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use homing_app::About;
use homing_domain::Timestamp;
use homing_domain::names::{Key, Lane, TaskId};
use homing_domain::ports::{MockAuth, MockQueue, QueueCounts, SentTask};
use homing_domain::task::{Body, Coalesce, NewTask, Priority, Reason, Task, TaskState, WithoutRoom};
use homing_domain::time::{screenshot_kind, task_kind};
use uuid::Uuid;

use crate::syncing::{free, over, signed_in};

fn uuid(number: u32) -> Uuid {
    Uuid::from_u128(u128::from(number))
}

fn lane(number: u32) -> Lane {
    Lane::new(uuid(number).to_string()).unwrap()
}

fn at() -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000).unwrap()
}

/// Every third one is refused, every fifth one is a picture.
fn task(number: u32) -> Task {
    let task = NewTask {
        id: TaskId::new(uuid(number)),
        key: Key::new(uuid(number)),
        kind: if number.is_multiple_of(5) { screenshot_kind() } else { task_kind() },
        lane: lane(number),
        priority: Priority::Normal,
        coalesce: Coalesce::Keep,
        occurred_at: at(),
        body: Body::default(),
        carries: None,
        depends: Vec::new(),
        blob: None,
        without_room: WithoutRoom::Refuse,
    };
    let refused = Reason { code: "invalid".to_owned(), detail: None, field: None };
    let state = match number.is_multiple_of(3) {
        true => TaskState::Attention(refused),
        false => TaskState::Waiting,
    };
    let (seq, now) = (i64::from(number), at());
    Task { seq, task, enqueued_at: now, attempts: 0, crashes: 0, unknown_since: None, not_before: now, state }
}

fn sent(number: u32) -> SentTask {
    let id = TaskId::new(uuid(number));
    SentTask { id, kind: task_kind(), lane: lane(number), occurred_at: at(), sent_at: at() }
}

/// A queue with so many unsent tasks and as many that were sent; it counts how often it is read, in whatever way.
fn queue(number: u32, reads: &Arc<AtomicUsize>) -> MockQueue {
    let counting = || {
        let reads = Arc::clone(reads);
        move || reads.fetch_add(1, Ordering::Relaxed)
    };
    let mut queue = MockQueue::new();
    let read = counting();
    queue.expect_unsent().returning(move |_, _, _| (read(), Ok(Vec::new())).1);
    let read = counting();
    queue.expect_counts().returning(move |_| (read(), Ok(QueueCounts::default())).1);
    let read = counting();
    queue.expect_tasks().returning(move |_, after, limit| {
        read();
        Ok((1..=number).map(task).filter(|task| task.seq > after).take(limit).collect())
    });
    let read = counting();
    queue
        .expect_sent()
        .returning(move |_, limit| (read(), Ok((1..=number).map(sent).take(limit).collect())).1);
    let read = counting();
    queue.expect_tasks_with_bodies().returning(move |_, _| (read(), Ok(Vec::new())).1);
    let read = counting();
    queue.expect_task().returning(move |_, _| (read(), Ok(None)).1);
    let read = counting();
    queue.expect_records().returning(move |_, _, _| (read(), Ok(Vec::new())).1);
    let read = counting();
    queue.expect_get().returning(move |_, _, _| (read(), Ok(None)).1);
    queue
}

#[tokio::test]
async fn a_look_at_six_hundred_rows_reads_the_queue_as_often_as_one_at_two() {
    for (number, rows) in [(1, 2), (600, 600)] {
        let reads = Arc::new(AtomicUsize::new(0));
        let queue = Arc::new(queue(number, &reads));
        let manager = over(queue, Arc::new(signed_in()), Arc::new(MockAuth::new()), free());
        let look = manager.look().await.unwrap();
        assert_eq!(look.attention.len() + look.waiting.len() + look.sent.len(), rows);
        assert_eq!(reads.load(Ordering::Relaxed), 6, "with {rows} rows");
    }
}

#[tokio::test]
async fn a_task_that_left_the_queue_while_it_was_looked_at_is_about_its_lane() {
    let queue = Arc::new(queue(1, &Arc::default()));
    let manager = over(queue, Arc::new(signed_in()), Arc::new(MockAuth::new()), free());
    let look = manager.look().await.unwrap();
    let of_the_lane = |about: &About| {
        matches!(about, About::Entry { event: None, entry, description, .. }
            if entry.uuid() == uuid(1) && description.is_empty())
    };
    assert!(of_the_lane(&look.waiting[0].about) && of_the_lane(&look.sent[0].1), "{look:?}");
}
