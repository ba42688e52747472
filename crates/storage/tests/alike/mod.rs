//! A backend does the same as the one in memory, whatever is asked of them: random calls, each answered alike, after each
//! of which both hold the same. What the answer must be, the conformance suite says.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, Key, Kind, Lane, Owner, RecordId, TaskId};
use homing_domain::policy::BLOBS_MAX_BYTES;
use homing_domain::ports::{Claim, ClaimedLane, Queue, QueueError, Selection, Settlement, TaskResult};
use homing_domain::task::{
    BlobName, BlobRef, Body, Carried, Coalesce, Commit, Dependency, Expected, NewTask, Priority, Reason,
    Record, RecordWrite, Release, Sha256, Task, WithoutRoom,
};
use homing_storage::MemoryStore;
use sea_orm::{ConnectionTrait, Database, Statement};
use uuid::Uuid;

const CALLS: u32 = 60;
const BLOBS: [&str; 3] = ["p", "q", "r"];
const LANES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// SplitMix64: any seed will do, and the same one makes the same calls.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[usize::try_from(self.roll(list.len() as u64)).unwrap()]
    }

    fn once_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }
}

struct Pair<Q> {
    memory: MemoryStore,
    other: Q,
    dice: Dice,
    now: Timestamp,
    made: u128,
    revision: i64,
    claimed: Vec<TaskResult>,
    known: Vec<TaskId>,
}

fn account() -> AccountId {
    AccountId::new(Uuid::from_u128(7))
}

fn notes() -> Collection {
    Collection::of("notes")
}

impl<Q: Queue> Pair<Q> {
    fn new(seed: u64, other: Q) -> Self {
        Self {
            memory: MemoryStore::new(),
            other,
            dice: Dice(seed),
            now: Timestamp::from_millis(1_700_000_000_000).unwrap(),
            made: 0,
            revision: 0,
            claimed: Vec::new(),
            known: Vec::new(),
        }
    }

    fn task(&mut self) -> NewTask {
        self.made += 1;
        let dice = &mut self.dice;
        let mut depends = Vec::new();
        while dice.once_in(2) {
            let until = dice.one_of(&[Release::Sent, Release::OutOfTheWay]);
            depends.push(Dependency { lane: Lane::new(dice.one_of(&LANES)).unwrap(), until });
        }
        let carries = dice.once_in(3).then(|| {
            let id = RecordId::of(dice.one_of(&["r", "s"]));
            Carried { collection: notes(), id, revision: self.revision }
        });
        let blob = dice.once_in(3).then(|| BlobRef {
            name: BlobName::new(dice.one_of(&BLOBS)).unwrap(),
            sha256: Sha256::new([7; 32]),
            bytes: dice.one_of(&[0, 1, BLOBS_MAX_BYTES / 3, BLOBS_MAX_BYTES]),
        });
        self.known.push(TaskId::new(Uuid::from_u128(self.made)));
        NewTask {
            id: TaskId::new(Uuid::from_u128(self.made)),
            key: Key::new(Uuid::from_u128(self.made << 64)),
            kind: Kind::of(dice.one_of(&["x", "x", "x", "y"])),
            lane: Lane::new(dice.one_of(&LANES)).unwrap(),
            priority: dice.one_of(&[Priority::Critical, Priority::High, Priority::Normal]),
            coalesce: dice.one_of(&[Coalesce::Keep, Coalesce::Supersede]),
            occurred_at: self.now,
            body: Body::new(vec![b'x'; usize::try_from(dice.roll(20)).unwrap()]),
            carries,
            depends,
            blob,
            without_room: dice.one_of(&[WithoutRoom::Refuse, WithoutRoom::PutOff]),
        }
    }

    fn commit(&mut self) -> Commit {
        let mut records = Vec::new();
        if self.dice.once_in(2) {
            self.revision += 1;
            let record = Record {
                collection: notes(),
                id: RecordId::of(self.dice.one_of(&["r", "s"])),
                sort_key: 0,
                revision: self.revision,
                body: Body::new("r"),
            };
            let expected = self.dice.one_of(&[
                Expected::Anything,
                Expected::Anything,
                Expected::Revision(self.revision - 1),
            ]);
            records.push(RecordWrite { record, expected });
        }
        let count = self.dice.roll(4);
        Commit { records, tasks: (0..count).map(|_| self.task()).collect() }
    }

    fn settlement(&mut self) -> Settlement {
        let not_before = self.now.saturating_add(Duration::from_secs(self.dice.roll(90)));
        let attempt = self.dice.once_in(2);
        match self.dice.roll(8) {
            0..=2 => Settlement::Sent,
            3 => Settlement::Wait { not_before, attempt },
            4 => Settlement::Unknown { not_before, attempt },
            5..=6 => Settlement::Attention(Reason { code: "no".to_owned(), detail: None, field: None }),
            _ => Settlement::Released,
        }
    }

    fn some_tasks(&mut self) -> Vec<TaskId> {
        let count = 1 + self.dice.roll(3);
        (0..count).filter(|_| !self.known.is_empty()).map(|_| self.dice.one_of(&self.known)).collect()
    }

