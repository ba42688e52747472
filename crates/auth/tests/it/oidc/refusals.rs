//! A provider that lies, and a server that does not take what it grants.

use std::time::Duration;

use homing_auth::{OidcError, SignInError, SignedIn};
use homing_domain::ports::OidcProvider;
use serde_json::{Value, json};

use super::browser::go;
use super::provider::{CODE, Lies, Provider, json_reply};
use crate::world::World;

const PATIENCE: Duration = Duration::from_secs(600);

/// A sign-in in which the browser brings `iss` as told.
async fn sign_in(
    provider: &std::sync::Arc<Provider>,
    world: &World,
    iss: &str,
) -> Result<SignedIn, SignInError> {
    let process = provider.process(world);
    let waiting = process.begin_in_browser(&world.account.server, &Provider::announced()).await?;
    let address = waiting.address().clone();
    let person = async {
        let (state, redirect, cookie) = provider.opened(&address).await;
        go(&redirect, &format!("code={CODE}&state={state}{iss}"), &cookie).await
    };
    tokio::join!(waiting.finish(PATIENCE), person).0
}

async fn with(lies: Lies) -> (std::sync::Arc<Provider>, SignInError) {
    let world = World::new();
    let provider = Provider::of(&world);
    *provider.lies.lock().unwrap() = lies;
    let error = sign_in(&provider, &world, "&iss=https%3A%2F%2Fid.example.org").await.unwrap_err();
    assert!(world.stored().await.is_none());
    let shown = format!("{error:?} {error}");
    assert!(!shown.contains("access-1") && !shown.contains("refresh-1") && !shown.contains(CODE), "{shown}");
    (provider, error)
}

fn metadata(name: &'static str, value: Value) -> Lies {
    Lies { metadata: [(name, value)].into(), ..Lies::default() }
}

fn tokens(name: &'static str, value: Value) -> Lies {
    Lies { tokens: [(name, value)].into(), ..Lies::default() }
}

#[tokio::test]
async fn a_provider_that_cannot_be_relied_on_is_not_opened_in_any_browser() {
    for lies in [
        metadata("issuer", json!("https://evil.example.org")),
        metadata("issuer", json!("https://id.example.org/")),
        metadata("code_challenge_methods_supported", json!(["plain"])),
        metadata("authorization_endpoint", json!("http://id.example.org/authorize")),
        metadata("authorization_endpoint", json!("file:///etc/passwd")),
        metadata("token_endpoint", json!("http://id.example.org/token")),
        metadata("token_endpoint", Value::Null),
        metadata("revocation_endpoint", json!("http://id.example.org/revoke")),
        metadata("jwks_uri", json!("http://id.example.org/jwks")),
    ] {
        let told = format!("{:?}", lies.metadata);
        let (_, error) = with(lies).await;
        assert!(matches!(error, SignInError::Oidc(OidcError::Unfit(_))), "{told}: {error:?}");
    }
}

#[tokio::test]
async fn a_provider_that_has_people_sign_in_at_another_one_must_name_itself_when_they_come_back() {
    let elsewhere = ("authorization_endpoint", json!("https://honest.example.org/authorize"));
    let unnamed = ("authorization_response_iss_parameter_supported", json!(false));
    let (provider, error) =
        with(Lies { metadata: [elsewhere.clone(), unnamed].into(), ..Lies::default() }).await;
    assert!(matches!(error, SignInError::Oidc(OidcError::Unfit(_))), "{error:?}");
    assert!(provider.requests().is_empty());

    let world = World::new();
    let provider = Provider::of(&world);
    provider.lies.lock().unwrap().metadata = [elsewhere].into();
    let signed_in = sign_in(&provider, &world, "&iss=https%3A%2F%2Fid.example.org").await;
    assert_eq!(signed_in.unwrap().name, "anna");
}

#[tokio::test]
async fn tokens_that_would_be_good_at_another_address_are_not_asked_for_without_a_yes() {
    let world = World::new();
    let provider = Provider::of(&world);
    let (process, server) = (provider.process(&world), &world.account.server);
    let announced =
        OidcProvider { resource: Some("https://other.example.org".to_owned()), ..Provider::announced() };
    let Err(error) = process.begin_in_browser(server, &announced).await else { panic!("it began") };
    let SignInError::Oidc(OidcError::ForAnother { resource }) = error else { panic!("{error:?}") };
    assert_eq!(resource, "https://other.example.org");
    drop(process.begin_in_browser_confirmed(server, &announced).await.unwrap());
}

