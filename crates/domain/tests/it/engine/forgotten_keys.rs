//! Unknown outcomes that are older than the server's memory of keys.

use std::time::Duration;

use homing_domain::engine::SyncState;
use homing_domain::ports::Queue as _;
use homing_domain::task::{Coalesce, NewTask, TaskState};

use crate::scripted::{Reply, World};

/// One day more than the scripted API keeps keys.
const TOO_LONG: Duration = Duration::from_secs(2 * 86_400);

#[tokio::test]
async fn a_keep_task_whose_key_the_server_may_have_forgotten_waits_for_a_person() {
    let world = World::new();
    world.enqueue("a", "1").await;
    world.enqueue("a", "2").await;
    world.enqueue("b", "3").await;
    world.server().script.push_back(Reply::WorkAndLose);
    world.cycle().await;
    world.clock.advance(TOO_LONG);
    world.enqueue("c", "4").await;
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention), (1, 3));
    let tasks = world.store.tasks(world.account.id, 0, 10).await.unwrap();
    let aside =
        |state: &TaskState| matches!(state, TaskState::Attention(reason) if reason.code == "key-forgotten");
    assert!(tasks.iter().all(|task| aside(&task.state)), "{tasks:?}");
    assert_eq!(world.server().applied, ["1", "2", "3", "4"], "nothing took effect twice");
}

#[tokio::test]
async fn within_the_servers_memory_the_same_key_goes_again() {
    let world = World::new();
    world.enqueue("a", "1").await;
    world.server().script.push_back(Reply::WorkAndLose);
    world.cycle().await;
    world.clock.advance(Duration::from_secs(86_000));
    assert_eq!(world.cycle().await.sent, 1);
    assert_eq!(world.server().applied, ["1"]);
}

#[tokio::test]
async fn a_task_that_says_all_its_lane_ever_said_goes_again_however_old() {
    let world = World::new();
    world.commit(vec![NewTask { coalesce: Coalesce::Supersede, ..world.note("a", "1") }]).await;
    world.server().script.push_back(Reply::WorkAndLose);
    world.cycle().await;
    world.clock.advance(TOO_LONG);
    assert_eq!(world.cycle().await.sent, 1);
}

#[tokio::test]
async fn a_cycle_in_which_nothing_left_has_met_no_server() {
    let world = World::new();
    world.enqueue("a", "1").await;
    world.server().script.push_back(Reply::WorkAndLose);
    world.cycle().await;
    world.clock.advance(TOO_LONG);
    assert_eq!((world.cycle().await.attention, world.server().requests.len()), (1, 1));
    let state = SyncState::load(world.store.as_ref(), world.account.id).await.unwrap();
    assert_eq!(state.last_exchange, None);
}
