//! Signing out.

use std::time::Duration;

use homing_auth::Farewell;
use homing_domain::ports::{Auth, AuthError, CredentialError};

use crate::server::Reply;
use crate::unreliable_store::Fault;
use crate::world::World;

#[tokio::test]
async fn a_sign_out_tells_the_server_and_deletes_the_tokens() {
    let world = World::signed_in().await;
    let process = world.process();
    process.access_token(&world.account).await.unwrap();
    world.server.will(Reply::Status(204));
    assert_eq!(process.sign_out(&world.account).await.unwrap(), Farewell::Told);
    assert_eq!(world.server.requests(), ["sign-out access-1 refresh-1"]);
    assert!(world.stored().await.is_none());
    assert!(matches!(process.access_token(&world.account).await, Err(AuthError::SignInNeeded)));
}

#[tokio::test]
async fn an_access_token_that_ended_is_renewed_for_the_farewell() {
    let world = World::expired().await;
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    world.server.will(Reply::Status(204));
    let left = world.process().sign_out(&world.account).await.unwrap();
    assert_eq!(left, Farewell::Told);
    assert_eq!(world.server.requests(), ["refresh refresh-1", "sign-out access-2 refresh-2"]);
    assert!(world.stored().await.is_none());
}

#[tokio::test]
async fn a_sign_out_waits_for_no_pause_and_exchanges_once_to_tell_the_server() {
    for failure in [Reply::Lost, Reply::Status(500), Reply::Wait(429, 3_600), Reply::Wait(503, 3_600)] {
        for same_process in [true, false] {
            let world = World::expired().await;
            let process = world.process();
            world.server.will(failure.clone());
            process.access_token(&world.account).await.unwrap_err();
            world.server.will(Reply::Grant("access-2", "refresh-2", 900));
            world.server.will(Reply::Status(204));
            let process = if same_process { process } else { world.process() };
            assert_eq!(process.sign_out(&world.account).await.unwrap(), Farewell::Told);
            assert_eq!(world.server.requests()[1..], ["refresh refresh-1", "sign-out access-2 refresh-2"]);
            assert!(world.stored().await.is_none());
        }
    }
}

#[tokio::test]
async fn a_sign_out_in_a_pause_asks_a_server_that_still_fails_once_and_says_that_it_was_not_told() {
    for failure in [Reply::NotSent, Reply::Lost, Reply::Status(500), Reply::Wait(503, 3_600)] {
        let world = World::expired().await;
        let process = world.process();
        world.server.will(Reply::Lost);
        process.access_token(&world.account).await.unwrap_err();
        world.server.will(failure);
        assert_eq!(process.sign_out(&world.account).await.unwrap(), Farewell::Unheard);
        assert_eq!(world.server.requests(), ["refresh refresh-1", "refresh refresh-1"]);
        assert!(world.stored().await.is_none());
    }
}

#[tokio::test]
async fn a_sign_out_in_a_pause_uses_the_access_token_that_is_good_yet() {
    let mut world = World::signed_in().await;
    world.grace = Some(Duration::from_secs(60));
    let process = world.process();
    let refused = homing_domain::ports::AccessToken::new("access-1".into());
    for _ in 0..2 {
        world.server.will(Reply::Lost);
        process.renew(&world.account, &refused).await.unwrap_err();
    }
    world.server.will(Reply::Status(204));
    assert_eq!(process.sign_out(&world.account).await.unwrap(), Farewell::Told);
    assert_eq!(world.server.requests()[2..], ["sign-out access-1 refresh-1"]);
}

#[tokio::test]
async fn a_sign_out_after_a_refusal_asks_nobody_again() {
    let world = World::expired().await;
    world.server.will(Reply::Status(401));
    world.process().access_token(&world.account).await.unwrap_err();
    assert_eq!(world.process().sign_out(&world.account).await.unwrap(), Farewell::NothingToEnd);
    assert_eq!(world.server.requests(), ["refresh refresh-1"]);
    assert!(world.stored().await.is_none());
}

#[tokio::test]
async fn a_server_that_cannot_be_told_is_no_error() {
    for reply in [Reply::NotSent, Reply::Lost, Reply::Status(500), Reply::Status(401)] {
        let world = World::signed_in().await;
        world.server.will(reply);
        let left = world.process().sign_out(&world.account).await.unwrap();
        assert_eq!(left, Farewell::Unheard);
        assert!(world.stored().await.is_none());
    }
}

#[tokio::test]
async fn signing_out_twice_succeeds_and_asks_nobody() {
    let world = World::new();
    let left = world.process().sign_out(&world.account).await.unwrap();
    assert_eq!(left, Farewell::NothingToEnd);
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn tokens_that_cannot_be_deleted_are_an_error() {
    let world = World::signed_in().await;
    world.store.set(Some(Fault::Undeletable));
    world.server.will(Reply::Status(204));
    let failed = world.process().sign_out(&world.account).await;
    assert!(matches!(failed, Err(AuthError::Credentials(CredentialError::Locked(_)))));
}

#[tokio::test]
async fn tokens_that_cannot_be_read_are_deleted_and_nobody_is_blamed_for_it() {
    let world = World::signed_in().await;
    world.store.set(Some(Fault::Unreadable));
    let left = world.process().sign_out(&world.account).await.unwrap();
    assert_eq!(left, Farewell::TokensUnread);
    assert!(world.server.requests().is_empty());
    world.store.set(None);
    assert!(world.stored().await.is_none());
}

#[tokio::test]
async fn tokens_that_are_forgotten_are_gone_and_nobody_was_asked() {
    let world = World::signed_in().await;
    let process = world.process();
    process.access_token(&world.account).await.unwrap();
    process.forget(&world.account).await.unwrap();
    assert!(world.stored().await.is_none());
    assert!(matches!(process.access_token(&world.account).await, Err(AuthError::SignInNeeded)));
    assert!(world.server.requests().is_empty());
}
