//! Tokens that end, refresh tokens that are good once, and people who are let in no longer.

use homing_domain::engine::CycleEnd;
use homing_tests::classic::{Person, Route};

use super::world::World;

/// So long after a sign-in its access token is over.
const OVER: u64 = 16 * 60;

#[tokio::test]
async fn an_access_token_that_ends_is_renewed_before_anything_is_refused() {
    let world = World::anna().await;
    for _ in 0..5 {
        world.pass(OVER);
        world.add(3, "work").await;
        world.until_quiet(5).await;
    }
    assert_eq!((world.server.refreshes(), world.server.entries().len()), (5, 5));
    assert!(world.server.met().iter().all(|met| met.status < 400), "{:?}", world.server.met());
}

#[tokio::test]
async fn an_older_server_is_refreshed_by_its_own_spelling() {
    let world = World::anna().await;
    world.server.spell_refresh_token_as_before();
    world.pass(OVER);
    world.add(3, "work").await;
    world.until_quiet(5).await;
    assert_eq!((world.server.entries().len(), world.left().await), (1, (0, 0)));
}

#[tokio::test]
async fn where_the_answer_to_a_refresh_is_lost_a_sign_in_is_needed_and_no_task_is_lost() {
    let world = World::anna().await;
    world.add_many(3).await;
    world.pass(OVER);
    world.lose(Route::Refresh, 1);
    let mut ends = Vec::new();
    for _ in 0..4 {
        ends.push(world.cycle().await.end);
        world.pass(60);
    }
    assert_eq!(ends.last(), Some(&CycleEnd::SignInNeeded), "{ends:?}");
    assert_eq!(world.left().await, (3, 0));
    world.sign_in(&Person::anna()).await;
    world.until_quiet(5).await;
    assert_eq!((world.server.entries().len(), world.left().await), (3, (0, 0)));
}

#[tokio::test]
async fn somebody_who_is_let_in_no_longer_keeps_all_tasks_and_they_go_once_that_is_over() {
    let world = World::anna().await;
    world.add_many(3).await;
    world.server.set_active("anna@example.com", false);
    for _ in 0..4 {
        assert_eq!(world.cycle().await.end, CycleEnd::SignInNeeded);
        world.pass(OVER);
    }
    assert_eq!(world.left().await, (3, 0));
    world.server.set_active("anna@example.com", true);
    world.until_quiet(5).await;
    assert_eq!((world.server.entries().len(), world.left().await), (3, (0, 0)));
    assert_eq!(world.server.count(Route::Login), 1, "the old sign-in is good again");
}