#[tokio::test]
async fn a_server_elsewhere_names_no_provider_on_this_machine() {
    let world = World::new();
    let provider = Provider::of(&world);
    for issuer in ["http://127.0.0.1:8080", "https://localhost", "http://[::1]:1"] {
        let announced = OidcProvider { issuer: issuer.to_owned(), ..Provider::announced() };
        let Err(error) = provider.process(&world).begin_in_browser(&world.account.server, &announced).await
        else {
            panic!("{issuer} was asked");
        };
        assert!(matches!(error, SignInError::Oidc(OidcError::Unfit(_))), "{error:?}");
    }
}

#[tokio::test]
async fn an_id_token_that_is_not_of_this_sign_in_is_refused_and_its_tokens_are_revoked() {
    for lies in [
        Lies { nonce: Some("another"), ..Lies::default() },
        Lies { audience: vec!["another"], ..Lies::default() },
        Lies { audience: vec!["homing", "another"], ..Lies::default() },
        Lies { issuer: Some("https://evil.example.org"), ..Lies::default() },
        Lies { expired: true, ..Lies::default() },
        Lies { foreign_key: true, ..Lies::default() },
        tokens("id_token", json!("a.b.c")),
        tokens("id_token", Value::Null),
    ] {
        let (provider, error) = with(lies).await;
        assert!(matches!(error, SignInError::Oidc(OidcError::IdToken(_))), "{error:?}");
        let last = provider.requests().pop().unwrap();
        assert_eq!(last, "/revoke token=refresh-1&token_type_hint=refresh_token&client_id=homing");
    }
}

#[tokio::test]
async fn an_answer_in_the_name_of_another_issuer_ends_the_sign_in_before_any_exchange() {
    for iss in ["&iss=https%3A%2F%2Fevil.example.org", ""] {
        let world = World::new();
        let provider = Provider::of(&world);
        let error = sign_in(&provider, &world, iss).await.unwrap_err();
        assert!(matches!(error, SignInError::Oidc(OidcError::OtherIssuer)), "{error:?}");
        assert!(provider.requests().is_empty());
    }
}

#[tokio::test]
async fn a_provider_that_does_not_name_itself_need_not() {
    let world = World::new();
    let provider = Provider::of(&world);
    let silent = metadata("authorization_response_iss_parameter_supported", Value::Null);
    *provider.lies.lock().unwrap() = silent;
    drop(sign_in(&provider, &world, "").await.unwrap());
}

#[tokio::test]
async fn a_server_that_does_not_take_the_tokens_is_said_so_and_they_are_revoked() {
    let (provider, error) = with(Lies { who: Some(401), ..Lies::default() }).await;
    assert!(matches!(error, SignInError::Oidc(OidcError::NotTaken)), "{error:?}");
    let last = provider.requests().pop().unwrap();
    assert_eq!(last, "/revoke token=refresh-1&token_type_hint=refresh_token&client_id=homing");
    let (provider, error) = with(Lies { who: Some(503), ..Lies::default() }).await;
    assert!(matches!(error, SignInError::Unavailable { status: 503 }), "{error:?}");
    assert!(provider.requests().pop().unwrap().starts_with("/revoke "));
}

#[tokio::test]
async fn tokens_that_nobody_could_stay_signed_in_with_are_refused() {
    let (_, error) = with(tokens("refresh_token", Value::Null)).await;
    assert!(matches!(error, SignInError::Oidc(OidcError::NoRefreshToken)), "{error:?}");
    for lies in [
        tokens("token_type", json!("DPoP")),
        tokens("access_token", json!("two words")),
        tokens("access_token", Value::Null),
    ] {
        let (_, error) = with(lies).await;
        assert!(matches!(error, SignInError::Oidc(OidcError::Unavailable { status: 200 })), "{error:?}");
    }
}

#[tokio::test]
async fn a_code_that_the_provider_does_not_take_is_its_refusal_and_a_page_is_none() {
    for (reply, expected) in [
        (json_reply(400, &json!({"error": "invalid_grant"})), "the sign-in provider refused: invalid_grant"),
        (json_reply(400, &json!({"error": "a\u{1b}[2J\nb"})), "the sign-in provider refused: a2Jb"),
        (
            (502, "text/html", "<h1>Bad gateway</h1>".to_owned()),
            "the sign-in provider answered with status 502",
        ),
        ((200, "text/html", "<h1>Welcome</h1>".to_owned()), "the sign-in provider answered with status 200"),
    ] {
        let world = World::new();
        let provider = Provider::of(&world);
        provider.replies.lock().unwrap().push_back(Some(reply));
        let error = sign_in(&provider, &world, "&iss=https%3A%2F%2Fid.example.org").await.unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}