    /// One call of each; what it answers.
    async fn call(&mut self) -> (String, String, String) {
        let (me, now) = (account(), self.now);
        let both = |one: &dyn std::fmt::Debug, other: &dyn std::fmt::Debug| {
            (format!("{one:?}"), format!("{other:?}"))
        };
        let (what, (one, other)) = match self.dice.roll(14) {
            0..=4 => {
                let commit = self.commit();
                let answers = [
                    self.memory.commit(me, now, commit.clone()).await,
                    self.other.commit(me, now, commit.clone()).await,
                ];
                // Of a cycle, any two lanes in it will do.
                let [one, other] = answers.map(|answer| match answer {
                    Err(QueueError::DependencyCycle { .. }) => "a cycle".to_owned(),
                    answer => format!("{answer:?}"),
                });
                (format!("commit {commit:?}"), (one, other))
            }
            5..=7 => {
                let claim = Claim {
                    account: me,
                    owner: Owner::new(Uuid::from_u128(9)),
                    lease: Duration::from_secs(60),
                    max_tasks: usize::try_from(1 + self.dice.roll(5)).unwrap(),
                    max_bytes: usize::try_from(10 + self.dice.roll(60)).unwrap(),
                };
                let mut one = self.memory.get_retry_tasks(now, claim.clone()).await.unwrap();
                let mut other = self.other.get_retry_tasks(now, claim).await.unwrap();
                self.remember(&one);
                for lanes in [&mut one, &mut other] {
                    lanes.iter_mut().flat_map(|lane| &mut lane.tasks).for_each(without_number);
                }
                ("claim".to_owned(), both(&one, &other))
            }
            8..=9 => {
                let kept = usize::try_from(self.dice.roll(3)).unwrap();
                let mut results = self.claimed.split_off(kept.min(self.claimed.len()));
                for result in &mut results {
                    result.settlement = self.settlement();
                }
                let one = self.memory.settle(now, results.clone()).await;
                let other = self.other.settle(now, results.clone()).await;
                (format!("settle {results:?}"), both(&one, &other))
            }
            10 => {
                let selection =
                    if self.dice.once_in(2) { Selection::All } else { Selection::Tasks(self.some_tasks()) };
                let one = self.memory.retry(me, selection.clone(), now).await;
                let other = self.other.retry(me, selection, now).await;
                ("retry".to_owned(), both(&one, &other))
            }
            11 => {
                let tasks = self.some_tasks();
                let one = self.memory.discard(me, tasks.clone(), now).await;
                let other = self.other.discard(me, tasks.clone(), now).await;
                (format!("discard {tasks:?}"), both(&one, &other))
            }
            12 => {
                let one = self.memory.reclaim(now).await;
                let other = self.other.reclaim(now).await;
                ("reclaim".to_owned(), both(&one, &other))
            }
            _ => {
                let at = now.saturating_add(Duration::from_secs(self.dice.roll(30)));
                self.memory.bring_forward(me, at).await.unwrap();
                self.other.bring_forward(me, at).await.unwrap();
                let until = Timestamp::from_millis(now.as_millis() - 120_000).unwrap();
                let one = self.memory.purge_history(me, until, 2).await;
                let other = self.other.purge_history(me, until, 2).await;
                ("bring forward, and purge".to_owned(), both(&one, &other))
            }
        };
        (what, one, other)
    }

    fn remember(&mut self, lanes: &[ClaimedLane]) {
        for lane in lanes {
            self.claimed.extend(lane.tasks.iter().map(|task| TaskResult {
                task: task.task.id,
                lane: lane.lane.clone(),
                epoch: lane.epoch,
                settlement: Settlement::Released,
            }));
        }
    }
}

/// A number that a commit gives and takes back at once is skipped by one backend and not by the other.
fn without_number(task: &mut Task) {
    task.seq = 0;
}

/// What the tables say of each other: tasks and blobs that are not counted, and dependencies on what is gone for good.
pub(crate) async fn left_over(url: &str) -> (i64, i64) {
    let database = Database::connect(url).await.unwrap();
    let ask = "SELECT (SELECT COUNT(*) FROM homing_tasks)
            - (SELECT CAST(COALESCE(SUM(unsent), 0) AS bigint) FROM homing_queue_counts)
            + (SELECT CAST(COALESCE(SUM(bytes), 0) AS bigint) FROM homing_blobs)
            - (SELECT CAST(COALESCE(SUM(blob_bytes), 0) AS bigint) FROM homing_queue_counts),
        (SELECT COUNT(*) FROM homing_dependencies AS waits WHERE NOT EXISTS
            (SELECT 1 FROM homing_tasks WHERE lane_id = waits.on_lane_id AND seq <= waits.upto_seq))";
    let ask = Statement::from_string(database.get_database_backend(), ask);
    let row = database.query_one_raw(ask).await.unwrap().unwrap();
    (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap())
}

async fn seen(queue: &impl Queue) -> String {
    let me = account();
    let mut tasks = queue.tasks(me, 0, 1_000).await.unwrap();
    tasks.iter_mut().for_each(without_number);
    let counts = queue.counts(me).await.unwrap();
    let next_due = queue.next_due(me).await.unwrap();
    let unsent = queue.unsent(me, &notes(), 10).await.unwrap();
    let names = BLOBS.iter().map(|name| BlobName::new(*name).unwrap()).collect();
    let blobs = queue.blobs_referenced(names).await.unwrap();
    format!("{counts:#?}\n{blobs:?}\n{next_due:?}\n{unsent:#?}\n{tasks:#?}")
}

/// Makes the calls of a seed; says how often a cycle was refused.
pub(crate) async fn compare(seed: u64, other: impl Queue) -> u32 {
    let mut cycles = 0;
    let mut pair = Pair::new(seed, other);
    let mut calls = Vec::new();
    for _ in 0..CALLS {
        let (what, memory, other) = pair.call().await;
        cycles += u32::from(memory == "a cycle");
        calls.push(format!("{:?} {what}: {memory}", pair.now));
        assert_eq!(memory, other, "seed {seed}\n{}", calls.join("\n"));
        assert_eq!(seen(&pair.memory).await, seen(&pair.other).await, "seed {seed}\n{}", calls.join("\n"));
        let passed = pair.dice.one_of(&[0, 1, 5, 40]);
        pair.now = pair.now.saturating_add(Duration::from_secs(passed));
    }
    cycles
}
