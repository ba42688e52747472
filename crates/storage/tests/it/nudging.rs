//! Which calls nudge: those that changed something, and no other.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use homing_domain::account::{Account, CredentialPlace};
use homing_domain::names::{AccountId, Collection, DeviceId, Key, Kind, Lane, Owner, RecordId, TaskId};
use homing_domain::ports::{
    Accounts, Claim, Clock, MockNudges, Nudges, Queue, Selection, Settlement, SortRange, TaskResult,
};
use homing_domain::task::{
    Body, Coalesce, Commit, Expected, NewTask, Priority, Record, RecordWrite, WithoutRoom,
};
use homing_domain::testing::ManualClock;
use homing_storage::{FileLocks, MemoryStore, SqliteStore};
use tempfile::TempDir;
use uuid::Uuid;

/// How often anyone was nudged since the last look.
#[derive(Clone, Default)]
struct Count(Arc<AtomicUsize>);

impl Count {
    fn nudges(&self) -> Arc<dyn Nudges> {
        let (mut nudges, count) = (MockNudges::new(), Arc::clone(&self.0));
        nudges.expect_nudge().returning(move || {
            count.fetch_add(1, Ordering::Relaxed);
        });
        Arc::new(nudges)
    }

    fn take(&self) -> usize {
        self.0.swap(0, Ordering::Relaxed)
    }
}

fn account() -> Account {
    Account {
        id: AccountId::new(Uuid::from_u128(7)),
        server: "https://homing.example.org".parse().unwrap(),
        user: "u1".to_owned(),
        name: "anna".to_owned(),
        credentials: CredentialPlace::Keychain,
    }
}

fn commit() -> Commit {
    let task = NewTask {
        id: TaskId::new(Uuid::from_u128(1)),
        key: Key::new(Uuid::from_u128(2)),
        kind: Kind::of("note"),
        lane: Lane::new("a").unwrap(),
        priority: Priority::Normal,
        coalesce: Coalesce::Keep,
        occurred_at: ManualClock::default().now(),
        body: Body::new("x"),
        carries: None,
        depends: Vec::new(),
        blob: None,
        without_room: WithoutRoom::Refuse,
    };
    let (collection, id) = (Collection::of("notes"), RecordId::of("1"));
    let record = Record { collection, id, sort_key: 0, revision: 0, body: Body::new("x") };
    Commit { records: vec![RecordWrite { record, expected: Expected::Absent }], tasks: vec![task] }
}

async fn only_changes_nudge(store: impl Queue + Accounts, count: Count) {
    let (me, now) = (account().id, ManualClock::default().now());
    let claim = || Claim {
        account: me,
        owner: Owner::new(Uuid::from_u128(9)),
        lease: Duration::from_secs(60),
        max_tasks: 10,
        max_bytes: 1_000,
    };
    store.device(DeviceId::new(Uuid::from_u128(8))).await.unwrap();
    assert_eq!(count.take(), 1, "a new installation");
    store.device(DeviceId::new(Uuid::from_u128(9))).await.unwrap();
    store.sign_out(me).await.unwrap();
    assert!(!store.activate(me).await.unwrap());
    assert_eq!(count.take(), 0, "a known installation, and a sign-out of nobody");
    store.sign_in(&account()).await.unwrap();
    assert!(count.take() > 0, "a sign-in");

    store.reclaim(now).await.unwrap();
    assert!(store.get_retry_tasks(now, claim()).await.unwrap().is_empty());
    store.counts(me).await.unwrap();
    store.tasks(me, 0, 10).await.unwrap();
    store.scan(me, &Collection::of("notes"), SortRange::ALL, None, 10).await.unwrap();
    store.active().await.unwrap();
    store.writable().await.unwrap();
    assert_eq!(count.take(), 0, "a look, and a claim of nothing");
    store.commit(me, now, Commit::default()).await.unwrap();
    store.bring_forward(me, now).await.unwrap();
    store.retry(me, Selection::All, now).await.unwrap();
    store.discard(me, Vec::new(), now).await.unwrap();
    assert_eq!(count.take(), 0, "nothing to write, to hurry, to try again or to discard");

    store.commit(me, now, commit()).await.unwrap();
    assert_eq!(count.take(), 1, "a commit");
    store.commit(me, now, commit()).await.unwrap_err();
    assert_eq!(count.take(), 0, "a commit whose guard did not hold");
    store.bring_forward(me, now).await.unwrap();
    assert_eq!(count.take(), 0, "what is due needs no hurry");

    store.get_retry_tasks(now, claim()).await.unwrap();
    assert_eq!(count.take(), 1, "a claim");
    let over = now.saturating_add(claim().lease);
    let full = Claim { max_tasks: 0, ..claim() };
    assert!(store.get_retry_tasks(over, full).await.unwrap().is_empty());
    assert_eq!(count.take(), 1, "the end of a claim that ran out");
    let lanes = store.get_retry_tasks(over, claim()).await.unwrap();
    assert_eq!(count.take(), 1, "the next claim");
    let result = TaskResult {
        task: lanes[0].tasks[0].task.id,
        lane: lanes[0].lane.clone(),
        epoch: lanes[0].epoch,
        settlement: Settlement::Sent,
    };
    store.settle(now, vec![result.clone()]).await.unwrap();
    assert_eq!(count.take(), 1, "a result");
    store.settle(now, vec![result]).await.unwrap();
    assert_eq!(count.take(), 0, "a result of a claim that is over");

    store.sign_out(me).await.unwrap();
    assert_eq!(count.take(), 1, "a sign-out");
    store.sign_out(me).await.unwrap();
    assert_eq!(count.take(), 0, "a second sign-out");

    store.activate(me).await.unwrap();
    assert_eq!(count.take(), 0, "a switch to whoever is active");
    let other = Account { id: AccountId::new(Uuid::from_u128(77)), user: "other".to_owned(), ..account() };
    store.sign_in(&other).await.unwrap();
    count.take();
    store.activate(me).await.unwrap();
    assert_eq!(count.take(), 1, "a switch");
}

#[tokio::test]
async fn in_memory_a_call_that_changed_something_nudges_and_no_other() {
    let count = Count::default();
    only_changes_nudge(MemoryStore::new().nudging(count.nudges()), count).await;
}

#[tokio::test]
async fn in_a_file_a_transaction_that_changed_something_nudges_and_no_other() {
    let (folder, count) = (TempDir::new().unwrap(), Count::default());
    let store = SqliteStore::open(&folder.path().join("homing.db"), &FileLocks::new(folder.path())).await;
    only_changes_nudge(store.unwrap().nudging(count.nudges()), count).await;
}
