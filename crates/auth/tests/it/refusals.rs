//! What ends a sign-in, and what never does.

use std::time::Duration;

use homing_domain::ports::{Auth, AuthError};

use crate::server::Reply;
use crate::world::{LIFE, World, access, text};

const PAUSE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn no_failure_of_network_or_server_signs_anyone_out() {
    for grace in [None, Some(Duration::from_secs(60))] {
        let mut world = World::expired().await;
        world.grace = grace;
        let process = world.process();
        // Twice each: a lost answer followed by another one is still no refusal.
        for failure in [200, 302, 404, 429, 500, 502, 503, 504].repeat(2) {
            world.server.will(Reply::Status(failure));
            let failed = process.access_token(&world.account).await;
            let Err(AuthError::Unavailable { status, retry_after }) = failed else { panic!("{failed:?}") };
            assert_eq!(status, failure);
            assert_eq!(retry_after, matches!(failure, 429 | 503).then_some(Duration::from_secs(7)));
            world.clock.advance(PAUSE);
        }
        for _ in 0..2 {
            for failure in [Reply::NotSent, Reply::Lost] {
                world.server.will(failure);
                let failed = process.access_token(&world.account).await;
                assert!(matches!(failed, Err(AuthError::Unreachable(_))));
                world.clock.advance(PAUSE);
            }
        }
        assert_eq!(world.stored_refresh().await.0, "refresh-1");
        world.server.will(Reply::Grant("access-2", "refresh-2", 900));
        assert_eq!(text(process.access_token(&world.account).await), "access-2");
    }
}

#[tokio::test]
async fn a_refresh_that_the_server_does_not_understand_is_asked_once_in_its_other_form() {
    let world = World::expired().await;
    world.server.will(Reply::Status(400));
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    assert_eq!(text(world.process().access_token(&world.account).await), "access-2");
    assert_eq!(world.server.requests(), ["refresh refresh-1", "refresh-older refresh-1"]);

    let world = World::expired().await;
    world.server.will(Reply::Status(400));
    world.server.will(Reply::Status(400));
    let failed = world.process().access_token(&world.account).await;
    assert!(matches!(failed, Err(AuthError::Unavailable { status: 400, .. })), "{failed:?}");
}

#[tokio::test]
async fn a_refresh_whose_answer_names_nobody_is_as_good_as_any() {
    let mut world = World::expired().await;
    world.names_nobody = true;
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    assert_eq!(text(world.process().access_token(&world.account).await), "access-2");
}

#[tokio::test]
async fn a_refused_refresh_needs_a_sign_in_and_keeps_the_credentials() {
    let world = World::expired().await;
    world.server.will(Reply::Status(401));
    let refused = world.process().access_token(&world.account).await;
    assert!(matches!(refused, Err(AuthError::SignInNeeded)));
    assert_eq!(world.stored_refresh().await.0, "refresh-1");
}

#[tokio::test]
async fn a_refused_refresh_gives_way_to_what_someone_else_stored_meanwhile() {
    let world = World::expired().await;
    let process = world.process();
    world.server.close_gate();
    let caller = tokio::spawn({
        let account = world.account.clone();
        async move { text(process.access_token(&account).await) }
    });
    world.server.arrival().await;
    world.store(&world.credentials("access-2", "refresh-2", LIFE)).await;
    world.server.will(Reply::Status(401));
    world.server.open_gate();
    assert_eq!(caller.await.unwrap(), "access-2");
}

#[tokio::test]
async fn a_refused_refresh_token_goes_out_again_after_half_a_minute_at_the_earliest() {
    let world = World::expired().await;
    let process = world.process();
    for round in 1..=3 {
        world.server.will(Reply::Status(401));
        for _ in 0..30 {
            let refused = process.access_token(&world.account).await;
            assert!(matches!(refused, Err(AuthError::SignInNeeded)));
            let refused = process.renew(&world.account, &access("access-1")).await;
            assert!(matches!(refused, Err(AuthError::SignInNeeded)));
            world.clock.advance(Duration::from_secs(1));
        }
        assert_eq!(world.server.requests().len(), round);
    }
}

#[tokio::test]
async fn a_sign_in_by_another_process_is_taken_up_at_once_after_a_refusal() {
    let world = World::expired().await;
    let process = world.process();
    world.server.will(Reply::Status(401));
    process.access_token(&world.account).await.unwrap_err();
    world.store(&world.credentials("access-2", "refresh-2", LIFE)).await;
    assert_eq!(text(process.access_token(&world.account).await), "access-2");
}

#[tokio::test]
async fn a_server_that_refuses_each_token_it_grants_is_not_stormed() {
    let world = World::signed_in().await;
    let process = world.process();
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    let mut token = access("access-1");
    token = process.renew(&world.account, &token).await.unwrap();
    for _ in 0..29 {
        let refused = process.renew(&world.account, &token).await;
        assert!(matches!(refused, Err(AuthError::SignInNeeded)));
        world.clock.advance(Duration::from_secs(1));
    }
    assert_eq!(world.server.requests().len(), 1);

    world.clock.advance(Duration::from_secs(1));
    world.server.will(Reply::Grant("access-3", "refresh-3", 900));
    assert_eq!(text(process.renew(&world.account, &token).await), "access-3");
}

#[tokio::test]
async fn a_server_that_grants_the_refused_token_again_is_asked_once_and_its_token_goes_to_nobody() {
    let world = World::signed_in().await;
    let process = world.process();
    world.server.will(Reply::Grant("access-1", "refresh-2", 900));
    for _ in 0..3 {
        let refused = process.renew(&world.account, &access("access-1")).await;
        assert!(matches!(refused, Err(AuthError::SignInNeeded)));
    }
    assert_eq!(world.server.requests(), ["refresh refresh-1"]);
    // Whatever it is worth, the new refresh token is kept.
    assert_eq!(world.stored_refresh().await, ("refresh-2".to_owned(), None));
    world.clock.advance(PAUSE);
    world.server.will(Reply::Grant("access-3", "refresh-3", 900));
    assert_eq!(text(process.renew(&world.account, &access("access-1")).await), "access-3");
}

#[tokio::test]
async fn a_token_that_is_said_to_live_for_ever_is_renewed_once_it_is_refused() {
    let world = World::expired().await;
    let process = world.process();
    world.server.will(Reply::Grant("access-2", "refresh-2", u64::MAX));
    let token = process.access_token(&world.account).await.unwrap();
    world.clock.advance(1_000 * LIFE);
    for process in [&process, &world.process()] {
        assert_eq!(text(process.access_token(&world.account).await), "access-2");
    }
    world.server.will(Reply::Grant("access-3", "refresh-3", 900));
    assert_eq!(text(process.renew(&world.account, &token).await), "access-3");
}

#[tokio::test]
async fn a_sign_out_by_another_process_is_seen_with_the_next_refusal() {
    use homing_domain::ports::CredentialStore;

    let world = World::signed_in().await;
    let process = world.process();
    process.access_token(&world.account).await.unwrap();
    world.store.delete(world.account.id).await.unwrap();
    let refused = process.renew(&world.account, &access("access-1")).await;
    assert!(matches!(refused, Err(AuthError::SignInNeeded)));
    assert!(matches!(process.access_token(&world.account).await, Err(AuthError::SignInNeeded)));
    assert!(world.server.requests().is_empty());
}
