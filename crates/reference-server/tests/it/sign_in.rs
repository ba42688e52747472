//! Signing in, staying signed in, signing out.

use std::time::Duration;

use homing_server::{RefreshGrace, Settings};
use homing_wire::{Capabilities, Session};
use serde_json::json;

use crate::server::{NAME, PASSWORD, Server, json_post};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn is_signed_in(server: &Server, session: &Session) -> bool {
    server.get("/v1/time-entries", Some(session.access_token.expose())).await.status == 200
}

#[tokio::test]
async fn a_right_password_signs_in_and_the_token_opens_the_listing() {
    let server = Server::start().await;
    let session = server.login().await;
    assert_eq!(session.user.name, NAME);
    assert_eq!(session.expires_in_seconds, 900);
    assert!(is_signed_in(&server, &session).await);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_get_the_same_answer() {
    let server = Server::start().await;
    let attempt = |name, password| {
        let mut request = json_post("/v1/auth/login", None, &json!({"name": name, "password": password}));
        request.headers_mut().insert("x-request-id", "the-same".parse().unwrap());
        server.call(request)
    };
    let mut wrong = attempt(NAME, "wrong").await;
    let mut unknown = attempt("bob", PASSWORD).await;
    assert_eq!((wrong.status, wrong.problem()), (401, "wrong-credentials"));
    // The second of two requests from one address finds less room than the first; each name has its own.
    for answer in [&mut wrong, &mut unknown] {
        let left = answer.headers.remove("ratelimit").unwrap();
        assert!(left.to_str().unwrap().starts_with("\"sign-in-name\";r=19;"), "{left:?}");
    }
    assert_eq!((unknown.status, &unknown.body, &unknown.headers), (401, &wrong.body, &wrong.headers));
}

#[tokio::test]
async fn without_a_good_token_nothing_is_shown() {
    let server = Server::start().await;
    let session = server.login().await;
    for token in [None, Some(""), Some("garbage"), Some(session.refresh_token.expose())] {
        let answer = server.get("/v1/time-entries", token).await;
        assert_eq!((answer.status, answer.problem()), (401, "access-token-refused"), "{token:?}");
    }
}

#[tokio::test]
async fn an_access_token_is_good_until_it_expires_and_not_after() {
    let server = Server::start().await;
    let session = server.login().await;
    server.clock.advance(15 * MINUTE - Duration::from_millis(1));
    assert!(is_signed_in(&server, &session).await);
    server.clock.advance(Duration::from_millis(1));
    assert!(!is_signed_in(&server, &session).await);
}

#[tokio::test]
async fn a_refresh_gives_new_tokens_that_work() {
    let server = Server::start().await;
    let first = server.login().await;
    server.clock.advance(20 * MINUTE);
    let second: Session = server.refresh(first.refresh_token.expose()).await.read();
    assert_eq!(second.user, first.user);
    assert_ne!(second.access_token, first.access_token);
    assert_ne!(second.refresh_token, first.refresh_token);
    assert!(is_signed_in(&server, &second).await);
}

#[tokio::test]
async fn a_used_refresh_token_is_honoured_within_the_grace_and_refused_after_it() {
    let server = Server::start().await;
    let first = server.login().await;
    let second: Session = server.refresh(first.refresh_token.expose()).await.read();
    server.clock.advance(59 * MINUTE / 60);
    // The answer was lost: the same token once more, and its pair is as good as the lost one.
    let again: Session = server.refresh(first.refresh_token.expose()).await.read();
    assert!(is_signed_in(&server, &second).await && is_signed_in(&server, &again).await);
    assert_eq!(server.refresh(second.refresh_token.expose()).await.status, 200);
    assert_eq!(server.refresh(again.refresh_token.expose()).await.status, 200);
    server.clock.advance(MINUTE / 60);
    let late = server.refresh(first.refresh_token.expose()).await;
    assert_eq!((late.status, late.problem()), (401, "refresh-refused"));
}

#[tokio::test]
async fn a_used_refresh_token_that_comes_after_the_grace_ends_its_sign_in_and_no_other() {
    let server = Server::start().await;
    let (first, elsewhere) = (server.login().await, server.login().await);
    let second: Session = server.refresh(first.refresh_token.expose()).await.read();
    server.clock.advance(MINUTE);
    assert!(is_signed_in(&server, &second).await);
    assert_eq!(server.refresh(first.refresh_token.expose()).await.status, 401);
    // Durably, for the thief and for the one who was robbed.
    let server = server.restart().await;
    assert!(!is_signed_in(&server, &first).await);
    assert!(!is_signed_in(&server, &second).await);
    assert_eq!(server.refresh(second.refresh_token.expose()).await.status, 401);
    assert!(is_signed_in(&server, &elsewhere).await);
    assert_eq!(server.refresh(elsewhere.refresh_token.expose()).await.status, 200);
}

#[tokio::test]
async fn a_reuse_ends_all_that_descends_from_the_sign_in_on_every_branch_that_the_grace_made() {
    let server = Server::start().await;
    let elsewhere = server.login().await;
    let first = server.login().await;
    let mut family = vec![first];
    // Three answers to one refresh token, and a second generation of each: seven pairs.
    for _ in 0..3 {
        let session: Session = server.refresh(family[0].refresh_token.expose()).await.read();
        family.push(session);
    }
    for place in 1..=3 {
        let session: Session = server.refresh(family[place].refresh_token.expose()).await.read();
        family.push(session);
    }
    for session in &family {
        assert!(is_signed_in(&server, session).await);
    }
    server.clock.advance(MINUTE);
    // A used one of the second generation gives the whole of it away.
    assert_eq!(server.refresh(family[2].refresh_token.expose()).await.status, 401);
    for session in &family {
        assert!(!is_signed_in(&server, session).await);
        assert_eq!(server.refresh(session.refresh_token.expose()).await.status, 401);
    }
    assert!(is_signed_in(&server, &elsewhere).await);
    assert_eq!(server.refresh(elsewhere.refresh_token.expose()).await.status, 200);
}

#[tokio::test]
async fn the_grace_counts_from_the_first_use_and_no_later_one_prolongs_it() {
    let server = Server::start().await;
    let session = server.login().await;
    for _ in 0..6 {
        assert_eq!(server.refresh(session.refresh_token.expose()).await.status, 200);
        server.clock.advance(MINUTE / 6);
    }
    assert_eq!(server.refresh(session.refresh_token.expose()).await.status, 401);
}

#[tokio::test]
async fn the_grace_that_is_announced_is_the_one_that_holds() {
    let refresh_grace = RefreshGrace::new(2 * MINUTE).unwrap();
    let server = Server::start_with(Settings { refresh_grace, ..Settings::default() }).await;
    let capabilities: Capabilities = server.get("/v1/capabilities", None).await.read();
    let announced = Duration::from_secs(capabilities.refresh_grace_seconds);
    assert_eq!(announced, 2 * MINUTE);
    let session = server.login().await;
    assert_eq!(server.refresh(session.refresh_token.expose()).await.status, 200);
    server.clock.advance(announced - Duration::from_millis(1));
    assert_eq!(server.refresh(session.refresh_token.expose()).await.status, 200);
    server.clock.advance(Duration::from_millis(1));
    assert_eq!(server.refresh(session.refresh_token.expose()).await.status, 401);
}

#[tokio::test]
async fn an_unused_refresh_token_expires_after_30_days_and_each_exchange_begins_them_anew() {
    let server = Server::start().await;
    let first = server.login().await;
    server.clock.advance(29 * DAY);
    let second: Session = server.refresh(first.refresh_token.expose()).await.read();
    server.clock.advance(29 * DAY);
    let third: Session = server.refresh(second.refresh_token.expose()).await.read();
    server.clock.advance(30 * DAY);
    assert_eq!(server.refresh(third.refresh_token.expose()).await.status, 401);
}

#[tokio::test]
async fn neither_an_access_token_nor_garbage_refreshes() {
    let server = Server::start().await;
    let session = server.login().await;
    for token in [session.access_token.expose(), "garbage", ""] {
        let answer = server.refresh(token).await;
        assert_eq!((answer.status, answer.problem()), (401, "refresh-refused"), "{token:?}");
    }
}

#[tokio::test]
async fn signing_out_ends_every_token_of_the_sign_in_and_no_other() {
    let server = Server::start().await;
    let (here, elsewhere) = (server.login().await, server.login().await);
    let refreshed: Session = server.refresh(here.refresh_token.expose()).await.read();
    let out = server.post("/v1/auth/logout", Some(refreshed.access_token.expose()), &json!({})).await;
    assert_eq!(out.status, 204);
    assert!(!is_signed_in(&server, &here).await);
    assert!(!is_signed_in(&server, &refreshed).await);
    assert_eq!(server.refresh(refreshed.refresh_token.expose()).await.status, 401);
    assert!(is_signed_in(&server, &elsewhere).await);
}

#[tokio::test]
async fn signing_out_ends_the_named_sign_in_too_unless_it_is_somebody_elses() {
    let server = Server::start().await;
    server.add_user("bob").await;
    let (here, elsewhere) = (server.login().await, server.login().await);
    let bobs = server.login_as("bob").await;
    for named in [&elsewhere, &bobs] {
        let body = json!({"refresh_token": named.refresh_token.expose()});
        let session = server.login().await;
        assert_eq!(
            server.post("/v1/auth/logout", Some(session.access_token.expose()), &body).await.status,
            204
        );
    }
    assert!(is_signed_in(&server, &here).await);
    assert!(!is_signed_in(&server, &elsewhere).await);
    assert!(is_signed_in(&server, &bobs).await);
}

#[tokio::test]
async fn signing_out_twice_is_refused_the_second_time() {
    let server = Server::start().await;
    let session = server.login().await;
    let token = Some(session.access_token.expose());
    assert_eq!(server.post("/v1/auth/logout", token, &json!({})).await.status, 204);
    assert_eq!(server.post("/v1/auth/logout", token, &json!({})).await.status, 401);
}

#[tokio::test]
async fn a_sign_in_outlives_a_restart() {
    let server = Server::start().await;
    let session = server.login().await;
    let server = server.restart().await;
    assert!(is_signed_in(&server, &session).await);
    assert_eq!(server.refresh(session.refresh_token.expose()).await.status, 200);
}
