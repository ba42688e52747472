//! What a transaction of the application's in an SQLite file must be, for tasks to be written in it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::{MockNudges, Queue as _, QueueError};
use homing_domain::task::Commit;
use homing_storage::{FileLocks, NoTablesError, Nudge, SettingError, SqliteStore};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DatabaseTransaction,
    TransactionTrait as _,
};
use tempfile::TempDir;

use crate::hosted::{self, Hosted, ME, Within, at, note, one};

mod queue {
    homing_domain::queue_conformance!(super::new_place);
}

mod queue_state_machine {
    homing_domain::queue_state_machine!(super::new_place, 4);
}

#[async_trait]
impl Within for SqliteStore {
    async fn enqueue_in(
        &self,
        host: &DatabaseTransaction,
        account: AccountId,
        now: Timestamp,
        commit: Commit,
    ) -> Result<Nudge, QueueError> {
        Self::enqueue_in(self, host, account, now, commit).await
    }
}

fn new_place() -> impl AsyncFn() -> Hosted {
    let folder = TempDir::new().unwrap();
    async move || hosted_in(&folder).await
}

async fn hosted_in(folder: &TempDir) -> Hosted {
    let store = open(folder).await;
    Hosted::new(store, connect(folder, "homing.db").await).await
}

async fn open(folder: &TempDir) -> SqliteStore {
    let locks = FileLocks::new(folder.path());
    SqliteStore::open_shared(&folder.path().join("homing.db"), &locks).await.unwrap()
}

/// As an application connects that asks for nothing special.
async fn connect(folder: &TempDir, file: &str) -> DatabaseConnection {
    let mut options =
        ConnectOptions::new(format!("sqlite://{}?mode=rwc", folder.path().join(file).display()));
    options.max_connections(2);
    Database::connect(options).await.unwrap()
}

#[tokio::test]
async fn rows_and_tasks_are_there_together_or_not_at_all() {
    let folder = TempDir::new().unwrap();
    hosted::rows_and_tasks_are_there_together_or_not_at_all(&hosted_in(&folder).await).await;
}

#[tokio::test]
async fn a_refused_commit_takes_nothing_of_the_applications_with_it() {
    let folder = TempDir::new().unwrap();
    hosted::a_refused_commit_takes_nothing_of_the_applications_with_it(&hosted_in(&folder).await).await;
}

#[tokio::test]
async fn a_nudge_tells_once_it_is_fired_and_not_before() {
    let folder = TempDir::new().unwrap();
    let told = Arc::new(AtomicUsize::new(0));
    let (mut nudges, count) = (MockNudges::new(), Arc::clone(&told));
    nudges.expect_nudge().returning(move || {
        count.fetch_add(1, Ordering::Relaxed);
    });
    let store = open(&folder).await.nudging(Arc::new(nudges));
    let hosted = Hosted::new(store, connect(&folder, "homing.db").await).await;
    let host = hosted.begin().await;
    let (changed, nothing) = (
        hosted.enqueue_in(&host, one(1)).await.unwrap(),
        hosted.enqueue_in(&host, Commit::default()).await.unwrap(),
    );
    host.commit().await.unwrap();
    nothing.fire();
    assert_eq!(told.load(Ordering::Relaxed), 0);
    changed.fire();
    assert_eq!(told.load(Ordering::Relaxed), 1);
}

/// Not IMMEDIATE, as a transaction is where nobody says so.
#[tokio::test]
async fn a_transaction_that_read_before_others_wrote_is_busy_and_one_that_did_not_takes_the_lock() {
    let folder = TempDir::new().unwrap();
    let hosted = hosted_in(&folder).await;
    let host = hosted.connection.begin().await.unwrap();
    host.execute_unprepared("SELECT * FROM notes").await.unwrap();
    hosted.commit(ME, at(0), one(1)).await.unwrap();
    let busy = hosted.enqueue_in(&host, one(2)).await.unwrap_err();
    assert!(matches!(busy, QueueError::Busy(_)), "{busy:?}");
    host.rollback().await.unwrap();

    let host = hosted.connection.begin().await.unwrap();
    hosted.enqueue_in(&host, one(2)).await.unwrap().fire();
    note(&host).await;
    host.commit().await.unwrap();
    assert_eq!(hosted.held().await, (2, 2));
}

#[tokio::test]
async fn a_connection_that_holds_no_references_or_does_not_wait_for_the_disk_is_refused() {
    let folder = TempDir::new().unwrap();
    let hosted = hosted_in(&folder).await;
    for (setting, pragma) in [("foreign_keys = OFF", "foreign_keys"), ("synchronous = NORMAL", "synchronous")]
    {
        let connection = connect(&folder, "homing.db").await;
        let one_only = connection.get_sqlite_connection_pool();
        let _other = one_only.acquire().await.unwrap();
        connection.execute_unprepared(&format!("PRAGMA {setting}")).await.unwrap();
        let host = connection.begin().await.unwrap();
        let refused = hosted.enqueue_in(&host, one(1)).await.unwrap_err();
        let QueueError::Backend(source) = refused else { panic!("{refused:?}") };
        assert_eq!(source.downcast_ref::<SettingError>().unwrap().pragma, pragma);
    }
    assert_eq!(hosted.held().await, (0, 0));
}

#[tokio::test]
async fn a_transaction_in_another_file_is_refused() {
    let folder = TempDir::new().unwrap();
    let hosted = hosted_in(&folder).await;
    let elsewhere = connect(&folder, "elsewhere.db").await;
    let host = elsewhere.begin().await.unwrap();
    let refused = hosted.enqueue_in(&host, one(1)).await.unwrap_err();
    let QueueError::NoPlace(source) = refused else { panic!("{refused:?}") };
    assert!(source.is::<NoTablesError>());
}

#[tokio::test]
async fn a_schema_of_a_newer_program_is_not_written_to() {
    let folder = TempDir::new().unwrap();
    let hosted = hosted_in(&folder).await;
    let newer = "INSERT INTO homing_schema_migrations VALUES ('m29990101_009999_later', 0)";
    hosted.connection.execute_unprepared(newer).await.unwrap();
    let host = hosted.begin().await;
    let refused = hosted.enqueue_in(&host, one(1)).await.unwrap_err();
    assert!(matches!(refused, QueueError::NewerSchema { .. }), "{refused:?}");
}
