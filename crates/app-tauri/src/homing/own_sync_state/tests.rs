//! Two machines on one queue in memory; and every rule of a queue, through the engine's memory of one of them.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use homing_domain::task::{Body, Expected, RecordWrite};
use homing_storage::MemoryStore;

use super::*;

const ANNA: AccountId = AccountId::new(Uuid::from_u128(1));

fn new_store() -> impl AsyncFn() -> OwnSyncState {
    let store = MemoryStore::new();
    async move || of_machine(&store, 1)
}

homing_domain::queue_conformance!(new_store);

fn now() -> Timestamp {
    Timestamp::from_millis(0).unwrap()
}

fn of_machine(store: &MemoryStore, number: u128) -> OwnSyncState {
    OwnSyncState::new(Arc::new(store.clone()), Uuid::from_u128(number)).unwrap()
}

fn record(collection: &str, id: &str, text: &str) -> Record {
    Record {
        collection: Collection::new(collection).unwrap(),
        id: RecordId::new(id).unwrap(),
        sort_key: 0,
        revision: 1,
        body: Body::of_json(&text).unwrap(),
    }
}

fn once(record: Record) -> Commit {
    let write = RecordWrite { record, expected: Expected::Absent };
    Commit { records: vec![write], tasks: Vec::new() }
}

async fn write(queue: &dyn Queue, record: Record) -> Result<(), QueueError> {
    queue.commit(ANNA, now(), once(record)).await
}

async fn read(queue: &dyn Queue, record: &Record) -> Option<Record> {
    queue.get(ANNA, &record.collection, &record.id).await.unwrap()
}

fn of_the_engine(text: &str) -> Record {
    let (collection, id) = SyncState::place();
    record(collection.as_str(), id.as_str(), text)
}

#[tokio::test]
async fn what_the_engine_of_one_machine_remembers_no_other_reads_or_overwrites() {
    let store = MemoryStore::new();
    let (one, other) = (of_machine(&store, 1), of_machine(&store, 2));
    let ones = of_the_engine("sign-in needed");
    write(&one, ones.clone()).await.unwrap();
    assert_eq!(read(&one, &ones).await.as_ref(), Some(&ones), "under the engine's own name for it");
    assert_eq!(read(&other, &ones).await, None);

    let others = of_the_engine("all is well");
    write(&other, others.clone()).await.unwrap();
    assert_eq!(read(&one, &ones).await, Some(ones.clone()));
    assert_eq!(read(&other, &ones).await, Some(others));
    assert_eq!(read(&store, &ones).await, None, "none of them is where an engine alone would look");
}

#[tokio::test]
async fn programs_of_one_machine_share_what_its_engine_remembers_and_meet_in_a_conflict() {
    let store = MemoryStore::new();
    let (one, again) = (of_machine(&store, 1), of_machine(&store, 1));
    let remembered = of_the_engine("offline");
    write(&one, remembered.clone()).await.unwrap();
    assert_eq!(read(&again, &remembered).await, Some(remembered.clone()));

    let refused = write(&again, remembered.clone()).await.unwrap_err();
    let QueueError::Conflict { collection, id } = refused else { panic!("{refused:?}") };
    assert_eq!((collection, id), SyncState::place(), "under the engine's own name for it");
}

#[tokio::test]
async fn every_other_record_is_of_all_machines_also_one_of_the_same_name_elsewhere() {
    let store = MemoryStore::new();
    let (one, other) = (of_machine(&store, 1), of_machine(&store, 2));
    let (collection, id) = SyncState::place();
    for shared in [record("projects", id.as_str(), "a list"), record(collection.as_str(), "else", "a note")] {
        write(&one, shared.clone()).await.unwrap();
        assert_eq!(read(&other, &shared).await.as_ref(), Some(&shared));
        assert_eq!(read(&store, &shared).await, Some(shared));
    }
}

#[tokio::test]
async fn a_sign_in_on_one_machine_says_nothing_of_another() {
    let store = MemoryStore::new();
    let (one, other) = (of_machine(&store, 1), of_machine(&store, 2));
    SyncState::signed_in(&one, ANNA, now()).await.unwrap();
    assert_eq!(SyncState::load(&one, ANNA).await.unwrap().sign_ins, 1);
    assert_eq!(SyncState::load(&other, ANNA).await.unwrap(), SyncState::default());
}
