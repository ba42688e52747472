//! Word of a change between processes: which calls tell of one, and who hears of it whatever happens to the server.

use std::sync::Arc;

use homing_domain::names::{Collection, RecordId};
use homing_domain::ports::{Nudges as _, Queue as _};
use homing_domain::task::Commit;
use homing_domain::testing::{ManualAlarm, ManualClock};
use homing_storage::{PostgresNudges, PostgresStore};
use homing_test_postgres::{Cluster, Signal};
use sqlx::postgres::PgListener;

use super::new_schema;
use super::sample::{ME, at, commit, task};

mod nudges {
    homing_domain::nudges_conformance!(super::new_nudges);
}

fn new_nudges() -> impl AsyncFn() -> PostgresNudges {
    let url = new_schema();
    async move || PostgresStore::open(&url).await.unwrap().nudges(Arc::new(ringing_never()))
}

fn ringing_never() -> ManualAlarm {
    ManualAlarm::new(&ManualClock::new(at(0)))
}

async fn enqueue(store: &PostgresStore, number: u128) {
    store.commit(ME, at(0), commit([task(number, "lane")])).await.unwrap();
}

/// The payloads that come to the channel until the one that this test itself sends last.
pub(crate) async fn told(listener: &mut PgListener, schema: &str) -> usize {
    sqlx::query("SELECT pg_notify('homing', 'that is all')").execute(&mut *listener).await.unwrap();
    let mut count = 0;
    loop {
        match listener.recv().await.unwrap().payload() {
            "that is all" => return count,
            payload if payload == schema => count += 1,
            // Of another test, in another schema.
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_transaction_that_changed_something_tells_of_it_once_and_no_other_does() {
    let url = new_schema();
    let schema = url.rsplit_once('=').unwrap().1.to_owned();
    let store = PostgresStore::open(&url).await.unwrap();
    let mut listener = PgListener::connect(&url).await.unwrap();
    listener.listen("homing").await.unwrap();

    enqueue(&store, 1).await;
    assert_eq!(told(&mut listener, &schema).await, 1);

    let (collection, record) = (Collection::of("none"), RecordId::of("none"));
    store.get(ME, &collection, &record).await.unwrap();
    store.counts(ME).await.unwrap();
    store.reclaim(at(0)).await.unwrap();
    store.commit(ME, at(0), Commit::default()).await.unwrap();
    assert_eq!(told(&mut listener, &schema).await, 0);
}

#[tokio::test]
async fn whoever_watches_hears_of_what_another_process_commits() {
    let url = new_schema();
    let (here, there) = (PostgresStore::open(&url).await.unwrap(), PostgresStore::open(&url).await.unwrap());
    let nudges = here.nudges(Arc::new(ringing_never()));
    let mut watch = nudges.watch().await.unwrap();
    enqueue(&there, 1).await;
    watch.nudged().await;
    assert_eq!(here.counts(ME).await.unwrap().waiting, 1, "the word comes once it is durable");
}

#[tokio::test]
async fn where_the_connection_that_listens_breaks_the_watch_wakes_and_hears_on() {
    let cluster = Cluster::start().unwrap();
    let store = PostgresStore::open(&cluster.url()).await.unwrap();
    let nudges = store.nudges(Arc::new(ringing_never()));
    let mut watch = nudges.watch().await.unwrap();
    let broken =
        cluster.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");
    assert_eq!(broken.unwrap().trim(), "t");
    watch.nudged().await;
    enqueue(&store, 1).await;
    watch.nudged().await;
}

#[tokio::test]
async fn where_the_server_restarts_the_watch_wakes_and_hears_on() {
    let cluster = Cluster::start().unwrap();
    let store = PostgresStore::open(&cluster.url()).await.unwrap();
    let clock = ManualClock::new(at(0));
    let alarm = ManualAlarm::new(&clock);
    let nudges = store.nudges(Arc::new(alarm.clone()));
    let mut watch = nudges.watch().await.unwrap();
    cluster.restart(Signal::Immediate).unwrap();
    // Whichever try finds it up again: each that does not waits for the alarm.
    let woken = async { watch.nudged().await };
    let ringing = async {
        loop {
            let wait = alarm.next_armed().await;
            clock.advance(wait);
        }
    };
    tokio::select! {
        () = woken => {}
        () = ringing => {}
    }
    enqueue(&store, 1).await;
    watch.nudged().await;
}

#[tokio::test]
async fn while_nobody_watches_no_connection_listens() {
    let cluster = Cluster::start().unwrap();
    let store = PostgresStore::open(&cluster.url()).await.unwrap();
    let nudges = store.nudges(Arc::new(ringing_never()));
    let listening = || {
        let asked = cluster.ask("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");
        asked.unwrap().trim().to_owned()
    };
    assert_eq!(listening(), "0");
    let (first, second) = (nudges.watch().await.unwrap(), nudges.watch().await.unwrap());
    assert_eq!(listening(), "1", "one connection for all");
    drop((first, second));
    // The connection is given back, or closed, as the watch's task ends: closing waits for it.
    store.close().await.unwrap();
    assert_eq!(listening(), "0");
}

#[tokio::test]
async fn a_server_that_is_away_can_t_be_listened_to_and_that_is_said() {
    let url = new_schema();
    let store = PostgresStore::open(&url).await.unwrap();
    let nudges = store.nudges(Arc::new(ringing_never()));
    store.close().await.unwrap();
    assert!(nudges.watch().await.is_err());
}
