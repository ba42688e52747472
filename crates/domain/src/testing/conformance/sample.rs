//! Tasks, records and claims for the suites: each test says only what matters to it.

use std::collections::BTreeMap;
use std::time::Duration;

use uuid::Uuid;

use crate::Timestamp;
use crate::names::{AccountId, Collection, Key, Kind, Lane, Owner, RecordId, TaskId};
use crate::ports::{Claim, ClaimedLane, Queue, Settlement, TaskResult};
use crate::task::{
    Body, Carried, Coalesce, Commit, Dependency, Expected, NewTask, Priority, Reason, Record, RecordWrite,
    Release, Task, WithoutRoom,
};

/// How long a claim holds in the suites.
pub(super) const LEASE: Duration = Duration::from_secs(60);

/// So many seconds after a fixed start.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + seconds * 1_000).unwrap()
}

/// The same UUID of version 4 for the same name, another for another.
pub(super) fn named(space: &str, name: &str) -> Uuid {
    // FNV-1a over 128 bits: short, stable, and good enough to tell names apart.
    let hash = space
        .bytes()
        .chain([0])
        .chain(name.bytes())
        .fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash, byte| {
            (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
        });
    uuid::Builder::from_random_bytes(hash.to_be_bytes()).into_uuid()
}

pub(super) fn account(name: &str) -> AccountId {
    AccountId::new(named("account", name))
}

pub(super) fn anna() -> AccountId {
    account("anna")
}

pub(super) fn task_id(name: &str) -> TaskId {
    TaskId::new(named("task", name))
}

pub(super) fn lane(name: &str) -> Lane {
    Lane::new(name).unwrap()
}

pub(super) fn collection(name: &str) -> Collection {
    Collection::new(name).unwrap()
}

pub(super) fn record_id(name: &str) -> RecordId {
    RecordId::new(name).unwrap()
}

/// A `Keep` task of normal priority whose body is its name.
pub(super) fn keep(name: &str, in_lane: &str) -> NewTask {
    NewTask {
        id: task_id(name),
        key: Key::new(named("key", name)),
        kind: Kind::of("note"),
        lane: lane(in_lane),
        priority: Priority::Normal,
        coalesce: Coalesce::Keep,
        occurred_at: at(0),
        body: Body::new(name),
        carries: None,
        depends: Vec::new(),
        blob: None,
        without_room: WithoutRoom::Refuse,
    }
}

/// A `Supersede` task of normal priority whose body is its name.
pub(super) fn supersede(name: &str, in_lane: &str) -> NewTask {
    NewTask { coalesce: Coalesce::Supersede, ..keep(name, in_lane) }
}

/// The task, which waits for other lanes.
pub(super) fn waiting_for(depends: impl IntoIterator<Item = Dependency>, task: NewTask) -> NewTask {
    NewTask { depends: depends.into_iter().collect(), ..task }
}

pub(super) fn requires(in_lane: &str) -> Dependency {
    Dependency { lane: lane(in_lane), until: Release::Sent }
}

pub(super) fn after(in_lane: &str) -> Dependency {
    Dependency { lane: lane(in_lane), until: Release::OutOfTheWay }
}

/// A write of record `name` in collection `notes`, whatever was there.
pub(super) fn record(name: &str, sort_key: i64, revision: i64) -> RecordWrite {
    let body = Body::new(format!("{name} in revision {revision}"));
    let record = Record { collection: collection("notes"), id: record_id(name), sort_key, revision, body };
    RecordWrite { record, expected: Expected::Anything }
}

/// That a task carries a revision of record `name` in collection `notes`.
pub(super) fn carried(name: &str, revision: i64) -> Option<Carried> {
    Some(Carried { collection: collection("notes"), id: record_id(name), revision })
}

pub(super) fn reason() -> Reason {
    Reason {
        code: "invalid".to_owned(),
        detail: Some("It is refused.".to_owned()),
        field: Some("body".to_owned()),
    }
}

pub(super) async fn commit(queue: &impl Queue, seconds: i64, records: Vec<RecordWrite>, tasks: Vec<NewTask>) {
    queue.commit(anna(), at(seconds), Commit { records, tasks }).await.unwrap();
}

