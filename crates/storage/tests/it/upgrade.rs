//! A file of each earlier schema, with unsent tasks in it: opening it brings it up to date and loses none.

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, Key, Kind, Lane, Owner, RecordId, TaskId};
use homing_domain::policy::{BLOBS_MAX_BYTES, QUEUE_MAX_TASKS};
use homing_domain::ports::{Claim, Queue, QueueCounts, QueueError, Settlement, TaskResult};
use homing_domain::task::{
    BlobName, BlobRef, Body, Carried, Coalesce, Commit, NewTask, Priority, Sha256, TaskState, WithoutRoom,
};
use homing_migrations::{MigratorTrait, SCHEMA_VERSION, SchemaMigrator};
use homing_storage::{FileLocks, SqliteStore};
use sea_orm::{ConnectionTrait, Database, Statement};
use tempfile::TempDir;
use uuid::Builder;

/// What version 1 wrote: a lane that a refused task blocks, one whose task may have arrived, and one sent task.
const OF_VERSION_1: &str = "
INSERT INTO homing_lanes VALUES
    (1, X'AA000000000040008000000000000001', 'refused', 'blocked', 0, 0, 3, NULL, 1),
    (2, X'AA000000000040008000000000000001', 'unknown', 'ready', 0, 1000, 1, NULL, NULL),
    (3, X'AA000000000040008000000000000001', 'sent', 'idle', 0, 0, 1, NULL, NULL);
INSERT INTO homing_tasks VALUES
    (1, X'01010101010141018101010101010101', X'AA000000000040008000000000000001', 1,
     X'01010101010141018101010101010101', 'note', 0, 'supersede', 'attention', 0, 2, 1000, 1000, 1000, NULL, NULL,
     NULL, '{\"code\":\"conflict\",\"detail\":null,\"field\":null}', 1, X'61'),
    (2, X'02020202020242028202020202020202', X'AA000000000040008000000000000001', 2,
     X'02020202020242028202020202020202', 'note', 1, 'keep', 'waiting', 1, 1, 1000, 1000, 1000, NULL, NULL,
     NULL, NULL, 1, X'62');
INSERT INTO homing_history VALUES
    (3, X'03030303030343038303030303030303', X'AA000000000040008000000000000001', 3,
     X'03030303030343038303030303030303', 'note', 1, 1000, 1000, 2000);";

/// What version 2 wrote: a lane in the hands of a claim, whose second task may have arrived; a refused task with one
/// behind it; and one task of another account. Numbers up to 50 were given.
const OF_VERSION_2: &str = "
INSERT INTO homing_lanes VALUES
    (1, X'AA000000000040008000000000000001', 'claimed', 'claimed', 0, 99000, 3,
     X'09090909090949098909090909090909', NULL),
    (2, X'AA000000000040008000000000000001', 'refused', 'blocked', 0, 0, 1, NULL, 3),
    (3, X'BB000000000040008000000000000001', 'theirs', 'ready', 0, 1000, 0, NULL, NULL);
INSERT INTO homing_tasks VALUES
    (1, X'01010101010141018101010101010101', X'AA000000000040008000000000000001', 1,
     X'01010101010141018101010101010101', 'note', 0, 'supersede', 'claimed', 0, 0, 500, 600, 700, NULL, NULL, NULL,
     NULL, 1, X'61'),
    (2, X'02020202020242028202020202020202', X'AA000000000040008000000000000001', 1,
     X'02020202020242028202020202020202', 'note', 1, 'keep', 'claimed', 1, 1, 800, 900, 950, 'notes', 'r', 7,
     NULL, 2, X'6262'),
    (3, X'03030303030343038303030303030303', X'AA000000000040008000000000000001', 2,
     X'03030303030343038303030303030303', 'note', 2, 'keep', 'attention', 0, 2, 1000, 1000, 1000, NULL, NULL,
     NULL, '{\"code\":\"conflict\",\"detail\":null,\"field\":null}', 1, X'63'),
    (4, X'04040404040444048404040404040404', X'AA000000000040008000000000000001', 2,
     X'04040404040444048404040404040404', 'note', 2, 'keep', 'waiting', 0, 0, 1000, 1000, 1000, NULL, NULL, NULL,
     NULL, 1, X'64'),
    (5, X'05050505050545058505050505050505', X'BB000000000040008000000000000001', 3,
     X'05050505050545058505050505050505', 'note', 2, 'keep', 'waiting', 0, 0, 1000, 1000, 1000, NULL, NULL, NULL,
     NULL, 1, X'65');
UPDATE sqlite_sequence SET seq = 50 WHERE name = 'homing_tasks';";

