//! Connections that break, callers that go away, a server that starts anew.

use homing_domain::ports::{Queue as _, QueueError};
use homing_storage::PostgresStore;
use homing_test_postgres::{Cluster, Signal};

use crate::new_schema;
use crate::sample::{HOUR, ME, at, claim, commit, find_waiting, hold_account, outsider, task};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_is_lost_in_a_transaction_means_try_again_and_trying_again_works() {
    let url = new_schema();
    let store = PostgresStore::open(&url).await.unwrap();
    let (_other, held) = outsider(&url, &hold_account()).await;
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.commit(ME, at(0), commit([task(1, "a")])).await }
    });
    find_waiting(Cluster::shared().unwrap(), &url, "advisory", true);
    let lost = waiting.await.unwrap().unwrap_err();
    assert!(matches!(lost, QueueError::Busy(_)), "{lost:?}");
    held.rollback().await.unwrap();
    store.commit(ME, at(0), commit([task(1, "a")])).await.unwrap();
    assert_eq!(store.counts(ME).await.unwrap().waiting, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_is_lost_in_the_middle_of_a_claim_leaves_nothing_held() {
    let cluster = Cluster::start().unwrap();
    let url = cluster.new_schema().unwrap();
    let store = PostgresStore::open(&url).await.unwrap();
    store.commit(ME, at(0), commit([task(1, "a"), task(2, "b")])).await.unwrap();
    let (_other, held) = outsider(&url, "SELECT seq FROM homing_tasks FOR UPDATE").await;
    let claiming = tokio::spawn({
        let store = store.clone();
        async move { store.get_retry_tasks(at(0), claim(1, HOUR)).await }
    });
    // By then the lanes are marked.
    find_waiting(&cluster, &url, "transactionid", true);
    let lost = claiming.await.unwrap().unwrap_err();
    assert!(matches!(lost, QueueError::Busy(_)), "{lost:?}");
    held.rollback().await.unwrap();
    let claimed = store.get_retry_tasks(at(0), claim(2, HOUR)).await.unwrap();
    let seen: Vec<_> =
        claimed.iter().map(|lane| (lane.lane.as_str(), lane.epoch, lane.tasks[0].crashes)).collect();
    assert_eq!(seen, [("a", 1, 0), ("b", 1, 0)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_goes_on_where_its_caller_goes_away_and_the_connections_stay_good() {
    let url = new_schema();
    let store = PostgresStore::open(&url).await.unwrap();
    let (_other, held) = outsider(&url, &hold_account()).await;
    let callers: Vec<_> = (1..=20)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { store.commit(ME, at(0), commit([task(number, "a")])).await })
        })
        .collect();
    find_waiting(Cluster::shared().unwrap(), &url, "advisory", false);
    for caller in &callers {
        caller.abort();
    }
    for caller in callers {
        assert!(caller.await.unwrap_err().is_cancelled());
    }
    held.rollback().await.unwrap();
    store.commit(ME, at(0), commit([task(100, "a")])).await.unwrap();
    let waiting = store.counts(ME).await.unwrap().waiting;
    assert!(waiting > 1, "what had begun was not cut: {waiting}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_crashed_and_came_back_is_found_again_with_all_that_was_acknowledged() {
    let cluster = Cluster::start().unwrap();
    let url = cluster.new_schema().unwrap();
    let store = PostgresStore::open(&url).await.unwrap();
    for number in 1..=3 {
        store.commit(ME, at(0), commit([task(number, "a")])).await.unwrap();
        cluster.restart(Signal::Immediate).unwrap();
        assert_eq!(u128::from(store.counts(ME).await.unwrap().waiting), number);
    }
}

/// A server that waits for a copy that nobody makes has already committed by then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_whose_answer_is_lost_is_asked_after() {
    let cluster = Cluster::start().unwrap();
    let url = cluster.new_schema().unwrap();
    let store = PostgresStore::open(&url).await.unwrap();
    cluster.ask("ALTER SYSTEM SET synchronous_standby_names = 'nobody'").unwrap();
    cluster.restart(Signal::Fast).unwrap();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.commit(ME, at(0), commit([task(1, "a")])).await }
    });
    find_waiting(&cluster, &url, "SyncRep", true);
    waiting.await.unwrap().unwrap();
    assert_eq!(store.counts(ME).await.unwrap().waiting, 1);
}
