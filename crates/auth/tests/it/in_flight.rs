//! The mark of an exchange whose answer was not stored: after a lost answer, and after a kill.

use std::time::Duration;

use homing_domain::ports::{Auth, AuthError, Clock, Credentials};

use crate::server::Reply;
use crate::world::{LIFE, World, access, text};

const GRACE: Duration = Duration::from_secs(60);

/// The process was killed `ago`, in the middle of an exchange; its access token is good for long yet.
async fn killed(ago: Duration, grace: Option<Duration>) -> World {
    let mut world = World::new();
    world.grace = grace;
    let refresh_in_flight = Some(world.clock.now());
    let life = LIFE + ago;
    world.store(&Credentials { refresh_in_flight, ..world.credentials("access-1", "refresh-1", life) }).await;
    world.clock.advance(ago);
    world
}

#[tokio::test]
async fn after_a_lost_answer_the_same_token_goes_out_once_more_within_the_grace() {
    let mut world = World::signed_in().await;
    world.grace = Some(GRACE);
    let process = world.process();
    world.server.will(Reply::Lost);
    let lost = process.renew(&world.account, &access("access-1")).await;
    assert!(matches!(lost, Err(AuthError::Unreachable(_))));
    let marked_at = world.clock.now();
    assert_eq!(world.stored_refresh().await, ("refresh-1".to_owned(), Some(marked_at)));

    world.clock.advance(GRACE - Duration::from_millis(1));
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    assert_eq!(text(process.access_token(&world.account).await), "access-2");
    assert_eq!(world.server.requests(), ["refresh refresh-1", "refresh refresh-1"]);
    assert_eq!(world.stored_refresh().await, ("refresh-2".to_owned(), None));
}

#[tokio::test]
async fn after_a_kill_the_exchange_is_made_at_once_within_the_grace() {
    let world = killed(GRACE - Duration::from_millis(1), Some(GRACE)).await;
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    assert_eq!(text(world.process().access_token(&world.account).await), "access-2");
}

#[tokio::test]
async fn after_the_grace_the_access_token_goes_out_to_its_end_and_then_there_is_one_try() {
    for (ago, grace) in [(GRACE, Some(GRACE)), (Duration::from_secs(1), None)] {
        let world = killed(ago, grace).await;
        let process = world.process();
        assert_eq!(text(process.access_token(&world.account).await), "access-1");
        assert!(world.server.requests().is_empty());

        world.clock.advance(LIFE);
        world.server.will(Reply::Status(401));
        for _ in 0..3 {
            let refused = process.access_token(&world.account).await;
            assert!(matches!(refused, Err(AuthError::SignInNeeded)));
        }
        assert_eq!(world.server.requests(), ["refresh refresh-1"]);
    }
}

#[tokio::test]
async fn after_a_kill_before_the_request_left_the_one_try_succeeds() {
    let world = killed(Duration::from_secs(1), None).await;
    world.clock.advance(LIFE);
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    assert_eq!(text(world.process().access_token(&world.account).await), "access-2");
    assert_eq!(world.stored_refresh().await, ("refresh-2".to_owned(), None));
}

#[tokio::test]
async fn an_exchange_that_surely_did_not_happen_leaves_no_mark() {
    for reply in [Reply::NotSent, Reply::Status(429)] {
        let world = World::expired().await;
        world.server.will(reply);
        world.process().access_token(&world.account).await.unwrap_err();
        assert_eq!(world.stored_refresh().await, ("refresh-1".to_owned(), None));
    }
}

#[tokio::test]
async fn the_grace_counts_from_the_first_time_the_token_left() {
    for reply in [Reply::Lost, Reply::Status(500), Reply::NotSent, Reply::Status(429)] {
        let world = killed(Duration::from_secs(5), Some(GRACE)).await;
        let marked_at = world.stored_refresh().await.1;
        world.server.will(reply);
        world.process().access_token(&world.account).await.unwrap_err();
        assert_eq!(world.stored_refresh().await.1, marked_at);
        assert_ne!(marked_at, Some(world.clock.now()));
    }
}
