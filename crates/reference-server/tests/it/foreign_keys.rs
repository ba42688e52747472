//! The keys of an OpenID provider: when it is asked for them, and what holds while it does not answer.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header;
use serde_json::json;

use crate::foreign_tokens::{ask, assert_refused, both};
use crate::provider::{Gate, Key, NOW, Provider, settings_for};
use crate::server::Server;

/// Fails unless the server says that it can't tell, and for how long.
async fn assert_not_known(server: &Server, token: &str, seconds: u64) {
    let answer = ask(server, token).await;
    assert_eq!((answer.status, answer.problem()), (503, "provider-unavailable"));
    assert_eq!(answer.headers[header::RETRY_AFTER], seconds.to_string().as_str());
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test]
async fn keys_that_nobody_knows_make_no_storm_on_the_provider() {
    let (key, provider, server) = both().await;
    assert_eq!(ask(&server, &key.token(provider.issuer())).await.status, 200);
    assert_eq!(provider.keys_asked(), 1);
    server.clock.advance(seconds(20));
    for n in 0..50 {
        // The provider may have made a key since it was asked: whether it has is not known.
        assert_not_known(&server, &Key::new(&n.to_string()).token(provider.issuer()), 40).await;
    }
    assert_eq!(provider.keys_asked(), 1);
    server.clock.advance(seconds(40));
    let stranger = Key::new("another").token(provider.issuer());
    assert_refused(&server, &stranger, "a key that the provider does not have").await;
    assert_eq!(provider.keys_asked(), 2);
    for n in 0..50 {
        // The provider was asked after they were made.
        let token = Key::new(&n.to_string()).token(provider.issuer());
        assert_refused(&server, &token, "a key that the provider does not have").await;
    }
    assert_eq!(provider.keys_asked(), 2);
    assert_eq!(ask(&server, &key.token(provider.issuer())).await.status, 200);
}

#[tokio::test]
async fn requests_that_come_at_once_ask_the_provider_once() {
    let (key, provider, server) = both().await;
    let token = key.token(provider.issuer());
    let answers = futures_util::future::join_all((0..20).map(|_| ask(&server, &token))).await;
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    assert_eq!(provider.keys_asked(), 1);
}

#[tokio::test]
async fn a_client_that_hangs_up_while_the_provider_is_asked_leaves_the_answer_to_the_next_one() {
    let (key, provider, server) = both().await;
    let token = key.token(provider.issuer());
    let gate = Arc::new(Gate::default());
    provider.change(|said| said.gate = Some(Arc::clone(&gate)));
    tokio::select! {
        answer = ask(&server, &token) => panic!("{answer:?}"),
        () = gate.asked.notified() => {}
    }
    gate.go_on.notify_one();
    assert_eq!(ask(&server, &token).await.status, 200);
    assert_eq!(provider.keys_asked(), 1);
}

#[tokio::test]
async fn a_key_that_took_anothers_place_is_taken_and_the_other_one_no_more() {
    let (old, provider, server) = both().await;
    let before = old.token(provider.issuer());
    assert_eq!(ask(&server, &before).await.status, 200);
    let new = Key::new("two");
    provider.change(|said| said.keys = vec![new.jwk()]);
    let at =
        |seconds: i64| new.bent_token(provider.issuer(), |_, claims| claims["iat"] = json!(NOW + seconds));
    server.clock.advance(seconds(50));
    assert_not_known(&server, &at(50), 10).await;
    server.clock.advance(seconds(10));
    assert_eq!(ask(&server, &at(50)).await.status, 200);
    assert_refused(&server, &before, "a token of the old key").await;
    assert_eq!(provider.keys_asked(), 2);
}

#[tokio::test]
async fn keys_without_names_are_told_apart_by_what_they_signed() {
    let (old, provider, server) = both().await;
    let nameless = |key: &Key| {
        let mut jwk = key.jwk();
        jwk.as_object_mut().unwrap().remove("kid");
        jwk
    };
    let token = |key: &Key| key.bent_token(provider.issuer(), |header, _| header["kid"] = json!(null));
    let (beside, new) = (Key::new("beside"), Key::new("new"));
    provider.change(|said| said.keys = vec![nameless(&beside), nameless(&old)]);
    assert_eq!(ask(&server, &token(&old)).await.status, 200);
    provider.change(|said| said.keys = vec![nameless(&beside), nameless(&new)]);
    assert_not_known(&server, &token(&new), 60).await;
    server.clock.advance(seconds(60));
    assert_eq!(ask(&server, &token(&new)).await.status, 200);
    assert_refused(&server, &token(&old), "a token of the old key").await;
    assert_eq!(provider.keys_asked(), 2);
}

