//! Every call of the store's two main ports, in each of the ways that it goes, on a full queue.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::account::{Account, CredentialPlace};
use homing_domain::names::{AccountId, Collection, DeviceId, Key, Kind, Lane, Owner, RecordId, TaskId};
use homing_domain::ports::{
    Accounts, Claim, ClaimedLane, Cursor, Queue, QueueError, Selection, Settlement, SortRange, TaskResult,
};
use homing_domain::task::{
    BlobName, BlobRef, Body, Carried, Coalesce, Commit, Dependency, Expected, NewTask, Priority, Reason,
    Record, RecordWrite, Release, Sha256, WithoutRoom,
};
use uuid::Uuid;

use crate::SqliteStore;

/// Nearly as many as a queue holds, in lanes of ten.
const QUEUED: u32 = 9_900;

/// The oldest lanes are the ones that have a number.
pub(super) async fn fill(store: &SqliteStore) {
    let tasks = (0..QUEUED).map(|number| task(number, &format!("lane {:03}", number / 10)));
    let records = (0..1_000).map(|id| write("note", &id.to_string(), 1, Expected::Absent)).collect();
    store.commit(account(), at(0), Commit { records, tasks: tasks.collect() }).await.unwrap();
}

pub(super) async fn make(store: SqliteStore) {
    accounts(&store).await;
    commits(&store).await;
    records(&store).await;
    claims(&store).await;
    by_a_person(&store).await;
    store.next_due(account()).await.unwrap();
    store.counts(account()).await.unwrap();
    store.sent(account(), 10).await.unwrap();
    store.purge_history(account(), at(9_000), 100).await.unwrap();
    store.activate(account()).await.unwrap();
    store.sign_out(account()).await.unwrap();
}

async fn accounts(store: &SqliteStore) {
    store.device(DeviceId::new(uuid(1))).await.unwrap();
    let ada = Account {
        id: account(),
        server: "https://time.example".parse().unwrap(),
        user: "ada".to_owned(),
        name: "ada".to_owned(),
        credentials: CredentialPlace::Keychain,
    };
    store.sign_in(&ada).await.unwrap();
    store.active().await.unwrap();
    store.all().await.unwrap();
    store.find(&ada.server, "ada").await.unwrap();
}

async fn commits(store: &SqliteStore) {
    let commit = async |records, tasks| {
        store.commit(account(), at(1), Commit { records, tasks }).await.unwrap();
    };
    let newest = |number| NewTask { coalesce: Coalesce::Supersede, ..task(number, "b") };
    let depends = |on: &str, until| vec![Dependency { lane: Lane::new(on).unwrap(), until }];
    let both = |revision, expected| {
        vec![write("note", "b", revision, expected), write("other", "b", revision, expected)]
    };
    commit(both(1, Expected::Absent), vec![newest(10_001), task(10_002, "lane 000")]).await;
    commit(both(2, Expected::Revision(1)), vec![newest(10_003)]).await;
    commit(both(3, Expected::Anything), Vec::new()).await;
    // One that waits, one that takes its place and waits for more, and one that waits for that.
    let after = NewTask { depends: depends("lane 001", Release::OutOfTheWay), ..newest(10_004) };
    commit(Vec::new(), vec![after]).await;
    let requires = NewTask { depends: depends("lane 000", Release::Sent), ..newest(10_008) };
    commit(Vec::new(), vec![requires]).await;
    let with_blob = |number| NewTask { blob: Some(blob()), ..newest(number) };
    commit(Vec::new(), vec![with_blob(10_007)]).await;
    commit(Vec::new(), vec![with_blob(10_005)]).await;
    store.blobs_referenced(vec![blob().name]).await.unwrap();
    let behind = NewTask { depends: depends("b", Release::Sent), ..task(10_006, "c") };
    commit(Vec::new(), vec![behind]).await;
    // One that finds no room: whether it is there already is asked then.
    let again = NewTask { priority: Priority::Normal, ..task(10_006, "c") };
    let again = store.commit(account(), at(1), Commit { records: Vec::new(), tasks: vec![again] }).await;
    assert!(matches!(again, Err(QueueError::AlreadyThere)), "{again:?}");
}

