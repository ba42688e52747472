//! What each occasion of a cycle ends: the waits of the queue, those of a task, or neither.

use std::time::Duration;

use homing_domain::engine::{CycleEnd, Occasion};
use homing_domain::ports::{Clock, OfflineCause};

use crate::scripted::{Reply, World};

async fn held_by(reply: Reply) -> World {
    let world = World::new();
    world.enqueue("a", "1").await;
    world.server().script.push_back(reply);
    assert_ne!(world.cycle().await.end, CycleEnd::Idle);
    assert_eq!(world.cycle().await.requests, 0, "what is due meets the hold");
    world
}

#[tokio::test]
async fn a_change_ends_what_this_client_held_the_queue_for() {
    for reply in [Reply::NotSent(OfflineCause::Dns), Reply::Html, Reply::Status(404, None)] {
        let world = held_by(reply).await;
        let report = world.run(Occasion::Changed).await;
        assert_eq!((report.sent, report.end), (1, CycleEnd::Idle));
    }
}

#[tokio::test]
async fn neither_a_change_nor_a_person_ends_a_wait_that_the_server_asked_for() {
    for occasion in [Occasion::Changed, Occasion::ByHand] {
        let world = held_by(Reply::Status(503, Some(60))).await;
        let report = world.run(occasion).await;
        assert!(matches!(report.end, CycleEnd::Throttled { .. }));
        assert_eq!(report.requests, 0);
    }
}

#[tokio::test]
async fn a_change_leaves_what_a_task_waits_for_itself_and_a_person_ends_it() {
    let world = World::new();
    world.enqueue("a", "1").await;
    world.server().words.insert("1".to_owned(), "retry");
    assert_eq!(world.cycle().await.requests, 1);
    world.server().words.clear();
    assert_eq!(world.run(Occasion::Changed).await.requests, 0);
    assert_eq!(world.run(Occasion::ByHand).await.sent, 1);
}

#[tokio::test]
async fn a_hold_that_no_wait_could_have_made_holds_nothing_whatever_the_occasion() {
    for occasion in [Occasion::Due, Occasion::Changed, Occasion::ByHand] {
        let world = World::new();
        world.enqueue("a", "1").await;
        let before = world.clock.now();
        world.clock.advance(Duration::from_secs(3_600));
        world.server().script.push_back(Reply::Status(404, None));
        assert!(matches!(world.cycle().await.end, CycleEnd::Stopped { .. }));
        world.clock.set_now(before);
        assert_eq!(world.run(occasion).await.sent, 1);
    }
}
