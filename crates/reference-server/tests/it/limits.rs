//! How much may come, how often, and from where: what each limit counts, and what it leaves alone.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use homing_server::Settings;
use serde_json::json;

use crate::raw::announce;
use crate::samples::{entry, request, task};
use crate::server::{Answer, NAME, PASSWORD, Server, json_post, limited};
use crate::stopping::listen;

fn number(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap()
}

/// Signs in from an address, by way of a proxy if one is named.
async fn login_from(server: &Server, peer: &str, forwarded_for: Option<&str>, name: &str) -> Answer {
    let mut request = json_post("/v1/auth/login", None, &json!({"name": name, "password": PASSWORD}));
    let peer: std::net::SocketAddr = format!("{peer}:4711").parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    if let Some(forwarded_for) = forwarded_for {
        request.headers_mut().insert("x-forwarded-for", forwarded_for.parse().unwrap());
    }
    server.call(request).await
}

#[tokio::test]
async fn an_answer_says_how_its_limits_stand() {
    let server = Server::start_with(limited(|limits| limits.syncs_per_minute = number(6))).await;
    let session = server.login().await;
    let token = Some(session.access_token.expose());
    let first = server.get("/v1/time-entries", token).await;
    assert_eq!(first.headers["ratelimit-policy"], "\"account\";q=6;w=60");
    assert_eq!(first.headers["ratelimit"], "\"account\";r=5;t=10");
    let refused = server.get("/v1/time-entries", Some("garbage")).await;
    assert_eq!(refused.headers["ratelimit-policy"], "\"token-address\";q=60;w=60");
    let signed_in = login_from(&server, "192.0.2.1", None, NAME).await;
    let policies = "\"sign-in-name\";q=20;w=60, \"sign-in-address\";q=20;w=60";
    assert_eq!(signed_in.headers["ratelimit-policy"], policies);
}

#[tokio::test]
async fn what_was_refused_for_want_of_room_is_taken_after_the_wait_that_was_named() {
    let server = Server::start_with(limited(|limits| limits.syncs_per_minute = number(2))).await;
    let session = server.login().await;
    let token = Some(session.access_token.expose());
    let batch = serde_json::to_value(request([task(1, entry(1))])).unwrap();
    for _ in 0..2 {
        assert_eq!(server.get("/v1/time-entries", token).await.status, 200);
    }
    let refused = server.post("/v1/sync", token, &batch).await;
    assert_eq!((refused.status, refused.problem()), (429, "rate-limited"));
    assert_eq!(refused.headers["ratelimit"], "\"account\";r=0;t=60");
    let wait = refused.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    server.clock.advance(Duration::from_secs(wait));
    let taken = server.post("/v1/sync", token, &batch).await;
    assert_eq!(taken.body["results"][0]["result"], json!("applied"), "nothing of it had been done before");
}

#[tokio::test]
async fn one_account_takes_no_room_from_another() {
    let server = Server::start_with(limited(|limits| limits.syncs_per_minute = number(1))).await;
    server.add_user("bob").await;
    let (ada, bob) = (server.login().await, server.login_as("bob").await);
    for (session, status) in [(&ada, 200), (&ada, 429), (&bob, 200)] {
        let answer = server.get("/v1/time-entries", Some(session.access_token.expose())).await;
        assert_eq!(answer.status, status);
    }
}

#[tokio::test]
async fn guesses_for_one_name_are_bounded_from_wherever_they_come_and_known_names_look_like_others() {
    let server = Server::start_with(limited(|limits| limits.logins_per_minute = number(2))).await;
    for name in [NAME, "nobody"] {
        let expected = if name == NAME { 200 } else { 401 };
        for (n, status) in [(1, expected), (2, expected), (3, 429), (4, 429)] {
            let answer = login_from(&server, &format!("192.0.2.{n}"), None, name).await;
            assert_eq!(answer.status, status, "{name} from address {n}");
        }
    }
}

#[tokio::test]
async fn an_address_that_tries_many_names_is_bounded_and_others_are_not() {
    let server = Server::start_with(limited(|limits| limits.logins_per_minute = number(2))).await;
    for (peer, name, status) in
        [("192.0.2.1", "a", 401), ("192.0.2.1", "b", 401), ("192.0.2.1", "c", 429), ("192.0.2.2", "c", 401)]
    {
        assert_eq!(login_from(&server, peer, None, name).await.status, status, "{name} from {peer}");
    }
}