async fn records(store: &SqliteStore) {
    let (note, id) = (Collection::of("note"), RecordId::of("b"));
    store.get(account(), &note, &id).await.unwrap();
    store.records(account(), &note, [id.clone(), RecordId::of("1")].into()).await.unwrap();
    store.scan(account(), &note, SortRange::ALL, None, 10).await.unwrap();
    let cursor = Cursor { sort_key: 1, id };
    store.scan(account(), &note, SortRange { from: 0, to: 9 }, Some(cursor), 10).await.unwrap();
    store.unsent(account(), &note, 10).await.unwrap();
}

async fn claims(store: &SqliteStore) {
    let claim = async |seconds| store.get_retry_tasks(at(seconds), claim()).await.unwrap();
    let reason = Reason { code: "invalid".to_owned(), detail: None, field: None };
    for settlement in [
        Settlement::Sent,
        Settlement::Wait { not_before: at(100), attempt: true },
        Settlement::Unknown { not_before: at(100), attempt: true },
        Settlement::Attention(reason),
        Settlement::Released,
    ] {
        let lanes = claim(2).await;
        assert!(lanes.len() > 1, "many lanes are given");
        store.settle(at(2), results(&lanes, &settlement)).await.unwrap();
    }
    claim(2).await;
    // The claim before has run out.
    claim(1_000).await;
    store.reclaim(at(1_000)).await.unwrap();
    store.bring_forward(account(), at(3)).await.unwrap();
}

async fn by_a_person(store: &SqliteStore) {
    let listed = store.tasks(account(), 0, 10_000).await.unwrap();
    let last = listed.iter().rfind(|task| task.state.undiscardable().is_none()).unwrap();
    store.task(account(), last.task.id).await.unwrap();
    store.tasks_with_bodies(account(), [last.task.id, TaskId::new(uuid(1))].into()).await.unwrap();
    store.retry(account(), Selection::Tasks(vec![last.task.id]), at(4)).await.unwrap();
    store.retry(account(), Selection::All, at(4)).await.unwrap();
    // What task 10,006 requires.
    store.discard(account(), vec![TaskId::new(uuid(10_005))], at(4)).await.unwrap();
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + seconds * 1_000).unwrap()
}

fn uuid(number: u32) -> Uuid {
    uuid::Builder::from_random_bytes(u128::from(number).to_be_bytes()).into_uuid()
}

fn account() -> AccountId {
    AccountId::new(uuid(u32::MAX))
}

fn task(number: u32, lane: &str) -> NewTask {
    let id = RecordId::new(lane).unwrap();
    NewTask {
        id: TaskId::new(uuid(number)),
        key: Key::new(uuid(number)),
        kind: Kind::of("note"),
        lane: Lane::new(lane).unwrap(),
        priority: Priority::High,
        coalesce: Coalesce::Keep,
        occurred_at: at(0),
        body: Body::new("what happened"),
        carries: Some(Carried { collection: Collection::of("note"), id, revision: 1 }),
        depends: Vec::new(),
        blob: None,
        without_room: WithoutRoom::PutOff,
    }
}

fn blob() -> BlobRef {
    BlobRef { name: BlobName::new("a").unwrap(), sha256: Sha256::new([7; 32]), bytes: 10 }
}

fn write(collection: &'static str, id: &str, revision: i64, expected: Expected) -> RecordWrite {
    let (collection, id) = (Collection::of(collection), RecordId::new(id).unwrap());
    RecordWrite { record: Record { collection, id, sort_key: 1, revision, body: Body::new("it") }, expected }
}

fn claim() -> Claim {
    let (owner, lease) = (Owner::new(uuid(2)), Duration::from_secs(60));
    Claim { account: account(), owner, lease, max_tasks: 100, max_bytes: 1_000_000 }
}

fn results(lanes: &[ClaimedLane], settlement: &Settlement) -> Vec<TaskResult> {
    let of_lane = |claimed: &ClaimedLane| {
        let (lane, epoch) = (claimed.lane.clone(), claimed.epoch);
        let result =
            move |task| TaskResult { task, lane: lane.clone(), epoch, settlement: settlement.clone() };
        claimed.tasks.iter().map(|task| task.task.id).map(result).collect::<Vec<_>>()
    };
    lanes.iter().flat_map(of_lane).collect()
}
