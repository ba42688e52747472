//! Several workers on one queue in PostgreSQL, some of them killed, and a server of the database that comes and goes.

use std::mem;

use anyhow::Result;
use homing_test_postgres::{Cluster, Signal};
use homing_tests::{Point, Watch, each_took_effect_once};

use super::backlog::{Backlog, unsent};

const WORKERS: usize = 4;

/// How often a worker is killed, or the database's server.
const TROUBLES: usize = 10;

const SHARED: Backlog = Backlog { lanes: 500, tasks: 20 };
const DRAINED: Backlog = Backlog { lanes: 200, tasks: 20 };

/// Where the next trouble comes: batches grow from 10 to 100, and four workers have their requests on their way.
const REQUESTS_BETWEEN: usize = 2;

#[tokio::test]
async fn four_workers_of_one_queue_send_each_task_once_and_in_order_though_some_are_killed() -> Result<()> {
    let cluster = Cluster::start()?;
    let storage = cluster.new_schema()?;
    let scene = SHARED.enqueued(&storage).await?;
    let begin = || scene.client.start(&["sync"]);
    let mut workers = (0..WORKERS).map(|_| begin()).collect::<Result<Vec<_>>>()?;
    for trouble in 0..TROUBLES {
        // Whichever worker's it is: another one may be the one that dies.
        let mut hold = scene.proxy.hold_sync(REQUESTS_BETWEEN, Point::BeforeAnswer);
        hold.reached().await?;
        let victim = mem::replace(&mut workers[trouble % WORKERS], begin()?);
        victim.kill().await?;
        hold.pass();
    }
    for worker in workers {
        let ended = worker.finish().await?;
        // What is left is in the hands of the others, the dead ones among them.
        anyhow::ensure!(
            [Some(0), Some(75)].contains(&ended.status.code()),
            "a worker ended otherwise: {ended:?}"
        );
    }
    assert!(scene.proxy.most_syncs_under_way() > 1, "they sent side by side");

    // What the dead ones held is free once their leases have run out by the database's clock.
    let schema = storage.rsplit_once('=').map_or("public", |(_, schema)| schema);
    cluster.ask(&format!("UPDATE {schema}.homing_lanes SET next_at_ms = 0 WHERE place = 'claimed'"))?;
    scene.client.sync().await?;
    assert_eq!(unsent(&scene.client).await?, 0);
    assert_eq!(each_took_effect_once(&scene.proxy.syncs())?, SHARED.len());
    SHARED.must_have_arrived(&scene).await
}

#[tokio::test]
async fn a_drain_goes_on_by_itself_though_the_server_of_the_database_crashes_again_and_again() -> Result<()> {
    let cluster = Cluster::start()?;
    let scene = DRAINED.enqueued(&cluster.new_schema()?).await?;
    let mut hold = scene.proxy.hold_sync(1, Point::BeforeAnswer);
    let mut watch = Watch::begin(&scene.client)?;
    for left in (0..TROUBLES).rev() {
        hold.reached().await?;
        cluster.restart(Signal::Immediate)?;
        if left == 0 {
            break;
        }
        let next = scene.proxy.hold_sync(REQUESTS_BETWEEN, Point::BeforeAnswer);
        mem::replace(&mut hold, next).pass();
    }
    hold.pass();
    watch.until("all-saved", DRAINED.len() as u64).await?;
    watch.end().await?;
    assert_eq!(unsent(&scene.client).await?, 0);
    assert_eq!(each_took_effect_once(&scene.proxy.syncs())?, DRAINED.len());
    DRAINED.must_have_arrived(&scene).await
}
