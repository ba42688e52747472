//! The address that begins a sign-in in the browser, and the one browser that it is good for.

use std::sync::Arc;

use homing_auth::{OidcError, SignInError, SignedIn};
use url::Url;

use super::browser::{get, go, open, raw};
use super::provider::Provider;
use super::sign_in::{PATIENCE, answer};
use crate::world::World;

/// A sign-in under way, in which browsers do `act` with its address.
async fn with_browsers<T>(
    provider: &Arc<Provider>,
    world: &World,
    act: impl AsyncFnOnce(Url) -> T,
) -> (Result<SignedIn, SignInError>, T) {
    let process = provider.process(world);
    let waiting = process.begin_in_browser(&world.account.server, &Provider::announced()).await.unwrap();
    let address = waiting.address().clone();
    tokio::join!(waiting.finish(PATIENCE), act(address))
}

#[tokio::test]
async fn the_address_to_open_tells_nothing_of_the_sign_in_and_sends_one_browser_on() {
    let world = World::new();
    let provider = Provider::of(&world);
    let (signed_in, ()) = with_browsers(&provider, &world, async |address| {
        let once = address.path().strip_prefix("/begin/").unwrap();
        assert!(once.len() == 64 && once.bytes().all(|byte| byte.is_ascii_hexdigit()), "{once}");
        assert!(address.host_str() == Some("127.0.0.1") && address.query().is_none(), "{address}");
        let first = open(&address).await;
        let (name, value) = first.cookie.split_once('=').unwrap();
        assert_eq!(name, format!("homing_sign_in_{}", address.port().unwrap()));
        assert!(value.len() == 64 && value != once, "{value}");
        for header in [
            "; HttpOnly; SameSite=Lax; Path=/; Max-Age=600\r\n",
            "Cache-Control: no-store\r\n",
            "Referrer-Policy: no-referrer\r\n",
        ] {
            assert!(first.answer.contains(header), "{}", first.answer);
        }
        // The person reloads.
        let again = get(&address, &format!("Cookie: theme=dark; {}\r\n", first.cookie)).await;
        assert_eq!(again, first.answer);
        let (state, redirect) = provider.sent_to(&first.asked);
        go(&redirect, &answer(&state), &first.cookie).await;
    })
    .await;
    drop(signed_in.unwrap());
}

#[tokio::test]
async fn an_answer_from_a_browser_that_did_not_open_the_address_is_turned_away_and_the_right_one_still_counts()
 {
    let world = World::new();
    let provider = Provider::of(&world);
    let (signed_in, ()) = with_browsers(&provider, &world, async |address| {
        let (state, redirect, cookie) = provider.opened(&address).await;
        let (name, value) = cookie.split_once('=').unwrap();
        let once = address.path().strip_prefix("/begin/").unwrap();
        for stranger in [
            "theme=dark".to_owned(),
            format!("{name}="),
            format!("{name}={once}"),
            format!("{name}={}", &value[1..]),
            format!("other={value}"),
        ] {
            let page = go(&redirect, &answer(&state), &stranger).await;
            assert!(page.starts_with("HTTP/1.1 400 ") && page.contains("goes on waiting"), "{page}");
        }
        assert!(provider.requests().is_empty());
        // A program on another port has set a cookie of the same name.
        let page = go(&redirect, &answer(&state), &format!("{name}=planted; {cookie}")).await;
        assert!(page.starts_with("HTTP/1.1 200 "), "{page}");
    })
    .await;
    drop(signed_in.unwrap());
}

#[tokio::test]
async fn a_second_browser_at_the_address_ends_the_sign_in_and_is_told_so() {
    let world = World::new();
    let provider = Provider::of(&world);
    let (signed_in, page) = with_browsers(&provider, &world, async |address| {
        open(&address).await;
        let page = get(&address, "Cookie: homing_sign_in_1=guessed\r\n").await;
        assert!(page.starts_with("HTTP/1.1 409 "), "{page}");
        page
    })
    .await;
    assert!(matches!(signed_in, Err(SignInError::Oidc(OidcError::OpenedTwice))), "{signed_in:?}");
    assert!(page.contains("was opened already"), "{page}");
    assert!(!page.contains("Location:") && !page.contains("Set-Cookie:"), "{page}");
    assert!(provider.requests().is_empty() && world.stored().await.is_none());
}

#[tokio::test]
async fn a_browser_that_looks_ahead_or_wants_an_icon_opens_nothing() {
    let world = World::new();
    let provider = Provider::of(&world);
    let (signed_in, ()) = with_browsers(&provider, &world, async |address| {
        let look = async |person: &str| {
            for purpose in ["Sec-Purpose: prefetch;prerender", "Purpose: prefetch", "X-Moz: prefetch"] {
                let page = get(&address, &format!("{purpose}\r\n{person}")).await;
                assert!(page.starts_with("HTTP/1.1 503 ") && !page.contains("Location:"), "{page}");
            }
            let head = format!(
                "HEAD {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
                address.path(),
                address.port().unwrap()
            );
            let page = raw(&address, head.as_bytes()).await;
            assert!(page.starts_with("HTTP/1.1 405 ") && !page.contains("Location:"), "{page}");
            for path in ["/favicon.ico", "/begin/", "/begin/0123", "/begin"] {
                let page = get(&address.join(path).unwrap(), person).await;
                assert!(page.starts_with("HTTP/1.1 404 "), "{page}");
            }
        };
        look("").await;
        let (state, redirect, cookie) = provider.opened(&address).await;
        look(&format!("Cookie: {cookie}\r\n")).await;
        look("").await;
        go(&redirect, &answer(&state), &cookie).await;
    })
    .await;
    drop(signed_in.unwrap());
}
