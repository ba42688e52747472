//! An API that answers for a whole batch alone: the bad task is found, its neighbours are charged nothing, and a
//! server that refuses or fails everything is told from a bad task.

use std::time::Duration;

use homing_domain::engine::CycleEnd;
use homing_domain::policy::StopCause;
use homing_domain::ports::{Clock as _, Queue as _};
use homing_domain::task::TaskState;

use crate::scripted::{Reply, World};

async fn in_attention(world: &World) -> Vec<String> {
    let tasks = world.store.tasks(world.account.id, 0, 20_000).await.unwrap();
    let aside = tasks.iter().filter_map(|task| match &task.state {
        TaskState::Attention(reason) => Some(format!("{} {}", task.task.lane, reason.code)),
        _ => None,
    });
    aside.collect()
}

#[tokio::test]
async fn a_task_at_which_the_server_fails_again_and_again_is_found_and_every_other_arrives() {
    let world = World::new();
    world.enqueue_many(40).await;
    world.server().breaks = Some("t13");
    let mut cycles = 0;
    loop {
        let end = world.cycle().await.end;
        cycles += 1;
        assert!(cycles < 10, "it is found within a few tries");
        if end == CycleEnd::Idle {
            break;
        }
        world.wait_for(end);
    }
    assert_eq!(in_attention(&world).await, ["lane-13 http-500"]);
    assert_eq!(world.server().applied.len(), 39);
}

#[tokio::test]
async fn two_bad_tasks_side_by_side_at_the_front_are_not_taken_for_the_server() {
    let world = World::new();
    world.enqueue_many(10).await;
    world.server().words.insert("t0".to_owned(), "poison");
    world.server().words.insert("t1".to_owned(), "poison");
    world.server().all_or_nothing = true;
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention, report.end), (8, 2, CycleEnd::Idle));
    assert_eq!(in_attention(&world).await, ["lane-0 http-400", "lane-1 http-400"]);
}

#[tokio::test]
async fn a_server_that_refuses_everything_is_found_out_after_two_requests_a_halving() {
    let world = World::new();
    world.enqueue_many(8).await;
    for _ in 0..100 {
        world.server().script.push_back(Reply::Status(400, None));
    }
    let report = world.cycle().await;
    assert!(matches!(report.end, CycleEnd::Stopped { cause: StopCause::AllAlike, .. }), "{report:?}");
    assert_eq!(report.requests, 1 + 2 * 3, "the batch, and both halves of 8, of 4 and of 2");
    assert_eq!(world.left().await, (8, 0));
}

#[tokio::test]
async fn the_probe_after_such_a_stop_parks_nobody_either() {
    let world = World::new();
    world.enqueue_many(8).await;
    world.server().all_or_nothing = true;
    for n in 0..8 {
        world.server().words.insert(format!("t{n}"), "poison");
    }
    for _ in 0..3 {
        let end = world.cycle().await.end;
        assert!(matches!(end, CycleEnd::Stopped { cause: StopCause::AllAlike, .. }), "{end:?}");
        world.wait_for(end);
        world.clock.advance(Duration::from_secs(1));
    }
    assert_eq!(world.left().await, (8, 0));
    world.server().words.clear();
    assert_eq!(world.cycle().await.sent, 8, "it heals by itself");
}

#[tokio::test]
async fn bad_tasks_that_fill_a_whole_batch_keep_no_good_one_from_leaving() {
    let world = World::new();
    for n in 0..10 {
        world.enqueue(&format!("bad-{n}"), &format!("bad-{n}")).await;
        world.server().words.insert(format!("bad-{n}"), "poison");
    }
    world.enqueue("good", "good").await;
    world.server().all_or_nothing = true;
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Stopped { cause: StopCause::AllAlike, .. }), "{end:?}");
    world.wait_for(end);
    assert_eq!(world.cycle().await.sent, 1, "the probe begins with others");
    assert_eq!(world.left().await, (10, 0));
}

#[tokio::test]
async fn bad_tasks_in_every_part_of_a_batch_are_found_by_the_probe() {
    let world = World::new();
    world.enqueue_many(10).await;
    for n in [0, 1, 3, 6, 8] {
        world.server().words.insert(format!("t{n}"), "poison");
    }
    world.server().all_or_nothing = true;
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Stopped { cause: StopCause::AllAlike, .. }), "{end:?}");
    world.wait_for(end);
    world.clock.advance(Duration::from_secs(1));
    let report = world.cycle().await;
    assert_eq!((report.sent, report.attention), (5, 5));
}