#[tokio::test]
async fn a_forwarded_address_counts_only_behind_the_operators_own_proxy() {
    for behind_proxy in [false, true] {
        let limits = limited(|limits| limits.logins_per_minute = number(1));
        let server = Server::start_with(Settings { behind_proxy, ..limits }).await;
        let other_client = if behind_proxy { 401 } else { 429 };
        for (forwarded, name, status) in
            [("192.0.2.1", "a", 401), ("192.0.2.2", "b", other_client), ("192.0.2.9, 192.0.2.1", "c", 429)]
        {
            let answer = login_from(&server, "127.0.0.1", Some(forwarded), name).await;
            assert_eq!(answer.status, status, "{forwarded}, behind a proxy: {behind_proxy}");
        }
    }
}

#[tokio::test]
async fn a_forwarded_address_counts_only_from_a_proxy_that_was_named() {
    let limits = limited(|limits| limits.logins_per_minute = number(1));
    let trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
    let server = Server::start_with(Settings { behind_proxy: true, trusted_proxies, ..limits }).await;
    for (peer, forwarded, name, status) in [
        ("10.0.0.1", "192.0.2.1", "a", 401),
        ("10.0.0.2", "192.0.2.1", "b", 429),
        ("10.0.0.2", "192.0.2.2, 10.0.0.1", "c", 401),
        // Who comes past the proxy counts as themselves, whatever they say.
        ("198.51.100.1", "192.0.2.3", "d", 401),
        ("198.51.100.1", "192.0.2.4", "e", 429),
    ] {
        let answer = login_from(&server, peer, Some(forwarded), name).await;
        assert_eq!(answer.status, status, "{forwarded} by {peer}");
    }
}

#[tokio::test]
async fn tokens_that_are_not_good_are_bounded_and_good_ones_go_on() {
    let server = Server::start_with(limited(|limits| limits.refreshes_per_minute = number(2))).await;
    let session = server.login().await;
    for status in [401, 401, 429] {
        assert_eq!(server.get("/v1/time-entries", Some("garbage")).await.status, status);
    }
    let good = server.get("/v1/time-entries", Some(session.access_token.expose())).await;
    assert_eq!(good.status, 200);
    assert_eq!(server.refresh(session.refresh_token.expose()).await.status, 200);
}

#[tokio::test]
async fn a_batch_is_as_large_as_the_server_announces_and_no_larger() {
    let server = Server::start_with(limited(|limits| limits.max_batch_tasks = 3)).await;
    let session = server.login().await;
    let token = Some(session.access_token.expose());
    let announced = server.get("/v1/capabilities", None).await;
    assert_eq!(announced.body["batch"]["max_tasks"], json!(3));
    for (count, status) in [(3, 200), (4, 413)] {
        let batch = serde_json::to_value(request((0..count).map(|n| task(n, entry(n))))).unwrap();
        assert_eq!(server.post("/v1/sync", token, &batch).await.status, status, "{count}");
    }
}

#[tokio::test]
async fn a_body_may_have_exactly_the_bytes_that_the_server_announces() {
    let server = Server::start_with(limited(|limits| limits.max_body_bytes = 2_000)).await;
    let session = server.login().await;
    let token = Some(session.access_token.expose());
    let announced = server.get("/v1/capabilities", None).await;
    assert_eq!(announced.body["batch"]["max_bytes"], json!(2_000));
    for (bytes, status) in [(2_000, 200), (2_001, 413)] {
        let batch = serde_json::to_string(&request([task(1, entry(1))])).unwrap();
        let padded = format!("{batch}{}", " ".repeat(bytes - batch.len()));
        let mut request: Request<Body> = json_post("/v1/sync", token, &json!(null));
        *request.body_mut() = Body::from(padded);
        assert_eq!(server.call(request).await.status, status, "{bytes}");
    }
}

#[tokio::test]
async fn a_body_that_says_it_is_too_large_is_refused_before_any_of_it_is_sent() {
    let server = Server::start().await;
    let session = server.login().await;
    let listening = listen(&server, Duration::ZERO).await;
    let (status, problem) =
        announce(listening.address, "/v1/sync", session.access_token.expose(), 200 * 1024 * 1024).await;
    assert_eq!((status, problem["type"].as_str()), (413, Some("urn:homing:problem:too-large")));
}
