//! Tokens that an earlier program had: kept without asking anybody, and renewed when they are used.

use homing_auth::{Brought, SignInError};
use homing_domain::ports::{Auth, CredentialError};
use secrecy::SecretString;

use crate::server::Reply;
use crate::unreliable_store::Fault;
use crate::world::{World, text};

/// `{"exp":4102444800}`: the year 2100.
const LASTING: &str = "e30.eyJleHAiOjQxMDI0NDQ4MDB9.c2ln";

fn brought(access: Option<&str>) -> Brought {
    let access = access.map(SecretString::from);
    Brought { user: "17".to_owned(), access, refresh: "refresh-1".into() }
}

#[tokio::test]
async fn a_token_that_lasts_is_used_as_it_is_and_nobody_is_asked() {
    let world = World::new();
    let process = world.process();
    let signed_in = process.bring(brought(Some(LASTING))).await.unwrap();
    assert_eq!((signed_in.user.as_str(), signed_in.name.as_str()), ("17", "17"));
    assert!(!process.holds(&world.account).await.unwrap());
    process.keep(&world.account, signed_in).await.unwrap();
    assert!(process.holds(&world.account).await.unwrap());
    assert_eq!(text(process.access_token(&world.account).await), LASTING);
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn a_token_that_does_not_say_when_it_ends_is_renewed_at_first_use_in_whatever_process() {
    for access in [None, Some("opaque"), Some("e30.eyJleHAiOjF9.c2ln")] {
        let world = World::new();
        let process = world.process();
        let signed_in = process.bring(brought(access)).await.unwrap();
        process.keep(&world.account, signed_in).await.unwrap();
        world.server.will(Reply::Grant("access-2", "refresh-2", 900));
        assert_eq!(text(process.access_token(&world.account).await), "access-2", "{access:?}");
        assert_eq!(world.server.requests(), ["refresh refresh-1"]);
    }
}

#[tokio::test]
async fn a_store_that_does_not_work_is_found_before_anything_is_kept() {
    let world = World::new();
    world.store.set(Some(Fault::Missing));
    let failed = world.process().bring(brought(None)).await;
    assert!(matches!(failed, Err(SignInError::Credentials(CredentialError::Missing(_)))));
}

#[tokio::test]
async fn a_sign_in_that_was_brought_and_could_not_be_kept_is_not_ended_at_the_server() {
    let world = World::new();
    let process = world.process();
    let signed_in = process.bring(brought(Some(LASTING))).await.unwrap();
    world.store.set(Some(Fault::Missing));
    assert!(process.keep(&world.account, signed_in).await.is_err());
    let signed_in = {
        world.store.set(None);
        process.bring(brought(Some(LASTING))).await.unwrap()
    };
    process.decline(&world.account.server, signed_in).await;
    assert!(world.server.requests().is_empty());
}
