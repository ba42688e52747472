//! Tasks that an application writes within transactions of its own: first as any other commit, through the whole suite
//! of the queue; then what holds of them beside the application's rows. What each database demands is said beside it.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, Key, Kind, Lane, RecordId, TaskId};
use homing_domain::ports::{
    Claim, ClaimedLane, Cursor, DiscardError, Page, Queue, QueueCounts, QueueError, Selection, SentTask,
    Settled, SortRange, TaskResult,
};
use homing_domain::task::{
    BlobName, Body, Coalesce, Commit, Expected, NewTask, Priority, Record, RecordWrite, Task, WithoutRoom,
};
use homing_storage::Nudge;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use uuid::Uuid;

/// A store that writes within transactions of others.
#[async_trait]
pub(crate) trait Within: Queue {
    async fn enqueue_in(
        &self,
        host: &DatabaseTransaction,
        account: AccountId,
        now: Timestamp,
        commit: Commit,
    ) -> Result<Nudge, QueueError>;
}

/// An application with a table of its own beside the queue's.
#[derive(Clone)]
pub(crate) struct Hosted {
    pub(crate) store: Arc<dyn Within>,
    pub(crate) connection: DatabaseConnection,
}

impl Hosted {
    pub(crate) async fn new(store: impl Within + 'static, connection: DatabaseConnection) -> Self {
        connection.execute_unprepared("CREATE TABLE IF NOT EXISTS notes (text TEXT)").await.unwrap();
        Self { store: Arc::new(store), connection }
    }

    pub(crate) async fn begin(&self) -> DatabaseTransaction {
        self.try_begin().await.unwrap()
    }

    async fn try_begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode, ..TransactionOptions::default() };
        self.connection.begin_with_options(options).await
    }

    pub(crate) async fn enqueue_in(
        &self,
        host: &DatabaseTransaction,
        commit: Commit,
    ) -> Result<Nudge, QueueError> {
        self.store.enqueue_in(host, ME, at(0), commit).await
    }

    /// How many notes there are, and how many tasks.
    pub(crate) async fn held(&self) -> (i64, u64) {
        let count = Statement::from_string(
            self.connection.get_database_backend(),
            "SELECT CAST(count(*) AS bigint) FROM notes",
        );
        let row = self.connection.query_one_raw(count).await.unwrap().unwrap();
        (row.try_get_by_index(0).unwrap(), self.store.counts(ME).await.unwrap().waiting)
    }
}

/// Each commit beside a row of the application's.
#[async_trait]
impl Queue for Hosted {
    async fn commit(&self, account: AccountId, now: Timestamp, commit: Commit) -> Result<(), QueueError> {
        let busy = |error: DbErr| QueueError::Busy(error.into());
        let host = self.try_begin().await.map_err(busy)?;
        note(&host).await;
        match self.store.enqueue_in(&host, account, now, commit).await {
            Ok(nudge) => {
                host.commit().await.map_err(busy)?;
                nudge.fire();
                Ok(())
            }
            Err(error) => {
                host.rollback().await.map_err(busy)?;
                Err(error)
            }
        }
    }

    async fn get(
        &self,
        account: AccountId,
        collection: &Collection,
        id: &RecordId,
    ) -> Result<Option<Record>, QueueError> {
        self.store.get(account, collection, id).await
    }

