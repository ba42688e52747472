//! Tasks for the tests of this binary.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Key, Kind, Lane, Owner, TaskId};
use homing_domain::ports::Claim;
use homing_domain::task::{Body, Coalesce, Commit, NewTask, Priority, WithoutRoom};
use homing_test_postgres::Cluster;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, TransactionTrait};
use uuid::Uuid;

pub(crate) const HOUR: Duration = Duration::from_secs(3_600);
pub(crate) const ME: AccountId = AccountId::new(Uuid::from_u128(7));

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + seconds * 1_000).unwrap()
}

pub(crate) fn task(number: u128, lane: &str) -> NewTask {
    NewTask {
        id: TaskId::new(Uuid::from_u128(number)),
        key: Key::new(Uuid::from_u128(number << 64)),
        kind: Kind::of("note"),
        lane: Lane::new(lane).unwrap(),
        priority: Priority::Normal,
        coalesce: Coalesce::Keep,
        occurred_at: at(0),
        body: Body::new(lane),
        carries: None,
        depends: Vec::new(),
        blob: None,
        without_room: WithoutRoom::Refuse,
    }
}

pub(crate) fn commit(tasks: impl IntoIterator<Item = NewTask>) -> Commit {
    Commit { records: Vec::new(), tasks: tasks.into_iter().collect() }
}

pub(crate) fn claim(owner: u128, lease: Duration) -> Claim {
    Claim { account: ME, owner: Owner::new(Uuid::from_u128(owner)), lease, max_tasks: 5, max_bytes: 10_000 }
}

/// A session beside the store's, in the middle of a transaction in which it has run a statement.
pub(crate) async fn outsider(url: &str, sql: &str) -> (DatabaseConnection, DatabaseTransaction) {
    let connection = Database::connect(url).await.unwrap();
    let transaction = connection.begin().await.unwrap();
    transaction.execute_unprepared(sql).await.unwrap();
    (connection, transaction)
}

/// Nobody else writes to the account while whoever ran this goes on.
pub(crate) fn hold_account() -> String {
    format!("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '/homing/account/{ME}', 0))")
}

/// So many looks at what a session waits for; each takes longer than a statement.
const LOOKS: u32 = 1_000;

/// Waits until a session of the store waits for what it is said to; ends it, if that is asked for.
pub(crate) fn find_waiting(cluster: &Cluster, url: &str, wait_event: &str, end: bool) {
    let schema = url.rsplit('=').next().unwrap();
    let act = if end { "pg_terminate_backend(pid)" } else { "true" };
    // Sessions of other tests wait in other schemas, whose names no session shows: so each is asked by its lock.
    let sql = format!(
        "SELECT {act} FROM pg_stat_activity WHERE application_name = 'homing'
         AND wait_event = '{wait_event}' AND (wait_event <> 'advisory' OR pid IN (
            SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'advisory'
            AND (classid::bigint << 32 | objid::bigint) =
                hashtextextended('{schema}/homing/account/{ME}', 0)))"
    );
    let found = (0..LOOKS).any(|_| !cluster.ask(&sql).unwrap().trim().is_empty());
    assert!(found, "nobody waits for {wait_event}");
}
