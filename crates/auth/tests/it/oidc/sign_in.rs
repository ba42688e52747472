//! Signing in in the browser.

use std::time::Duration;

use homing_auth::{BrowserSignIn, OidcError, SignInError};
use homing_domain::ports::{Auth, CredentialError};
use secrecy::ExposeSecret;
use tokio::net::TcpStream;

use super::browser::{connect, go, open, raw};
use super::provider::{CODE, ISSUER, Provider, RESOURCE};
use crate::unreliable_store::Fault;
use crate::world::{World, text};

/// Long enough for every test; none waits for it.
pub(super) const PATIENCE: Duration = Duration::from_secs(600);

pub(super) fn answer(state: &str) -> String {
    format!("code={CODE}&state={state}&iss=https%3A%2F%2Fid.example.org")
}

#[tokio::test]
async fn a_person_who_comes_back_with_a_code_is_signed_in_and_the_tokens_go_out() {
    let world = World::new();
    let provider = Provider::of(&world);
    let process = provider.process(&world);
    let waiting = process.begin_in_browser(&world.account.server, &Provider::announced()).await.unwrap();
    let address = waiting.address().clone();
    let person = async {
        let (state, redirect, cookie) = provider.opened(&address).await;
        go(&redirect, &answer(&state), &cookie).await
    };
    let (signed_in, page) = tokio::join!(waiting.finish(PATIENCE), person);
    let signed_in = signed_in.unwrap();
    assert_eq!((signed_in.user.as_str(), signed_in.name.as_str()), ("17", "anna"));
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.contains("You can close this page."), "{page}");

    process.keep(&world.account, signed_in).await.unwrap();
    assert_eq!(text(process.access_token(&world.account).await), "access-1");
    let stored = world.stored().await.unwrap();
    assert_eq!(stored.refresh.expose_secret(), "refresh-1");
    assert_eq!(stored.granted_by, Provider::granted_by());
    assert_eq!(provider.requests().len(), 2, "one exchange, and one question who that is");
    let exchange = &provider.requests()[0];
    assert!(
        exchange.contains("&client_id=homing&")
            && exchange.ends_with("&resource=https%3A%2F%2Fhoming.example.org")
    );
}

#[tokio::test]
async fn the_address_asks_for_a_code_with_a_challenge_and_for_what_the_server_announced() {
    let world = World::new();
    let provider = Provider::of(&world);
    let process = provider.process(&world);
    let announced = Provider::announced();
    let begin = || process.begin_in_browser(&world.account.server, &announced);
    let asked = async |waiting: BrowserSignIn| {
        let address = waiting.address().clone();
        tokio::select! {
            _ = waiting.finish(PATIENCE) => panic!("nobody came back"),
            opened = open(&address) => opened.asked,
        }
    };
    let (first, second) = (asked(begin().await.unwrap()).await, asked(begin().await.unwrap()).await);
    assert!(first.as_str().starts_with(&format!("{ISSUER}/authorize?tenant=1&")));
    let value = |name: &str| {
        let mut pairs = first.query_pairs().filter(|(key, _)| key == name);
        let (_, value) = pairs.next().unwrap();
        assert!(pairs.next().is_none());
        value.into_owned()
    };
    assert_eq!(value("response_type"), "code");
    assert_eq!(value("code_challenge_method"), "S256");
    assert_eq!(value("scope"), "openid offline_access");
    assert_eq!(value("prompt"), "consent");
    assert_eq!(value("resource"), RESOURCE);
    assert!(value("redirect_uri").starts_with("http://127.0.0.1:"));
    for name in ["state", "nonce", "code_challenge"] {
        assert!(value(name).len() >= 43);
        assert!(!second.as_str().contains(&value(name)), "{name} is drawn anew");
    }
}

