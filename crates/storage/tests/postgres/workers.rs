//! Several workers on one queue.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use homing_domain::names::{Lane, TaskId};
use homing_domain::ports::{ClaimedLane, Queue as _, Settlement, TaskResult};
use homing_domain::task::{Dependency, NewTask, Release};
use homing_storage::PostgresStore;
use homing_test_postgres::Cluster;

use crate::new_schema;
use crate::sample::{HOUR, ME, at, claim, commit, find_waiting, hold_account, outsider, task};

const DAY: i64 = 86_400;

fn lanes_of(claimed: &[ClaimedLane]) -> Vec<&str> {
    claimed.iter().map(|lane| lane.lane.as_str()).collect()
}

fn sent(claimed: &[ClaimedLane]) -> Vec<TaskResult> {
    let results = claimed.iter().flat_map(|lane| {
        lane.tasks.iter().map(|task| TaskResult {
            task: task.task.id,
            lane: lane.lane.clone(),
            epoch: lane.epoch,
            settlement: Settlement::Sent,
        })
    });
    results.collect()
}

#[tokio::test]
async fn a_claim_passes_over_a_lane_that_is_in_other_hands_and_waits_for_nobody() {
    let url = new_schema();
    let store = PostgresStore::open(&url).await.unwrap();
    store.commit(ME, at(0), commit([task(1, "a"), task(2, "b")])).await.unwrap();
    let hold = "SELECT id FROM homing_lanes WHERE lane = 'a' FOR UPDATE";
    let (_other, held) = outsider(&url, hold).await;
    assert_eq!(lanes_of(&store.get_retry_tasks(at(0), claim(1, HOUR)).await.unwrap()), ["b"]);
    held.rollback().await.unwrap();
    assert_eq!(lanes_of(&store.get_retry_tasks(at(0), claim(1, HOUR)).await.unwrap()), ["a"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_waits_for_whoever_changes_tasks_of_the_account() {
    let url = new_schema();
    let store = PostgresStore::open(&url).await.unwrap();
    store.commit(ME, at(0), commit([task(1, "a")])).await.unwrap();
    let (_other, held) = outsider(&url, &hold_account()).await;
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.get_retry_tasks(at(0), claim(1, HOUR)).await }
    });
    find_waiting(Cluster::shared().unwrap(), &url, "advisory", false);
    held.rollback().await.unwrap();
    assert_eq!(lanes_of(&waiting.await.unwrap().unwrap()), ["a"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_at_once_send_each_task_once_and_each_lane_in_order() {
    let url = new_schema();
    let store = PostgresStore::open(&url).await.unwrap();
    let lanes: Vec<String> = (0..20).map(|lane| format!("lane {lane}")).collect();
    let tasks = (1..=200_u128).map(|number| task(number, &lanes[usize::try_from(number % 20).unwrap()]));
    store.commit(ME, at(0), commit(tasks)).await.unwrap();
    let log: Arc<Mutex<Vec<(Lane, TaskId)>>> = Arc::default();
    let workers: Vec<_> = (1..=4)
        .map(|owner| {
            let (url, log) = (url.clone(), Arc::clone(&log));
            tokio::spawn(async move {
                let store = PostgresStore::open(&url).await.unwrap().shared_by_workers();
                while store.counts(ME).await.unwrap().waiting > 0 {
                    let claimed = store.get_retry_tasks(at(0), claim(owner, HOUR)).await.unwrap();
                    let results = sent(&claimed);
                    log.lock().unwrap().extend(results.iter().map(|one| (one.lane.clone(), one.task)));
                    let settled = store.settle(at(0), results).await.unwrap();
                    assert_eq!(settled.stale, 0);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    let mut by_lane = BTreeMap::<Lane, Vec<TaskId>>::new();
    for (lane, task) in log.lock().unwrap().iter() {
        by_lane.entry(lane.clone()).or_default().push(*task);
    }
    assert_eq!(by_lane.values().map(Vec::len).sum::<usize>(), 200);
    for tasks in by_lane.values() {
        assert!(tasks.is_sorted() && tasks.len() == 10, "each once and in order: {tasks:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_many_enqueue_at_once_is_all_there_under_numbers_of_its_own() {
    let url = new_schema();
    let store = PostgresStore::open(&url).await.unwrap();
    let writers: Vec<_> = (0..6_u128)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for number in 0..10 {
                    let number = 1 + writer * 100 + number;
                    store.commit(ME, at(0), commit([task(number, "one lane")])).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let tasks = store.tasks(ME, 0, 100).await.unwrap();
    assert_eq!(tasks.len(), 60);
    assert!(tasks.is_sorted_by(|one, other| one.seq < other.seq));
    assert_eq!(store.counts(ME).await.unwrap().waiting, 60);
}

/// The one enqueues behind what the other sends: each sees the other's work or comes after it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_enqueued_behind_a_lane_that_is_being_sent_is_never_forgotten() {
    let url = new_schema();
    let store = PostgresStore::open(&url).await.unwrap().shared_by_workers();
    let drain = async |store: &PostgresStore, owner| loop {
        let claimed = store.get_retry_tasks(at(0), claim(owner, HOUR)).await.unwrap();
        if claimed.is_empty() {
            break;
        }
        store.settle(at(0), sent(&claimed)).await.unwrap();
    };
    let writers: Vec<_> = (0..2_u128)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for number in (1 + writer * 1_000..).take(30) {
                    let first = task(number, "first");
                    let lane = Lane::new("first").unwrap();
                    let depends = vec![Dependency { lane, until: Release::Sent }];
                    let second = NewTask { depends, ..task(number + 500, &format!("second {number}")) };
                    store.commit(ME, at(0), commit([first])).await.unwrap();
                    store.commit(ME, at(0), commit([second])).await.unwrap();
                }
            })
        })
        .collect();
    while !writers.iter().all(|writer| writer.is_finished()) {
        drain(&store, 1).await;
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
    drain(&store, 2).await;
    let counts = store.counts(ME).await.unwrap();
    assert_eq!((counts.waiting, counts.sent), (0, 120));
}

#[tokio::test]
async fn a_claim_of_a_shared_queue_runs_out_by_the_clock_of_the_database_alone() {
    let url = new_schema();
    let store = PostgresStore::open(&url).await.unwrap().shared_by_workers();
    store.commit(ME, at(0), commit([task(1, "a")])).await.unwrap();
    assert_eq!(store.get_retry_tasks(at(0), claim(1, HOUR)).await.unwrap().len(), 1);
    let ahead = at(10 * DAY);
    assert!(store.get_retry_tasks(ahead, claim(2, HOUR)).await.unwrap().is_empty(), "its clock is ahead");
    assert_eq!(store.reclaim(ahead).await.unwrap(), 0, "the other one is alive");

    let url = new_schema();
    let store = PostgresStore::open(&url).await.unwrap().shared_by_workers();
    store.commit(ME, at(0), commit([task(1, "a")])).await.unwrap();
    store.get_retry_tasks(ahead, claim(1, Duration::ZERO)).await.unwrap();
    let again = store.get_retry_tasks(at(1), claim(2, HOUR)).await.unwrap();
    assert_eq!((again[0].tasks[0].crashes, lanes_of(&again)), (1, vec!["a"]), "its clock is behind");
}
