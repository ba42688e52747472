//! A file of each earlier schema, with unsent tasks in it: opening it brings it up to date and loses none.

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Owner, TaskId};
use homing_domain::ports::{Claim, Queue, QueueCounts, Settlement, TaskResult};
use homing_domain::task::{Body, TaskState};
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

fn account() -> AccountId {
    AccountId::new("aa000000-0000-4000-8000-000000000001".parse().unwrap())
}

fn id(number: u8) -> TaskId {
    TaskId::new(Builder::from_random_bytes([number; 16]).into_uuid())
}

#[tokio::test]
async fn what_version_1_left_unsent_is_there_after_the_upgrade_and_goes_on() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("homing.db");
    let old = Database::connect(format!("sqlite://{}?mode=rwc", file.display())).await.unwrap();
    SchemaMigrator::up(&old, Some(1)).await.unwrap();
    old.execute_unprepared(OF_VERSION_1).await.unwrap();
    old.close().await.unwrap();

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
