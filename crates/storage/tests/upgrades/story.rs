//! What is in a fixture: a queue with a task in each state. How it is filled, how it is told, and how it goes on.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::account::{Account, CredentialPlace};
use homing_domain::names::{AccountId, Collection, DeviceId, Key, Kind, Lane, Owner, RecordId, TaskId};
use homing_domain::policy::QUEUE_MAX_TASKS;
use homing_domain::ports::{Accounts, Claim, ClaimedLane, Queue, QueueError, Settlement, TaskResult};
use homing_domain::task::{
    BlobName, BlobRef, Body, Carried, Coalesce, Commit, Dependency, Expected, NewTask, Priority, Reason,
    Record, RecordWrite, Release, Sha256, TaskState, WithoutRoom,
};
use uuid::{Builder, Uuid};

pub(crate) fn anna() -> AccountId {
    AccountId::new("aa000000-0000-4000-8000-000000000001".parse().unwrap())
}

fn bert() -> AccountId {
    AccountId::new("bb000000-0000-4000-8000-000000000001".parse().unwrap())
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).unwrap()
}

fn uuid(number: u8) -> Uuid {
    Builder::from_random_bytes([number; 16]).into_uuid()
}

fn task(number: u8, lane: &str, depends: Vec<Dependency>) -> NewTask {
    NewTask {
        id: TaskId::new(uuid(number)),
        key: Key::new(uuid(number + 100)),
        kind: Kind::of("note"),
        lane: Lane::new(lane).unwrap(),
        priority: Priority::High,
        coalesce: Coalesce::Keep,
        occurred_at: at(500),
        body: Body::new(format!("body of {number}")),
        carries: None,
        blob: None,
        depends,
        without_room: WithoutRoom::Refuse,
    }
}

fn record(id: &'static str, revision: i64) -> RecordWrite {
    let record = Record {
        collection: Collection::of("notes"),
        id: RecordId::of(id),
        sort_key: 1,
        revision,
        body: Body::new(id),
    };
    RecordWrite { record, expected: Expected::Anything }
}

async fn claimed(queue: &impl Queue, now: i64, max_tasks: usize) -> Vec<ClaimedLane> {
    let claim = Claim {
        account: anna(),
        owner: Owner::new(uuid(200)),
        lease: Duration::from_secs(600),
        max_tasks,
        max_bytes: 1_000_000,
    };
    queue.get_retry_tasks(at(now), claim).await.unwrap()
}

async fn settle(queue: &impl Queue, now: i64, lanes: Vec<ClaimedLane>, settlement: Settlement) {
    let of_lane = |lane: ClaimedLane| {
        let (name, epoch, settlement) = (lane.lane, lane.epoch, settlement.clone());
        lane.tasks.into_iter().map(move |task| TaskResult {
            task: task.task.id,
            lane: name.clone(),
            epoch,
            settlement: settlement.clone(),
        })
    };
    queue.settle(at(now), lanes.into_iter().flat_map(of_lane).collect()).await.unwrap();
}

/// Fills an empty queue.
pub(crate) async fn fill(store: &(impl Queue + Accounts)) {
    store.device(DeviceId::new(uuid(201))).await.unwrap();
    for (id, name) in [(bert(), "bert"), (anna(), "anna")] {
        let server = "https://homing.example.org".parse().unwrap();
        let (user, name) = (name.to_owned(), name.to_owned());
        let account = Account { id, server, user, name, credentials: CredentialPlace::EncryptedFile };
        store.sign_in(&account).await.unwrap();
    }
    let of_bert = Commit { records: Vec::new(), tasks: vec![task(1, "theirs", Vec::new())] };
    store.commit(bert(), at(600), of_bert).await.unwrap();

    let enqueue = async |now: i64, tasks: Vec<NewTask>| {
        store.commit(anna(), at(now), Commit { records: Vec::new(), tasks }).await.unwrap();
    };
    enqueue(700, vec![task(2, "sent", Vec::new())]).await;
    settle(store, 710, claimed(store, 705, 9).await, Settlement::Sent).await;
    enqueue(720, vec![task(3, "discarded", Vec::new())]).await;
    store.discard(anna(), vec![TaskId::new(uuid(3))], at(725)).await.unwrap();
    enqueue(730, vec![task(4, "refused", Vec::new())]).await;
    let reason = Reason { code: "conflict".to_owned(), detail: Some("why".to_owned()), field: None };
    settle(store, 740, claimed(store, 735, 9).await, Settlement::Attention(reason)).await;
    enqueue(750, vec![task(5, "refused", Vec::new())]).await;
    enqueue(760, vec![task(6, "unknown", Vec::new())]).await;
    let unknown = Settlement::Unknown { not_before: at(9_000), attempt: true };
    settle(store, 770, claimed(store, 765, 9).await, unknown).await;
    enqueue(780, vec![task(7, "claimed", Vec::new()), task(8, "claimed", Vec::new())]).await;
    claimed(store, 790, 9).await;

    let lane = Lane::new("unknown").unwrap();
    let mut waits = task(9, "waits", vec![Dependency { lane, until: Release::Sent }]);
    let collection = Collection::of("notes");
    waits.carries = Some(Carried { collection, id: RecordId::of("carried"), revision: 7 });
    waits.blob =
        Some(BlobRef { name: BlobName::new("picture").unwrap(), sha256: Sha256::new([7; 32]), bytes: 4_096 });
    let mut newest = task(10, "newest", Vec::new());
    newest.coalesce = Coalesce::Supersede;
    let commit =
        Commit { records: vec![record("carried", 7), record("unsent", 3)], tasks: vec![waits, newest] };
    store.commit(anna(), at(800), commit).await.unwrap();
}

