//! A cycle on a bad day: what holds the queue, what parks a task, and that nothing else is touched.

use std::time::Duration;

use homing_domain::engine::CycleEnd;
use homing_domain::policy::StopCause;
use homing_domain::ports::{Clock, OfflineCause, Queue};
use homing_domain::task::TaskState;

use crate::scripted::{Reply, World};

#[tokio::test]
async fn offline_charges_nobody_holds_the_queue_and_is_over_when_the_network_is_back() {
    let world = World::new();
    world.enqueue_many(3).await;
    world.server().script.push_back(Reply::NotSent(OfflineCause::Dns));
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Offline { cause: OfflineCause::Dns, .. }), "{end:?}");
    let tasks = world.store.tasks(world.account.id, 0, 10).await.unwrap();
    assert!(tasks.iter().all(|task| task.attempts == 0 && task.state == TaskState::Waiting));
    // Until the next try is due, a background cycle does not even ask.
    assert_eq!(world.cycle().await.requests, 0);
    world.wait_for(end);
    assert_eq!(world.cycle().await.sent, 3);
}

#[tokio::test]
async fn a_person_need_not_wait_for_a_back_off_of_our_own_making() {
    let world = World::new();
    world.enqueue("a", "1").await;
    world.server().script.push_back(Reply::NotSent(OfflineCause::Connect));
    world.cycle().await;
    assert_eq!(world.cycle_by_hand().await.sent, 1);
}

#[tokio::test]
async fn a_wait_that_the_server_asked_for_holds_even_against_a_person() {
    let world = World::new();
    world.enqueue("a", "1").await;
    world.server().script.push_back(Reply::Status(429, Some(600)));
    let end = world.cycle().await.end;
    let CycleEnd::Throttled { until } = end else { panic!("{end:?}") };
    assert!(until.since(world.clock.now()) >= Duration::from_secs(600));
    assert_eq!(world.cycle_by_hand().await.requests, 0);
    world.wait_for(end);
    assert_eq!(world.cycle().await.sent, 1);
}

#[tokio::test]
async fn each_failure_in_a_row_waits_longer_and_a_success_forgets_them() {
    let world = World::new();
    world.enqueue("a", "1").await;
    for _ in 0..3 {
        world.server().script.push_back(Reply::Status(502, None));
        let end = world.cycle().await.end;
        assert!(matches!(end, CycleEnd::ServerTrouble { .. }));
        world.wait_for(end);
        assert_eq!(world.cycle().await.requests, 0, "what failed alone lets others go first");
        world.clock.advance(Duration::from_secs(1));
    }
    let attempts = world.store.tasks(world.account.id, 0, 1).await.unwrap()[0].attempts;
    assert_eq!(attempts, 3);
    assert_eq!(world.cycle().await.sent, 1);
}

#[tokio::test]
async fn a_captive_portal_is_offline_and_no_task_is_believed_sent() {
    let world = World::new();
    world.enqueue_many(2).await;
    world.server().script.push_back(Reply::Html);
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Offline { cause: OfflineCause::Intercepted, .. }), "{end:?}");
    assert_eq!(world.left().await, (2, 0));
}

#[tokio::test]
async fn a_missing_endpoint_stops_the_queue_for_a_quarter_of_an_hour_and_parks_nobody() {
    let world = World::new();
    world.enqueue_many(2).await;
    world.server().script.push_back(Reply::Status(404, None));
    let end = world.cycle().await.end;
    let CycleEnd::Stopped { cause: StopCause::Configuration, until } = end else { panic!("{end:?}") };
    assert_eq!(until.since(world.clock.now()), Duration::from_secs(900));
    assert_eq!(world.left().await, (2, 0));
    assert_eq!(world.cycle_by_hand().await.sent, 2, "it heals by itself");
}

#[tokio::test]
async fn a_rejected_task_goes_to_attention_alone_and_its_lane_waits_with_it() {
    let world = World::new();
    for (lane, body) in [("bad", "b1"), ("good", "g1"), ("bad", "b2"), ("good", "g2")] {
        world.enqueue(lane, body).await;
    }
    world.server().words.insert("b1".to_owned(), "rejected");
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention, report.end), (2, 1, CycleEnd::Idle));
    assert_eq!(world.server().applied, ["g1", "g2"]);
    assert_eq!(world.left().await, (1, 1));
    let tasks = world.store.tasks(world.account.id, 0, 10).await.unwrap();
    assert!(matches!(&tasks[0].state, TaskState::Attention(reason) if reason.code == "invalid"));
    assert_eq!((&tasks[1].state, tasks[1].attempts), (&TaskState::Waiting, 0));
}

