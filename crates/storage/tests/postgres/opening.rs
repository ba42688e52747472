//! Opening a database: the schema, two at once, a newer one.

use homing_domain::account::Active;
use homing_domain::ports::{Accounts as _, Queue as _, QueueError};
use homing_domain::task::TaskState;
use homing_migrations::{MigratorTrait as _, SchemaMigrator};
use homing_storage::{PostgresStore, SCHEMA_VERSION};
use homing_test_postgres::Cluster;
use sea_orm::Database;

use crate::new_schema;
use crate::sample::{ME, at, commit, task};

fn ask(url: &str, sql: &str) -> String {
    let schema = url.rsplit('=').next().unwrap();
    Cluster::shared().unwrap().ask(&format!("SET search_path = {schema}; {sql}")).unwrap()
}

#[tokio::test]
async fn an_empty_schema_is_brought_up_to_date_and_opens_again() {
    let url = new_schema();
    for _ in 0..2 {
        let store = PostgresStore::open(&url).await.unwrap();
        assert_eq!(store.active().await.unwrap(), Active::Local);
        store.close().await.unwrap();
    }
    let applied = ask(&url, "SELECT COUNT(*) FROM homing_schema_migrations");
    assert_eq!(applied.trim(), SCHEMA_VERSION.to_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_first_starts_at_once_make_one_schema() {
    let url = new_schema();
    let starts: Vec<_> = (0..6)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { PostgresStore::open(&url).await.map(drop) })
        })
        .collect();
    for start in starts {
        start.await.unwrap().unwrap();
    }
    let applied = ask(&url, "SELECT COUNT(*) FROM homing_schema_migrations");
    assert_eq!(applied.trim(), SCHEMA_VERSION.to_string());
}

#[tokio::test]
async fn a_newer_schema_is_not_opened_and_nothing_is_touched() {
    let url = new_schema();
    PostgresStore::open(&url).await.unwrap().close().await.unwrap();
    ask(&url, "INSERT INTO homing_schema_migrations VALUES ('m000099_later', 0)");
    let refused = PostgresStore::open(&url).await.unwrap_err();
    assert!(matches!(refused, QueueError::NewerSchema { found: 99, known: SCHEMA_VERSION }), "{refused:?}");
}

#[tokio::test]
async fn an_older_schema_is_brought_up_to_date_with_all_that_is_unsent() {
    let url = new_schema();
    let connection = Database::connect(&url).await.unwrap();
    SchemaMigrator::up(&connection, Some(1)).await.unwrap();
    connection.close().await.unwrap();
    let uuid = "00000000-0000-0000-0000-000000000001";
    let enqueued = at(5).as_millis();
    ask(
        &url,
        &format!(
            "INSERT INTO homing_lanes (account, lane, place, rank, next_at_ms, epoch)
                 VALUES ('{ME}', 'lane', 'ready', 0, 0, 4);
             INSERT INTO homing_tasks (id, account, lane_id, key, kind, priority, \"coalesce\", state, frozen,
                 attempts, occurred_at_ms, enqueued_at_ms, not_before_ms, body_bytes, body)
                 VALUES ('{uuid}', '{ME}', 1, '{uuid}', 'note', 2, 'keep', 'waiting', true, 1, 0, {enqueued},
                     0, 1, 'x')"
        ),
    );
    let store = PostgresStore::open(&url).await.unwrap();
    let tasks = store.tasks(ME, 0, 10).await.unwrap();
    assert_eq!(tasks.len(), 1);
    assert_eq!((tasks[0].state.clone(), tasks[0].unknown_since), (TaskState::Unknown, Some(at(5))));
}

#[tokio::test]
async fn a_database_that_is_not_there_is_said_to_be_no_place() {
    let url = Cluster::shared().unwrap().url().strip_suffix("/postgres").unwrap().to_owned() + "/none";
    let refused = PostgresStore::open(&url).await.unwrap_err();
    assert!(matches!(refused, QueueError::NoPlace(_)), "{refused:?}");
}

#[tokio::test]
async fn a_database_that_takes_no_writes_can_be_looked_at_and_says_so_before_each_write() {
    let url = new_schema();
    let store = PostgresStore::open(&url).await.unwrap();
    store.commit(ME, at(0), commit([task(1, "a")])).await.unwrap();
    store.writable().await.unwrap();
    let closed = format!("{url}&options[default_transaction_read_only]=on");
    let closed = PostgresStore::open(&closed).await.unwrap();
    assert_eq!(closed.counts(ME).await.unwrap().waiting, 1);
    for refused in [closed.writable().await, closed.commit(ME, at(0), commit([task(2, "a")])).await] {
        assert!(matches!(refused, Err(QueueError::NotWritable(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_without_a_word_of_it() {
    for address in ["postgres://anna:s3cret@host:port/db", "postgres://anna:s3/cret@host/db", "s3cret"] {
        let refused = PostgresStore::open(address).await.unwrap_err();
        let told = format!("{refused:?} {}", std::error::Error::source(&refused).unwrap());
        assert!(!told.contains("s3"), "{told}");
    }
}
