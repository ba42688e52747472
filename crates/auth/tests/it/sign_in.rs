//! Signing in, and keeping what it brought.

use std::time::Duration;

use homing_auth::SignInError;
use homing_domain::ports::{Auth, AuthError, CredentialError};
use secrecy::SecretString;

use crate::server::Reply;
use crate::unreliable_store::{Fault, Step};
use crate::world::{LIFE, World, text};

fn password() -> SecretString {
    "hunter2".into()
}

#[tokio::test]
async fn a_sign_in_is_kept_and_its_token_goes_out_without_an_exchange() {
    let world = World::new();
    let process = world.process();
    world.server.will(Reply::Grant("access-1", "refresh-1", 900));
    let signed_in = process.sign_in(&world.account.server, "anna", &password()).await.unwrap();
    assert_eq!((signed_in.user.as_str(), signed_in.name.as_str()), ("17", "anna"));
    assert!(world.stored().await.is_none());

    process.keep(&world.account, signed_in).await.unwrap();
    assert_eq!(world.stored().await.unwrap(), world.credentials("access-1", "refresh-1", LIFE));
    assert_eq!(text(process.access_token(&world.account).await), "access-1");
    assert_eq!(text(world.process().access_token(&world.account).await), "access-1");
    assert_eq!(world.server.requests(), ["sign-in anna hunter2"]);
}

#[tokio::test]
async fn a_sign_in_whose_answer_names_nobody_is_none() {
    let mut world = World::new();
    world.names_nobody = true;
    world.server.will(Reply::Grant("access-1", "refresh-1", 900));
    let signed_in = world.process().sign_in(&world.account.server, "anna", &password()).await;
    assert!(matches!(signed_in, Err(SignInError::Unavailable { status: 200 })));
}

#[tokio::test]
async fn who_asks_for_a_token_while_a_sign_in_is_being_kept_waits_for_it_in_every_process() {
    let world = World::new();
    let (process, other) = (world.process(), world.process());
    world.server.will(Reply::Grant("access-1", "refresh-1", 900));
    let signed_in = process.sign_in(&world.account.server, "anna", &password()).await.unwrap();
    let held_back = process.hold_back(&world.account).await.unwrap();
    let mut here = process.access_token(&world.account);
    let mut elsewhere = other.access_token(&world.account);
    assert!(futures_util::poll!(&mut here).is_pending());
    assert!(futures_util::poll!(&mut elsewhere).is_pending());
    held_back.keep(signed_in).await.unwrap();
    assert_eq!(text(here.await), "access-1");
    assert_eq!(text(elsewhere.await), "access-1");
}

#[tokio::test]
async fn a_sign_in_that_is_not_kept_after_all_lets_those_who_waited_go() {
    let world = World::new();
    let held_back = world.process().hold_back(&world.account).await.unwrap();
    drop(held_back);
    let refused = world.process().access_token(&world.account).await;
    assert!(matches!(refused, Err(AuthError::SignInNeeded)));
}