    async fn scan(
        &self,
        account: AccountId,
        collection: &Collection,
        range: SortRange,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, QueueError> {
        self.store.scan(account, collection, range, cursor, limit).await
    }

    async fn unsent(
        &self,
        account: AccountId,
        collection: &Collection,
        limit: usize,
    ) -> Result<Vec<Record>, QueueError> {
        self.store.unsent(account, collection, limit).await
    }

    async fn get_retry_tasks(&self, now: Timestamp, claim: Claim) -> Result<Vec<ClaimedLane>, QueueError> {
        self.store.get_retry_tasks(now, claim).await
    }

    async fn settle(&self, now: Timestamp, results: Vec<TaskResult>) -> Result<Settled, QueueError> {
        self.store.settle(now, results).await
    }

    async fn reclaim(&self, now: Timestamp) -> Result<u64, QueueError> {
        self.store.reclaim(now).await
    }

    async fn bring_forward(&self, account: AccountId, at: Timestamp) -> Result<(), QueueError> {
        self.store.bring_forward(account, at).await
    }

    async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>, QueueError> {
        self.store.next_due(account).await
    }

    async fn purge_history(
        &self,
        account: AccountId,
        left_until: Timestamp,
        limit: usize,
    ) -> Result<u64, QueueError> {
        self.store.purge_history(account, left_until, limit).await
    }

    async fn writable(&self) -> Result<(), QueueError> {
        self.store.writable().await
    }

    async fn counts(&self, account: AccountId) -> Result<QueueCounts, QueueError> {
        self.store.counts(account).await
    }

    async fn tasks(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<Task>, QueueError> {
        self.store.tasks(account, after, limit).await
    }

    async fn sent(&self, account: AccountId, limit: usize) -> Result<Vec<SentTask>, QueueError> {
        self.store.sent(account, limit).await
    }

    async fn task(&self, account: AccountId, id: TaskId) -> Result<Option<Task>, QueueError> {
        self.store.task(account, id).await
    }

    async fn blobs_referenced(&self, names: Vec<BlobName>) -> Result<BTreeSet<BlobName>, QueueError> {
        self.store.blobs_referenced(names).await
    }

    async fn retry(
        &self,
        account: AccountId,
        selection: Selection,
        now: Timestamp,
    ) -> Result<u64, QueueError> {
        self.store.retry(account, selection, now).await
    }

    async fn discard(
        &self,
        account: AccountId,
        tasks: Vec<TaskId>,
        now: Timestamp,
    ) -> Result<(), DiscardError> {
        self.store.discard(account, tasks, now).await
    }
}

pub(crate) const ME: AccountId = AccountId::new(Uuid::from_u128(7));

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + seconds * 1_000).unwrap()
}

/// A task of a lane of its own.
pub(crate) fn one(number: u128) -> Commit {
    let lane = Lane::new(format!("lane-{number}")).unwrap();
    let task = NewTask {
        id: TaskId::new(Uuid::from_u128(number)),
        key: Key::new(Uuid::from_u128(number << 64)),
        kind: Kind::of("note"),
        lane,
        priority: Priority::Normal,
        coalesce: Coalesce::Keep,
        occurred_at: at(0),
        body: Body::new("x"),
        carries: None,
        depends: Vec::new(),
        blob: None,
        without_room: WithoutRoom::Refuse,
    };
    Commit { records: Vec::new(), tasks: vec![task] }
}

/// Writes a row of the application's.
pub(crate) async fn note(host: &DatabaseTransaction) {
    host.execute_unprepared("INSERT INTO notes VALUES ('mine')").await.unwrap();
}

/// A record over one that is not there.
fn over_nothing() -> Commit {
    let (collection, id) = (Collection::of("notes"), RecordId::of("a"));
    let record = Record { collection, id, sort_key: 0, revision: 2, body: Body::new("x") };
    Commit { records: vec![RecordWrite { record, expected: Expected::Revision(1) }], tasks: Vec::new() }
}

pub(crate) async fn rows_and_tasks_are_there_together_or_not_at_all(hosted: &Hosted) {
    let host = hosted.begin().await;
    note(&host).await;
    hosted.enqueue_in(&host, one(1)).await.unwrap().fire();
    host.rollback().await.unwrap();
    assert_eq!(hosted.held().await, (0, 0));

    let host = hosted.begin().await;
    hosted.enqueue_in(&host, one(1)).await.unwrap().fire();
    note(&host).await;
    drop(host);
    assert_eq!(hosted.held().await, (0, 0));

    let host = hosted.begin().await;
    note(&host).await;
    let nudges = [hosted.enqueue_in(&host, one(1)).await, hosted.enqueue_in(&host, one(2)).await];
    note(&host).await;
    host.commit().await.unwrap();
    nudges.into_iter().for_each(|nudge| nudge.unwrap().fire());
    assert_eq!(hosted.held().await, (2, 2));
}

pub(crate) async fn a_refused_commit_takes_nothing_of_the_applications_with_it(hosted: &Hosted) {
    hosted.commit(ME, at(0), one(1)).await.unwrap();
    let host = hosted.begin().await;
    note(&host).await;
    let again = hosted.enqueue_in(&host, one(1)).await.unwrap_err();
    assert!(matches!(again, QueueError::AlreadyThere), "{again:?}");
    let conflict = hosted.enqueue_in(&host, over_nothing()).await.unwrap_err();
    assert!(matches!(conflict, QueueError::Conflict { .. }), "{conflict:?}");
    hosted.enqueue_in(&host, one(2)).await.unwrap().fire();
    note(&host).await;
    host.commit().await.unwrap();
    assert_eq!(hosted.held().await, (3, 2));
}