/// What version 3 wrote: a task that waits, and one that may have arrived.
const OF_VERSION_3: &str = "
INSERT INTO homing_lanes (id, account, lane, place, rank, next_at_ms, epoch) VALUES
    (1, X'AA000000000040008000000000000001', 'waits', 'ready', 0, 1000, 0),
    (2, X'AA000000000040008000000000000001', 'unknown', 'ready', 0, 1000, 1);
INSERT INTO homing_tasks (seq, id, account, lane_id, key, kind, priority, coalesce, state, frozen, attempts,
    occurred_at_ms, enqueued_at_ms, not_before_ms, crashes, unknown_since_ms, without_room, body_bytes, body) VALUES
    (1, X'01010101010141018101010101010101', X'AA000000000040008000000000000001', 1,
     X'01010101010141018101010101010101', 'note', 0, 'supersede', 'waiting', 0, 0, 500, 600, 700, 0, NULL,
     'put_off', 1, X'61'),
    (2, X'02020202020242028202020202020202', X'AA000000000040008000000000000001', 2,
     X'02020202020242028202020202020202', 'note', 1, 'keep', 'waiting', 1, 1, 800, 900, 950, 1, 870, 'refuse', 2,
     X'6262');
INSERT INTO homing_queue_counts (account, unsent) VALUES (X'AA000000000040008000000000000001', 2);";

/// A file of an earlier schema.
async fn old_file(folder: &TempDir, version: u32, filled: &str) -> std::path::PathBuf {
    let file = folder.path().join("homing.db");
    let old = Database::connect(format!("sqlite://{}?mode=rwc", file.display())).await.unwrap();
    SchemaMigrator::up(&old, Some(version)).await.unwrap();
    old.execute_unprepared(filled).await.unwrap();
    old.close().await.unwrap();
    file
}

fn account() -> AccountId {
    AccountId::new("aa000000-0000-4000-8000-000000000001".parse().unwrap())
}

fn id(number: u8) -> TaskId {
    TaskId::new(Builder::from_random_bytes([number; 16]).into_uuid())
}

#[tokio::test]
async fn what_version_1_left_unsent_is_there_after_the_upgrade_and_goes_on() {
    let folder = TempDir::new().unwrap();
    let file = old_file(&folder, 1, OF_VERSION_1).await;
    let store = SqliteStore::open(&file, &FileLocks::new(folder.path())).await.unwrap();
    let now = Timestamp::from_millis(1_000).unwrap();
    let counts = store.counts(account()).await.unwrap();
    let expected =
        QueueCounts { waiting: 1, attention: 1, sent: 1, next_due: Some(now), ..QueueCounts::default() };
    assert_eq!(counts, expected);
    let refused = store.task(account(), id(1)).await.unwrap().unwrap();
    assert!(matches!(refused.state, TaskState::Attention(_)), "{:?}", refused.state);
    assert_eq!((refused.attempts, refused.task.body), (2, Body::new("a")));

    let claim = Claim {
        account: account(),
        owner: Owner::new(id(9).uuid()),
        lease: std::time::Duration::from_secs(60),
        max_tasks: 9,
        max_bytes: 99,
    };
    let lanes = store.get_retry_tasks(now, claim).await.unwrap();
    assert_eq!(lanes[0].tasks[0].task.id, id(2));
    let (lane, epoch) = (lanes[0].lane.clone(), lanes[0].epoch);
    let sent = TaskResult { task: id(2), lane, epoch, settlement: Settlement::Sent };
    assert_eq!(store.settle(now, vec![sent]).await.unwrap().applied, 1);
    assert_eq!(store.counts(account()).await.unwrap().sent, 2);
}