#[tokio::test]
async fn a_store_that_does_not_work_keeps_the_password_from_leaving() {
    let world = World::new();
    world.store.set(Some(Fault::Missing));
    let failed = world.process().sign_in(&world.account.server, "anna", &password()).await;
    assert!(matches!(failed, Err(SignInError::Credentials(CredentialError::Missing(_)))));
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn each_way_to_fail_has_a_type_of_its_own() {
    async fn failure(reply: Reply) -> SignInError {
        let world = World::new();
        world.server.will(reply);
        let failed = world.process().sign_in(&world.account.server, "anna", &password()).await;
        assert!(world.stored().await.is_none());
        failed.unwrap_err()
    }
    assert!(matches!(failure(Reply::Status(401)).await, SignInError::WrongCredentials));
    let asked = Some(Duration::from_secs(7));
    assert!(
        matches!(failure(Reply::Status(429)).await, SignInError::Throttled { retry_after } if retry_after == asked)
    );
    assert!(matches!(failure(Reply::Status(200)).await, SignInError::Unavailable { status: 200 }));
    assert!(matches!(failure(Reply::Status(503)).await, SignInError::Unavailable { status: 503 }));
    assert!(matches!(failure(Reply::NotSent).await, SignInError::Unreachable(_)));
    assert!(matches!(failure(Reply::Lost).await, SignInError::Unreachable(_)));
}

#[tokio::test]
async fn tokens_that_the_store_did_not_keep_end_the_sign_in_on_the_server() {
    let world = World::new();
    let process = world.process();
    world.server.will(Reply::Grant("access-1", "refresh-1", 900));
    let signed_in = process.sign_in(&world.account.server, "anna", &password()).await.unwrap();
    world.store.set(Some(Fault::Forgetful));
    world.server.will(Reply::Status(204));
    let kept = process.keep(&world.account, signed_in).await;
    assert!(matches!(kept, Err(SignInError::Credentials(CredentialError::Unfaithful))));
    assert_eq!(world.server.requests()[1..], ["sign-out access-1 refresh-1"]);
}

/// The pair `access-1` and `refresh-1` is stored, and the pair `access-9` and `refresh-9` is to take its place.
/// Gives the refresh token that is stored in the end, whether the server ended the new sign-in, and how it went.
async fn signs_in_again(steps: [Step; 5]) -> (String, bool, Result<(), SignInError>) {
    let world = World::signed_in().await;
    let process = world.process();
    world.server.will(Reply::Grant("access-9", "refresh-9", 900));
    let signed_in = process.sign_in(&world.account.server, "anna", &password()).await.unwrap();
    world.store.will(steps);
    world.server.will(Reply::Status(204));
    let kept = process.keep(&world.account, signed_in).await;
    world.store.settle().await;
    let ended = world.server.requests()[1..] == ["sign-out access-9 refresh-9"];
    (world.stored_refresh().await.0, ended, kept)
}

#[tokio::test]
async fn a_sign_in_that_fails_at_any_step_leaves_tokens_that_are_good() {
    // Read; write and read back; the older ones: write and read back.
    for nth in 0..Step::ALL.len().pow(5) {
        let digits = [1, 5, 25, 125, 625].map(|place| nth / place % 5);
        let steps = digits.map(|digit| Step::ALL[digit]);
        let (stored, ended, kept) = signs_in_again(steps).await;
        match stored.as_str() {
            "refresh-9" => assert!(!ended, "{steps:?}: the server was told to end what is stored"),
            stored => assert!(stored == "refresh-1" && kept.is_err(), "{steps:?}: {stored} after {kept:?}"),
        }
    }
}

#[tokio::test]
async fn a_sign_in_that_the_store_turns_down_leaves_the_one_before_and_is_ended_on_the_server() {
    use Step::{Fails, Forgets, Works};
    for steps in [
        [Fails, Works, Works, Works, Works],
        [Works, Fails, Works, Works, Works],
        [Works, Forgets, Works, Works, Works],
        [Works, Works, Fails, Works, Works],
    ] {
        let (stored, ended, kept) = signs_in_again(steps).await;
        assert!(matches!(kept, Err(SignInError::Credentials(_))), "{steps:?}: {kept:?}");
        assert_eq!((stored.as_str(), ended), ("refresh-1", true), "{steps:?}");
    }
}

#[tokio::test]
async fn a_first_sign_in_that_is_not_kept_leaves_no_tokens_behind() {
    let world = World::new();
    let process = world.process();
    world.server.will(Reply::Grant("access-1", "refresh-1", 900));
    let signed_in = process.sign_in(&world.account.server, "anna", &password()).await.unwrap();
    world.store.will([Step::Works, Step::TimesOutDone]);
    world.server.will(Reply::Status(204));
    process.keep(&world.account, signed_in).await.unwrap_err();
    assert_eq!(world.server.requests()[1..], ["sign-out access-1 refresh-1"]);
    assert!(world.stored().await.is_none());
}

#[tokio::test]
async fn a_sign_in_that_is_given_up_is_ended_on_the_server_and_leaves_nothing_here() {
    let world = World::new();
    let process = world.process();
    world.server.will(Reply::Grant("access-1", "refresh-1", 900));
    let signed_in = process.sign_in(&world.account.server, "anna", &password()).await.unwrap();
    world.server.will(Reply::Status(204));
    process.decline(&world.account.server, signed_in).await;
    assert_eq!(world.server.requests()[1..], ["sign-out access-1 refresh-1"]);
    assert!(world.stored().await.is_none());
}

#[tokio::test]
async fn a_new_sign_in_ends_the_pause_after_a_refusal() {
    let world = World::expired().await;
    let process = world.process();
    world.server.will(Reply::Status(401));
    process.access_token(&world.account).await.unwrap_err();
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    let signed_in = process.sign_in(&world.account.server, "anna", &password()).await.unwrap();
    process.keep(&world.account, signed_in).await.unwrap();
    assert_eq!(text(process.access_token(&world.account).await), "access-2");
}

#[tokio::test]
async fn the_debug_form_of_a_sign_in_shows_no_token() {
    let world = World::new();
    world.server.will(Reply::Grant("access-1", "refresh-1", 900));
    let signed_in = world.process().sign_in(&world.account.server, "anna", &password()).await.unwrap();
    let shown = format!("{signed_in:?}");
    assert!(shown.contains("anna") && !shown.contains("access-1") && !shown.contains("refresh-1"), "{shown}");
}