#[tokio::test]
async fn a_server_that_fails_at_everything_is_waited_for_and_parks_nobody() {
    let world = World::new();
    world.enqueue_many(8).await;
    for _ in 0..4 {
        for _ in 0..30 {
            world.server().script.push_back(Reply::Status(500, None));
        }
        let report = world.cycle().await;
        assert!(matches!(report.end, CycleEnd::ServerTrouble { .. }), "{report:?}");
        assert!(report.requests <= 7, "a server in trouble is not asked for each task: {report:?}");
        world.server().script.clear();
        world.wait_for(report.end);
        world.clock.advance(Duration::from_secs(1));
    }
    assert_eq!(world.left().await, (8, 0));
    let tasks = world.store.tasks(world.account.id, 0, 10).await.unwrap();
    assert!(
        tasks.iter().all(|task| task.state == TaskState::Unknown),
        "each may have taken effect: {tasks:?}"
    );
    let mut end = world.cycle_by_hand().await.end;
    for _ in 0..5 {
        if end == CycleEnd::Idle {
            break;
        }
        world.wait_for(end);
        end = world.cycle_by_hand().await.end;
    }
    assert_eq!(world.server().applied.len(), 8);
}

#[tokio::test]
async fn a_lane_whose_only_task_always_times_out_holds_up_no_other() {
    let world = World::new();
    world.enqueue("bad", "bad").await;
    world.enqueue_many(20).await;
    world.server().hangs = Some("bad");
    for _ in 0..30 {
        let end = world.cycle().await.end;
        if world.server().applied.len() == 20 {
            break;
        }
        world.wait_for(end);
    }
    assert_eq!(world.server().applied.len(), 20);
    assert_eq!(world.left().await, (1, 0));
}

#[tokio::test]
async fn the_order_within_a_lane_holds_through_a_search() {
    let world = World::new();
    for n in 0..30 {
        world.enqueue(["a", "b", "c"][n % 3], &format!("{n}")).await;
    }
    world.server().words.insert("4".to_owned(), "poison");
    world.server().all_or_nothing = true;
    world.cycle().await;
    let applied: Vec<usize> = world.server().applied.iter().map(|body| body.parse().unwrap()).collect();
    for lane in 0..3 {
        let of_lane: Vec<_> = applied.iter().filter(|n| *n % 3 == lane).collect();
        assert!(of_lane.is_sorted(), "{of_lane:?}");
    }
    assert_eq!(in_attention(&world).await, ["b http-400"]);
    assert_eq!(applied.len(), 21, "the rest of the lane b waits behind the one");
}

#[tokio::test]
async fn what_stands_in_its_lane_behind_a_refused_part_stays_where_a_search_finds_nothing_good() {
    let world = World::new();
    for (lane, body) in [("a", "a"), ("b", "b"), ("c", "c0"), ("c", "c1"), ("c", "c2"), ("c", "c3")] {
        world.enqueue(lane, body).await;
    }
    for _ in 0..20 {
        world.server().script.push_back(Reply::Status(400, None));
    }
    let report = world.cycle().await;
    assert!(matches!(report.end, CycleEnd::Stopped { cause: StopCause::AllAlike, .. }), "{report:?}");
    let later_alone = |tasks: &&Vec<String>| {
        tasks.iter().any(|task| task.starts_with('c')) && !tasks.contains(&"c0".to_owned())
    };
    let sent = world.server().requests.clone();
    assert_eq!(sent.iter().find(later_alone), None, "{sent:?}");
    assert_eq!(world.left().await, (6, 0));
    world.server().script.clear();
    world.wait_for(report.end);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.cycle().await.sent, 6, "it heals by itself");
}

#[tokio::test]
async fn what_is_new_when_a_server_that_refuses_everything_is_tried_again_is_not_parked_either() {
    let world = World::new();
    world.enqueue_many(8).await;
    for _ in 0..50 {
        world.server().script.push_back(Reply::Status(422, None));
    }
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Stopped { cause: StopCause::AllAlike, .. }), "{end:?}");
    world.enqueue("new", "new").await;
    // The others come a moment later: the new one is tried alone.
    world.wait_for(end);
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Stopped { cause: StopCause::AllAlike, .. }), "{end:?}");
    assert_eq!(world.left().await, (9, 0));
}

#[tokio::test]
async fn a_failure_that_took_its_time_is_waited_for_from_then_on() {
    let world = World::new();
    world.enqueue_many(1).await;
    world.server().answer_takes = Some((world.clock.clone(), Duration::from_secs(60)));
    world.server().script.push_back(Reply::Status(502, None));
    let CycleEnd::ServerTrouble { until } = world.cycle().await.end else { panic!("it failed") };
    assert!(until > world.clock.now());
}
