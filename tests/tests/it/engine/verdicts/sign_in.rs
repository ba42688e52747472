//! 401: a fresh token once, and the same tasks again; refused again, the account waits for a sign-in.

use homing_domain::engine::CycleEnd;

use super::bodies;
use crate::engine::world::World;

#[tokio::test]
async fn a_401_is_answered_by_one_refresh_and_the_same_tasks() {
    let world = World::new().await;
    world.enqueue_many(3).await;
    world.server.refuse_tokens(false);
    let report = world.cycle().await;
    assert_eq!((report.sent, report.end), (3, CycleEnd::Idle));
    assert_eq!(world.server.refreshes(), 1);
    let arrivals = world.server.arrivals();
    let tokens: Vec<_> = arrivals.iter().map(|arrival| arrival.bearer.as_deref().unwrap()).collect();
    assert_eq!(tokens, ["access-0", "access-1"]);
    assert_eq!(arrivals[0].tasks, arrivals[1].tasks, "the same tasks under the same keys");
    world.assert_applied_once(bodies(3));
}

#[tokio::test]
async fn a_fresh_token_that_is_refused_too_waits_for_a_sign_in_and_charges_nobody() {
    let world = World::new().await;
    world.enqueue_many(3).await;
    world.server.refuse_tokens(true);
    assert_eq!(world.cycle().await.end, CycleEnd::SignInNeeded);
    assert!(world.state().await.sign_in_needed);
    world.assert_untouched(3).await;
    assert_eq!((world.server.refreshes(), world.server.arrivals().len()), (1, 2));
}

#[tokio::test]
async fn a_refused_refresh_waits_for_a_sign_in_and_charges_nobody() {
    let world = World::new().await;
    world.enqueue_many(3).await;
    world.server.refuse_tokens(false);
    world.server.refuse_refreshes();
    assert_eq!(world.cycle().await.end, CycleEnd::SignInNeeded);
    assert!(world.state().await.sign_in_needed);
    world.assert_untouched(3).await;
    assert_eq!(world.server.arrivals().len(), 1);
}
