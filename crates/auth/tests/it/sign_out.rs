//! Signing out.

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
