//! Several requests on their way at once, where the API takes that and the connection is good.

use std::collections::BTreeSet;
use std::time::Duration;

use homing_domain::engine::CycleEnd;
use homing_domain::ports::Queue as _;

use crate::scripted::{Reply, World};

#[tokio::test]
async fn once_the_largest_batches_are_clean_as_many_requests_are_on_their_way_as_the_api_takes() {
    let world = World::side_by_side(3);
    world.enqueue_many(1_000).await;
    world.server().together = true;
    let report = world.cycle().await;
    assert_eq!((report.sent, report.end), (1_000, CycleEnd::Idle));
    let server = world.server();
    assert_eq!(server.most_at_once, 3);
    let sizes: Vec<_> = server.requests.iter().map(Vec::len).collect();
    assert_eq!(sizes[..3], [10, 50, 100], "one at a time on the way up");
}

#[tokio::test]
async fn requests_side_by_side_share_no_lane_and_each_lane_stays_in_order() {
    let world = World::side_by_side(4);
    for n in 0..2_000 {
        world.enqueue(&format!("lane-{}", n % 7), &n.to_string()).await;
    }
    world.server().together = true;
    assert_eq!(world.cycle().await.sent, 2_000);
    let applied: Vec<usize> = world.server().applied.iter().map(|body| body.parse().unwrap()).collect();
    for lane in 0..7 {
        let of_lane: Vec<_> = applied.iter().filter(|n| *n % 7 == lane).collect();
        assert!(of_lane.is_sorted());
    }
}

#[tokio::test]
async fn a_machine_that_slept_longer_than_a_claim_holds_sends_nothing_beside_itself() {
    let world = World::side_by_side(3);
    world.enqueue_many(1_000).await;
    world.server().together = true;
    world.server().answer_takes = Some((world.clock.clone(), Duration::from_secs(3_600)));
    assert_eq!(world.cycle().await.sent, 1_000);
    let server = world.server();
    let sent: Vec<_> = server.requests.iter().flatten().collect();
    assert_eq!(sent.len(), sent.iter().collect::<BTreeSet<_>>().len(), "each task left once");
}

#[tokio::test]
async fn trouble_of_one_lets_the_others_end_and_starts_no_more() {
    let world = World::side_by_side(3);
    world.enqueue_many(1_000).await;
    world.server().together = true;
    world.server().script.extend([Reply::Work, Reply::Work, Reply::Work, Reply::Status(502, None)]);
    let report = world.cycle().await;
    assert!(matches!(report.end, CycleEnd::ServerTrouble { .. }), "{report:?}");
    assert_eq!(report.sent, 60 + 200, "what was beside it on its way is acknowledged");
    let unsent = world.store.tasks(world.account.id, 0, 2_000).await.unwrap();
    let again: BTreeSet<_> = unsent.iter().map(|task| task.attempts).collect();
    assert_eq!(again, BTreeSet::from([0, 1]));
}

#[tokio::test]
async fn what_came_back_clean_beside_a_wait_that_was_asked_for_takes_nothing_back() {
    let world = World::side_by_side(3);
    world.enqueue_many(1_000).await;
    world.server().together = true;
    world.server().script.extend([Reply::Work, Reply::Work, Reply::Work, Reply::Status(429, Some(600))]);
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Throttled { .. }), "{end:?}");
    let requests = world.server().requests.len();
    assert_eq!((world.cycle_by_hand().await.end, world.server().requests.len()), (end, requests));
}
