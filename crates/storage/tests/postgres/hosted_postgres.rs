//! What a transaction of the application's in a PostgreSQL database must be, for tasks to be written in it.

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::QueueError;
use homing_domain::task::Commit;
use homing_storage::{HostIsolationError, Nudge, PostgresStore};
use homing_test_postgres::Cluster;
use sea_orm::{ConnectOptions, Database, DatabaseTransaction, IsolationLevel, TransactionTrait as _};
use sqlx::postgres::PgListener;

use super::new_schema;
use super::nudging::told;
use super::sample::find_waiting;
use crate::hosted::{self, Hosted, ME, Within, at, note, one};

mod queue {
    homing_domain::queue_conformance!(super::new_place);
}

mod queue_state_machine {
    homing_domain::queue_state_machine!(super::new_place, 2);
}

#[async_trait]
impl Within for PostgresStore {
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
    let url = new_schema();
    async move || hosted_at(&url).await
}

/// As an application connects that asks for nothing special.
async fn hosted_at(url: &str) -> Hosted {
    let store = PostgresStore::open(url).await.unwrap();
    let mut options = ConnectOptions::new(url);
    options.max_connections(2);
    Hosted::new(store, Database::connect(options).await.unwrap()).await
}

#[tokio::test]
async fn rows_and_tasks_are_there_together_or_not_at_all() {
    hosted::rows_and_tasks_are_there_together_or_not_at_all(&hosted_at(&new_schema()).await).await;
}

#[tokio::test]
async fn a_refused_commit_takes_nothing_of_the_applications_with_it() {
    hosted::a_refused_commit_takes_nothing_of_the_applications_with_it(&hosted_at(&new_schema()).await).await;
}

#[tokio::test]
async fn whoever_watches_hears_of_it_by_the_applications_commit_and_not_before() {
    let url = new_schema();
    let hosted = hosted_at(&url).await;
    let schema = url.rsplit_once('=').unwrap().1;
    let mut listener = PgListener::connect(&url).await.unwrap();
    listener.listen("homing").await.unwrap();
    let host = hosted.begin().await;
    // Never fired: the commit itself tells.
    let _nudge = hosted.enqueue_in(&host, one(1)).await.unwrap();
    assert_eq!(told(&mut listener, schema).await, 0);
    host.commit().await.unwrap();
    assert_eq!(told(&mut listener, schema).await, 1);
}

/// Another task of the same lane, by way of the store: it waits for the application's transaction, and is found behind
/// what that wrote.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_to_the_account_waits_for_the_applications_transaction() {
    let url = new_schema();
    let hosted = hosted_at(&url).await;
    let host = hosted.begin().await;
    hosted.enqueue_in(&host, one(1)).await.unwrap().fire();
    let store = std::sync::Arc::clone(&hosted.store);
    let behind = tokio::spawn(async move {
        let mut behind = one(2);
        behind.tasks[0].lane = one(1).tasks[0].lane.clone();
        store.commit(ME, at(1), behind).await
    });
    find_waiting(Cluster::shared().unwrap(), &url, "advisory", false);
    host.commit().await.unwrap();
    behind.await.unwrap().unwrap();
    let tasks = hosted.store.tasks(ME, 0, 10).await.unwrap();
    let ids: Vec<_> = tasks.iter().map(|task| task.task.id).collect();
    assert_eq!(ids, [one(1).tasks[0].id, one(2).tasks[0].id]);
}

#[tokio::test]
async fn a_transaction_that_does_not_see_what_others_committed_is_refused_and_may_go_on() {
    let hosted = hosted_at(&new_schema()).await;
    for (isolation, name) in
        [(IsolationLevel::RepeatableRead, "repeatable read"), (IsolationLevel::Serializable, "serializable")]
    {
        let host = hosted.connection.begin_with_config(Some(isolation), None).await.unwrap();
        note(&host).await;
        let refused = hosted.enqueue_in(&host, one(1)).await.unwrap_err();
        let QueueError::Backend(source) = refused else { panic!("{refused:?}") };
        assert_eq!(source.downcast_ref::<HostIsolationError>().unwrap().found, name);
        host.commit().await.unwrap();
    }
    assert_eq!(hosted.held().await, (2, 0));
}