#[tokio::test]
async fn the_listener_survives_whatever_else_knocks() {
    let world = World::new();
    let provider = Provider::of(&world);
    let process = provider.process(&world);
    let waiting = process.begin_in_browser(&world.account.server, &Provider::announced()).await.unwrap();
    let address = waiting.address().clone();
    let person = async {
        let (state, redirect, cookie) = provider.opened(&address).await;
        let known = format!("Cookie: {cookie}\r\n\r\n");
        let host = format!("Host: 127.0.0.1:{}\r\n{known}", redirect.port().unwrap());
        // Connections that never say anything, or never end.
        let mut open: Vec<TcpStream> = Vec::new();
        for _ in 0..20 {
            open.push(connect(&redirect).await);
        }
        drop(connect(&redirect).await);
        for (request, status) in [
            (format!("GET /favicon.ico HTTP/1.1\r\n{host}"), "404"),
            (format!("POST /callback?{} HTTP/1.1\r\n{host}", answer(&state)), "405"),
            (
                format!("GET /callback?{} HTTP/1.1\r\nHost: evil.example.org\r\n{known}", answer(&state)),
                "400",
            ),
            (format!("GET /callback?{} HTTP/1.1\r\n{host}", answer("other")), "400"),
            (format!("GET /callback?error=access_denied HTTP/1.1\r\n{host}"), "400"),
            ("\x16\x03\x01\r\n\r\n".to_owned(), "400"),
        ] {
            let answered = raw(&redirect, request.as_bytes()).await;
            assert!(answered.starts_with(&format!("HTTP/1.1 {status} ")), "{request}: {answered}");
        }
        let page = go(&redirect, &answer(&state), &cookie).await;
        drop(open);
        (page, state, redirect)
    };
    let (signed_in, (page, state, redirect)) = tokio::join!(waiting.finish(PATIENCE), person);
    drop(signed_in.unwrap());
    for header in ["Cache-Control: no-store\r\n", "Referrer-Policy: no-referrer\r\n", "default-src 'none'"] {
        assert!(page.contains(header), "{page}");
    }
    assert!(!page.contains("<script") && !page.contains(&state) && !page.contains(CODE), "{page}");
    assert!(TcpStream::connect(("127.0.0.1", redirect.port().unwrap())).await.is_err(), "it answers once");
}

#[tokio::test]
async fn a_persons_no_is_told_apart_and_nothing_is_asked_for() {
    let world = World::new();
    let provider = Provider::of(&world);
    let process = provider.process(&world);
    let waiting = process.begin_in_browser(&world.account.server, &Provider::announced()).await.unwrap();
    let address = waiting.address().clone();
    let person = async {
        let (state, redirect, cookie) = provider.opened(&address).await;
        let no = format!(
            "error=access_denied&error_description=no&state={state}&iss=https%3A%2F%2Fid.example.org"
        );
        go(&redirect, &no, &cookie).await
    };
    let (signed_in, page) = tokio::join!(waiting.finish(PATIENCE), person);
    assert!(matches!(signed_in, Err(SignInError::Oidc(OidcError::Declined))));
    assert!(page.contains("Nobody was signed in."), "{page}");
    assert!(provider.requests().is_empty());
}

#[tokio::test]
async fn nobody_waits_for_ever() {
    let world = World::new();
    let provider = Provider::of(&world);
    let process = provider.process(&world);
    let waiting = process.begin_in_browser(&world.account.server, &Provider::announced()).await.unwrap();
    let ended = waiting.finish(Duration::ZERO).await;
    assert!(matches!(ended, Err(SignInError::Oidc(OidcError::TimedOut))));
}

#[tokio::test]
async fn a_sign_in_that_is_given_up_leaves_no_listener() {
    let world = World::new();
    let provider = Provider::of(&world);
    let process = provider.process(&world);
    let waiting = process.begin_in_browser(&world.account.server, &Provider::announced()).await.unwrap();
    let address = waiting.address().clone();
    let port = address.port().unwrap();
    drop(connect(&address).await);
    drop(waiting);
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}

#[tokio::test]
async fn where_tokens_cannot_be_kept_nobody_is_asked() {
    let world = World::new();
    world.store.set(Some(Fault::Missing));
    let provider = Provider::of(&world);
    let process = provider.process(&world);
    let begun = process.begin_in_browser(&world.account.server, &Provider::announced()).await;
    let Err(SignInError::Credentials(CredentialError::Missing(_))) = begun else { panic!("it began") };
}