/// A line for each unsent task of [`anna`], and what else is there.
pub(crate) async fn told(store: &(impl Queue + Accounts)) -> String {
    let mut told = String::new();
    for listed in store.tasks(anna(), 0, 99).await.unwrap() {
        let task = store.task(anna(), listed.task.id).await.unwrap().unwrap();
        let new = task.task;
        let state = match &task.state {
            TaskState::Attention(reason) => format!("attention {} {:?}", reason.code, reason.detail),
            other => format!("{other:?}").to_lowercase(),
        };
        let body = String::from_utf8(new.body.as_bytes().to_vec()).unwrap();
        write!(told, "{} {} {} {:?} {:?}", task.seq, new.lane, new.id, new.priority, new.coalesce).unwrap();
        write!(told, ", {state}, attempts {}, crashes {}", task.attempts, task.crashes).unwrap();
        let millis = |at: Timestamp| at.as_millis();
        let times = [new.occurred_at, task.enqueued_at, task.not_before].map(millis);
        write!(told, ", times {times:?} {:?}", task.unknown_since.map(millis)).unwrap();
        let carries = new.carries.map(|carried| (carried.id.to_string(), carried.revision));
        let blob = new.blob.map(|blob| (blob.name.to_string(), blob.bytes));
        let depends: Vec<_> = new.depends.iter().map(|it| (it.lane.to_string(), it.until)).collect();
        writeln!(told, ", carries {carries:?}, blob {blob:?}, waits for {depends:?}: {body}").unwrap();
    }
    let counts = store.counts(anna()).await.unwrap();
    let numbers = (counts.waiting, counts.attention, counts.behind_attention, counts.sent, counts.discarded);
    writeln!(told, "waiting, attention, behind, sent, discarded: {numbers:?}").unwrap();
    let unsent = store.unsent(anna(), &Collection::of("notes"), 9).await.unwrap();
    let unsent: Vec<_> = unsent.iter().map(|record| (record.id.to_string(), record.revision)).collect();
    let names: Vec<_> = store.all().await.unwrap().into_iter().map(|known| known.account.name).collect();
    let theirs = store.counts(bert()).await.unwrap().waiting;
    write!(told, "unsent records {unsent:?}, accounts {names:?}, of bert {theirs}").unwrap();
    told
}

/// Who is signed in.
pub(crate) async fn signed_in(store: &impl Accounts) -> Vec<String> {
    let known = store.all().await.unwrap().into_iter().filter(|known| known.signed_in);
    known.map(|known| known.account.name).collect()
}

/// Sends all that may go, in order, and counts what is left.
pub(crate) async fn goes_on(store: &(impl Queue + Accounts), next: i64) {
    let counts = store.counts(anna()).await.unwrap();
    store.reclaim(at(10_000)).await.unwrap();
    store.bring_forward(anna(), at(10_000)).await.unwrap();
    let mut sent = BTreeSet::new();
    loop {
        let lanes = claimed(store, 10_000, 99).await;
        if lanes.is_empty() {
            break;
        }
        for task in lanes.iter().flat_map(|lane| &lane.tasks) {
            assert!(sent.insert(task.seq), "{} came twice", task.seq);
        }
        settle(store, 10_000, lanes, Settlement::Sent).await;
    }
    assert_eq!(sent.len() as u64, counts.waiting - counts.behind_attention, "what no refusal holds went");
    let left = store.counts(anna()).await.unwrap();
    assert_eq!((left.waiting, left.attention), (counts.behind_attention, counts.attention));
    assert_eq!(left.sent, counts.sent + sent.len() as u64);

    let more = Commit { records: Vec::new(), tasks: vec![task(90, "more", Vec::new())] };
    store.commit(anna(), at(10_000), more).await.unwrap();
    let newest = store.tasks(anna(), 0, 99).await.unwrap().pop().unwrap();
    assert_eq!(newest.seq, next, "no number is given twice");

    // Room is what is left: the counts of the upgrade are right.
    let unsent = left.waiting + left.attention + 1;
    let too_many = (unsent..=QUEUE_MAX_TASKS).map(|number| {
        let id = Uuid::from_u128(u128::from(number) << 8);
        NewTask { id: TaskId::new(id), key: Key::new(id), ..task(91, "full", Vec::new()) }
    });
    let too_many = Commit { records: Vec::new(), tasks: too_many.collect() };
    let refused = store.commit(anna(), at(10_000), too_many).await.unwrap_err();
    assert!(matches!(refused, QueueError::NoRoom { unsent: QUEUE_MAX_TASKS, .. }), "{refused:?}");
}