#[tokio::test]
async fn a_task_that_the_server_puts_off_waits_as_long_as_asked_with_what_is_behind_it() {
    let world = World::new();
    for (lane, body) in [("slow", "s1"), ("slow", "s2"), ("quick", "q1")] {
        world.enqueue(lane, body).await;
    }
    world.server().words.insert("s1".to_owned(), "retry");
    assert_eq!(world.cycle().await.sent, 1);
    world.server().words.clear();
    assert_eq!(world.cycle().await.requests, 0);
    world.clock.advance(Duration::from_secs(40));
    assert_eq!(world.cycle().await.sent, 2);
    assert_eq!(world.server().applied, ["q1", "s1", "s2"]);
}

#[tokio::test]
async fn a_task_that_is_blocked_by_nothing_does_not_come_back_at_once_for_ever() {
    let world = World::new();
    world.enqueue("a", "1").await;
    world.server().words.insert("1".to_owned(), "blocked");
    let report = world.cycle().await;
    assert_eq!((report.requests, report.end), (1, CycleEnd::Idle));
}

#[tokio::test]
async fn items_that_the_answer_leaves_out_stay_and_go_again_under_their_keys() {
    let world = World::new();
    world.enqueue_many(3).await;
    world.server().words.insert("t1".to_owned(), "");
    let report = world.cycle().await;
    assert_eq!(report.sent, 2);
    assert!(matches!(report.end, CycleEnd::Offline { cause: OfflineCause::Intercepted, .. }));
    let tasks = world.store.tasks(world.account.id, 0, 10).await.unwrap();
    assert_eq!((tasks.len(), &tasks[0].state), (1, &TaskState::Unknown));
}

#[tokio::test]
async fn one_poison_task_is_found_by_halving_and_every_other_arrives() {
    let world = World::new();
    world.enqueue_many(40).await;
    world.server().poison = Some("t13");
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention, report.end), (39, 1, CycleEnd::Idle));
    assert_eq!(world.server().applied.len(), 39);
    let tasks = world.store.tasks(world.account.id, 0, 50).await.unwrap();
    assert!(matches!(&tasks[0].state, TaskState::Attention(reason) if reason.code == "http-400"));
    assert_eq!(tasks.len(), 1);
}

#[tokio::test]
async fn the_later_half_never_carries_a_task_whose_predecessor_was_refused() {
    let world = World::new();
    for (lane, body) in [("a", "poison"), ("b", "b1"), ("a", "a2"), ("b", "b2")] {
        world.enqueue(lane, body).await;
    }
    world.server().poison = Some("poison");
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention), (2, 1));
    assert_eq!(world.server().applied, ["b1", "b2"]);
    assert_eq!(world.left().await, (1, 1));
}

#[tokio::test]
async fn where_every_half_is_refused_alike_the_queue_stops_and_parks_nobody() {
    let world = World::new();
    world.enqueue_many(4).await;
    for _ in 0..7 {
        world.server().script.push_back(Reply::Status(422, None));
    }
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Stopped { cause: StopCause::AllAlike, .. }), "{end:?}");
    assert_eq!(world.left().await, (4, 0));
    let tasks = world.store.tasks(world.account.id, 0, 10).await.unwrap();
    assert!(tasks.iter().all(|task| task.attempts == 0), "innocents are charged nothing");
}

#[tokio::test]
async fn a_request_that_is_too_large_comes_again_smaller() {
    let world = World::new();
    world.enqueue_many(10).await;
    world.server().script.push_back(Reply::Status(413, None));
    let report = world.cycle().await;
    assert_eq!((report.sent, report.end), (10, CycleEnd::Idle));
    assert_eq!(world.server().requests[1].len(), 5);
}

#[tokio::test]
async fn a_body_that_the_api_cannot_carry_parks_its_task_and_no_other() {
    let world = World::new();
    world.enqueue("a", "1").await;
    let broken = world.note("b", [0xff_u8]);
    world.commit(vec![broken]).await;
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention, report.end), (1, 1, CycleEnd::Idle));
}

#[tokio::test]
async fn a_status_that_nobody_knows_is_tried_a_few_more_times_over_an_hour_and_then_parked() {
    let world = World::new();
    world.enqueue("a", "1").await;
    for _ in 0..5 {
        world.server().script.push_back(Reply::Status(418, None));
    }
    let mut waited = Duration::ZERO;
    for _ in 0..4 {
        assert_eq!(world.cycle().await.attention, 0);
        let due = world.store.counts(world.account.id).await.unwrap().next_due.unwrap();
        waited += due.since(world.clock.now());
        world.clock.advance(due.since(world.clock.now()));
    }
    assert_eq!(waited, Duration::from_secs(3_600));
    assert_eq!(world.cycle().await.attention, 1);
}