pub(super) async fn enqueue(queue: &impl Queue, seconds: i64, tasks: impl IntoIterator<Item = NewTask>) {
    commit(queue, seconds, Vec::new(), tasks.into_iter().collect()).await;
}

/// A claim without limits that matter.
pub(super) fn everything() -> Claim {
    let owner = Owner::new(named("owner", "first"));
    Claim { account: anna(), owner, lease: LEASE, max_tasks: 100, max_bytes: 1_000_000 }
}

pub(super) fn another_owner() -> Owner {
    Owner::new(named("owner", "second"))
}

pub(super) async fn claim(queue: &impl Queue, seconds: i64) -> Vec<ClaimedLane> {
    queue.get_retry_tasks(at(seconds), everything()).await.unwrap()
}

/// The results of every task of a claim.
pub(super) fn results(lanes: &[ClaimedLane], settlement: &Settlement) -> Vec<TaskResult> {
    let result = |claimed: &ClaimedLane, task: &Task| TaskResult {
        task: task.task.id,
        lane: claimed.lane.clone(),
        epoch: claimed.epoch,
        settlement: settlement.clone(),
    };
    lanes.iter().flat_map(|claimed| claimed.tasks.iter().map(move |task| result(claimed, task))).collect()
}

/// Settles each task of a claim alike; all results must count.
pub(super) async fn settle(queue: &impl Queue, seconds: i64, lanes: &[ClaimedLane], settlement: Settlement) {
    let results = results(lanes, &settlement);
    let count = results.len();
    let settled = queue.settle(at(seconds), results).await.unwrap();
    assert_eq!((settled.applied, settled.stale), (count, 0));
}

pub(super) fn wait(seconds: i64, attempt: bool) -> Settlement {
    Settlement::Wait { not_before: at(seconds), attempt }
}

pub(super) fn unknown(seconds: i64, attempt: bool) -> Settlement {
    Settlement::Unknown { not_before: at(seconds), attempt }
}

/// The unsent tasks of the account, in sequence.
pub(super) async fn listed(queue: &impl Queue) -> Vec<Task> {
    queue.tasks(anna(), 0, 1_000).await.unwrap()
}

/// The one unsent task of the account.
pub(super) async fn only(queue: &impl Queue) -> Task {
    let mut tasks = listed(queue).await;
    assert_eq!(tasks.len(), 1, "one task is unsent: {tasks:?}");
    tasks.remove(0)
}

/// The ids of each claimed lane's tasks, in the order given.
pub(super) fn ids_by_lane(lanes: &[ClaimedLane]) -> Vec<(&str, Vec<TaskId>)> {
    lanes
        .iter()
        .map(|claimed| (claimed.lane.as_str(), claimed.tasks.iter().map(|task| task.task.id).collect()))
        .collect()
}

/// The lane of that name out of a claim.
pub(super) fn of(claimed: &[ClaimedLane], name: &str) -> Vec<ClaimedLane> {
    claimed.iter().filter(|lane| lane.lane.as_str() == name).cloned().collect()
}

/// The one task of the claim that has this id, as a claim of its own.
pub(super) fn one_of(claimed: &[ClaimedLane], name: &str) -> Vec<ClaimedLane> {
    let mut lanes = claimed.to_vec();
    for lane in &mut lanes {
        lane.tasks.retain(|task| task.task.id == task_id(name));
    }
    lanes.retain(|lane| !lane.tasks.is_empty());
    lanes
}

/// The names of the lanes that a claim gives, and settles at once as never sent.
pub(super) async fn free_lanes(queue: &impl Queue, seconds: i64) -> Vec<String> {
    let claimed = claim(queue, seconds).await;
    settle(queue, seconds, &claimed, Settlement::Released).await;
    claimed.iter().map(|lane| lane.lane.as_str().to_owned()).collect()
}

/// The unsent tasks by id.
pub(super) async fn by_id(queue: &impl Queue) -> BTreeMap<TaskId, Task> {
    listed(queue).await.into_iter().map(|task| (task.task.id, task)).collect()
}