#[tokio::test]
async fn what_version_2_left_unsent_is_as_it_was_and_counts_from_then_on() {
    let folder = TempDir::new().unwrap();
    let file = old_file(&folder, 2, OF_VERSION_2).await;
    let store = SqliteStore::open(&file, &FileLocks::new(folder.path())).await.unwrap();
    let at = |millis| Timestamp::from_millis(millis).unwrap();

    let tasks = store.tasks(account(), 0, 9).await.unwrap();
    let ids: Vec<_> = tasks.iter().map(|task| (task.seq, task.task.id)).collect();
    assert_eq!(ids, [(1, id(1)), (2, id(2)), (3, id(3)), (4, id(4))]);
    let second = store.task(account(), id(2)).await.unwrap().unwrap();
    let carries = Carried { collection: Collection::of("notes"), id: RecordId::of("r"), revision: 7 };
    assert_eq!((second.task.body, second.task.carries), (Body::new("bb"), Some(carries)));
    assert_eq!((second.attempts, second.crashes, second.unknown_since), (1, 0, Some(at(900))));
    assert_eq!((second.task.depends, second.task.without_room), (Vec::new(), WithoutRoom::Refuse));
    let counts = store.counts(account()).await.unwrap();
    assert_eq!((counts.waiting, counts.attention, counts.behind_attention), (3, 1, 1));

    assert_eq!(store.reclaim(at(5_000)).await.unwrap(), 2);
    let first = store.task(account(), id(1)).await.unwrap().unwrap();
    assert_eq!((first.crashes, first.unknown_since), (1, Some(at(600))), "it can't have left earlier");

    // Room is what is left, and a number is none that was given before.
    let task = |number: u8, count: usize| NewTask {
        id: TaskId::new(Builder::from_random_bytes([number; 16]).into_uuid()),
        key: Key::new(id(number).uuid()),
        kind: Kind::of("note"),
        lane: Lane::new(format!("lane {count}")).unwrap(),
        priority: Priority::Critical,
        coalesce: Coalesce::Keep,
        occurred_at: at(5_000),
        body: Body::new("x"),
        carries: None,
        depends: Vec::new(),
        blob: None,
        without_room: WithoutRoom::Refuse,
    };
    let more = Commit { records: Vec::new(), tasks: vec![task(6, 0)] };
    store.commit(account(), at(5_000), more).await.unwrap();
    assert_eq!(store.tasks(account(), 4, 9).await.unwrap()[0].seq, 51);
    let unsent = usize::try_from(QUEUE_MAX_TASKS).unwrap() - 5;
    let full = (0..=unsent).map(|count| {
        let id = TaskId::new(uuid::Uuid::from_u128(count as u128 + 1));
        NewTask { id, ..task(7, count) }
    });
    let full = Commit { records: Vec::new(), tasks: full.collect() };
    let refused = store.commit(account(), at(5_000), full).await.unwrap_err();
    assert!(matches!(refused, QueueError::NoRoom { unsent: QUEUE_MAX_TASKS, .. }), "{refused:?}");
}

#[tokio::test]
async fn what_version_3_left_unsent_is_as_it_was_and_has_no_blob_and_all_the_room_for_one() {
    let folder = TempDir::new().unwrap();
    let file = old_file(&folder, 3, OF_VERSION_3).await;
    let store = SqliteStore::open(&file, &FileLocks::new(folder.path())).await.unwrap();
    let at = |millis| Timestamp::from_millis(millis).unwrap();

    let tasks = store.tasks(account(), 0, 9).await.unwrap();
    let states: Vec<_> = tasks.iter().map(|task| (task.seq, task.state.clone(), &task.task.blob)).collect();
    assert_eq!(states, [(1, TaskState::Waiting, &None), (2, TaskState::Unknown, &None)]);
    let second = store.task(account(), id(2)).await.unwrap().unwrap();
    assert_eq!((second.task.body, second.unknown_since, second.crashes), (Body::new("bb"), Some(at(870)), 1));
    let counts = store.counts(account()).await.unwrap();
    assert_eq!((counts.waiting, counts.blob_bytes), (2, 0));

    let whole =
        BlobRef { name: BlobName::new("a").unwrap(), sha256: Sha256::new([1; 32]), bytes: BLOBS_MAX_BYTES };
    let first = store.task(account(), id(1)).await.unwrap().unwrap();
    let newer = NewTask { id: id(3), blob: Some(whole.clone()), ..first.task };
    let commit = Commit { records: Vec::new(), tasks: vec![newer] };
    store.commit(account(), at(5_000), commit).await.unwrap();
    let newer = store.task(account(), id(3)).await.unwrap().unwrap();
    assert_eq!((newer.seq, newer.task.blob), (1, Some(whole)));
}

#[tokio::test]
async fn a_program_that_has_the_file_open_can_see_every_migration() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("homing.db");
    let database = Database::connect(format!("sqlite://{}?mode=rwc", file.display())).await.unwrap();
    let count = async || {
        let asked = Statement::from_string(database.get_database_backend(), "PRAGMA schema_version");
        database.query_one_raw(asked).await.unwrap().unwrap().try_get_by_index::<i64>(0).unwrap()
    };
    // The first makes the tracking table as well, which would hide that it does nothing else.
    SchemaMigrator::install(&database).await.unwrap();
    for number in 1..=SCHEMA_VERSION {
        let before = count().await;
        SchemaMigrator::up(&database, Some(1)).await.unwrap();
        assert!(count().await > before, "migration {number} changes nothing that others see");
    }
}