#[tokio::test]
async fn while_the_provider_is_away_known_keys_go_on_and_others_are_not_refused() {
    let (key, provider, server) = both().await;
    provider.change(|said| said.is_away = true);
    let token = key.token(provider.issuer());
    assert_not_known(&server, &token, 10).await;
    assert_not_known(&server, &token, 10).await;
    assert_eq!(provider.keys_asked(), 1, "who comes meanwhile does not ask");
    let expired = key.bent_token(provider.issuer(), |_, claims| claims["exp"] = json!(NOW - 60));
    assert_refused(&server, &expired, "it has expired whatever its key").await;
    server.clock.advance(seconds(10));
    provider.change(|said| said.is_away = false);
    assert_eq!(ask(&server, &token).await.status, 200);

    provider.change(|said| said.is_away = true);
    server.clock.advance(seconds(60));
    let other = Key::new("two").bent_token(provider.issuer(), |_, claims| claims["iat"] = json!(NOW + 70));
    assert_not_known(&server, &other, 10).await;
    assert_eq!(ask(&server, &token).await.status, 200);
    let asked = provider.keys_asked();
    server.clock.advance(seconds(1_800));
    assert_eq!(ask(&server, &token).await.status, 200);
    assert_eq!(provider.keys_asked(), asked, "a key that is known needs no provider");
}

#[tokio::test]
async fn keys_are_asked_for_anew_each_hour_so_that_one_which_was_taken_back_ends() {
    let (key, provider, server) = both().await;
    let lasting = key.bent_token(provider.issuer(), |_, claims| claims["exp"] = json!(NOW + 86_400));
    assert_eq!(ask(&server, &lasting).await.status, 200);
    server.clock.advance(seconds(3_600));
    provider.change(|said| said.is_away = true);
    assert_eq!(ask(&server, &lasting).await.status, 200, "as long as the provider says nothing else");
    provider.change(|said| (said.is_away, said.keys) = (false, vec![Key::new("two").jwk()]));
    assert_eq!(ask(&server, &lasting).await.status, 200, "it was asked a moment ago");
    server.clock.advance(seconds(10));
    assert_refused(&server, &lasting, "its key was taken back").await;
    assert_eq!(provider.keys_asked(), 3);
}

#[tokio::test]
async fn a_provider_that_is_not_what_it_should_be_is_one_that_is_away() {
    let key = Key::new("one");
    for (member, value) in [
        ("issuer", json!("https://other.example.org")),
        ("jwks_uri", json!("http://192.0.2.1/jwks")),
        // It leads to the provider, and says that it is none of this machine's.
        ("jwks_uri", json!("http://0.0.0.0:PORT/jwks")),
        ("jwks_uri", json!("no address")),
        ("jwks_uri", json!(null)),
    ] {
        let provider = Provider::start(&key).await;
        let port = provider.issuer().rsplit_once(':').unwrap().1;
        let value = value.as_str().map(|value| value.replace("PORT", port));
        provider.change(|said| drop(said.discovery.insert(member, json!(value))));
        let server = Server::start_with(provider.settings()).await;
        assert_not_known(&server, &key.token(provider.issuer()), 10).await;
    }
    for keys in [
        "",
        "<html>",
        "{}",
        "[]",
        "{\"keys\": 1}",
        "{\"keys\": []}",
        &format!("{{\"keys\": [\"{}\"]}}", "a".repeat(300_000)),
    ] {
        let provider = Provider::start(&key).await;
        provider.change(|said| said.instead_of_keys = Some(keys.to_owned()));
        let server = Server::start_with(provider.settings()).await;
        assert_not_known(&server, &key.token(provider.issuer()), 10).await;
    }
    // Nobody is there at all.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let server = Server::start_with(settings_for(&issuer)).await;
    assert_not_known(&server, &key.token(&issuer), 10).await;
}
