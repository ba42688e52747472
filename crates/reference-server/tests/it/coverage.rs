//! That the contract promises nothing which the server was never seen to do.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, header};
use futures_util::stream::pending;
use homing_server::{Settings, router};
use homing_wire::{Capabilities, Outcome, Screenshot, Session, SignInMethods, TimeEntry, User};
use serde_json::json;
use tower::ServiceExt as _;

use crate::blobs::{bring, bringing, fetch};
use crate::contract::CONTRACT;
use crate::provider::{Key, Provider};
use crate::samples::{blob, entry, request, screenshot, shot, task};
use crate::server::{Answer, NAME, PASSWORD, Server, bearer, json_post, limited};

/// The routes that take a body, and whether they need a sign-in.
const POSTS: [(&str, bool); 4] =
    [("/v1/auth/login", false), ("/v1/auth/refresh", false), ("/v1/auth/logout", true), ("/v1/sync", true)];

#[tokio::test]
async fn every_route_status_and_problem_of_the_contract_was_seen() {
    let mut met = BTreeSet::new();
    met.extend(what_works().await);
    met.extend(what_is_refused().await);
    met.extend(projects_that_take_nothing().await);
    met.extend(what_is_too_much().await);
    met.extend(what_a_provider_decides().await);
    met.extend(what_breaks().await);
    let never_seen: Vec<_> = CONTRACT.promises().difference(&met).cloned().collect();
    assert!(never_seen.is_empty(), "the contract lists what no exchange showed: {never_seen:#?}");
}

async fn what_works() -> BTreeSet<String> {
    let server = Server::start().await;
    let session = server.login().await;
    let session: Session = server.refresh(session.refresh_token.expose()).await.read();
    server.sync(&session, &request([task(1, entry(1))])).await;
    server.entries(&session).await;
    for status in [201, 200] {
        assert_eq!(bring(&server, &session, b"a picture").await.status, status);
    }
    let blob = blob(b"a picture");
    assert_eq!(fetch(&server, &session, &blob).await.status, 200);
    let picture = shot(2, &screenshot(1, &entry(1), blob));
    assert_eq!(server.sync(&session, &request([picture])).await, [Outcome::Applied]);
    server.get("/v1/screenshots", Some(session.access_token.expose())).await;
    let capabilities: Capabilities = server.get("/v1/capabilities", None).await.read();
    assert_eq!((capabilities.batch.max_tasks, capabilities.batch.max_bytes), (100, 4 * 1024 * 1024));
    assert_eq!((capabilities.refresh_grace_seconds, capabilities.blob_max_bytes), (60, 32 * 1024 * 1024));
    assert_eq!(capabilities.sign_in, Some(SignInMethods { password: true, oidc: None }));
    let user: User = server.get("/v1/user", Some(session.access_token.expose())).await.read();
    assert_eq!(user, session.user);
    server.get("/healthz", None).await;
    server.get("/readyz", None).await;
    let token = session.access_token.expose();
    let page = server.get("/v1/projects", Some(token)).await;
    let again = bearer(Request::get("/v1/projects"), Some(token));
    let again = again.header(header::IF_NONE_MATCH, &page.headers[header::ETAG]);
    assert_eq!(server.call(again.body(Body::empty()).unwrap()).await.status, 304);
    // No body at all, as the contract allows.
    let logout = Request::post("/v1/auth/logout").header(header::AUTHORIZATION, format!("Bearer {token}"));
    assert_eq!(server.call(logout.body(Body::empty()).unwrap()).await.status, 204);
    server.met()
}

async fn what_is_refused() -> BTreeSet<String> {
    let server = Server::start().await;
    let session = server.login().await;
    let token = session.access_token.expose();

    let conflict = TimeEntry { tags: vec![], ..entry(1) };
    let mut unknown = task(3, entry(3));
    unknown.kind = "activity".into();
    let mut unsound = task(4, entry(4));
    unsound.occurred_at = "now".into();
    let invalid = task(5, TimeEntry { source: String::new(), ..entry(5) });
    server.sync(&session, &request([task(1, entry(1)), task(2, conflict), unknown, unsound, invalid])).await;

    for (path, signed_in) in POSTS {
        let token = signed_in.then_some(token);
        assert_eq!(server.post(path, token, &json!([])).await.status, 400, "{path}");
        let long = json!({"name": "a".repeat(5 * 1024 * 1024)});
        let answer = server.post(path, token, &long).await;
        assert_eq!((answer.status, answer.problem()), (413, "too-large"), "{path}");
        let mut form = json_post(path, token, &json!({}));
        let urlencoded = "application/x-www-form-urlencoded".parse().unwrap();
        form.headers_mut().insert(header::CONTENT_TYPE, urlencoded);
        let answer = server.call(form).await;
        assert_eq!((answer.status, answer.problem()), (415, "unsupported-media-type"), "{path}");
    }
    let garbage = Some("garbage");
    server.post("/v1/auth/login", None, &json!({"name": NAME, "password": "wrong"})).await;
    server.refresh("garbage").await;
    server.post("/v1/auth/logout", garbage, &json!({})).await;
    server.post("/v1/sync", garbage, &json!({})).await;
    server.get("/v1/time-entries", garbage).await;
    server.get("/v1/time-entries?limit=0", Some(token)).await;
    server.get("/v1/user", garbage).await;
    server.get("/v1/projects", garbage).await;
    server.get("/v1/projects?limit=0", Some(token)).await;

    server.get("/v1/screenshots", garbage).await;
    server.get("/v1/screenshots?limit=0", Some(token)).await;
    let orphan = screenshot(1, &entry(9), blob(b"a picture"));
    let misnamed =
        Screenshot { media_type: "picture".into(), ..screenshot(2, &entry(1), blob(b"a picture")) };
    server.sync(&session, &request([shot(8, &orphan), shot(9, &misnamed)])).await;
    blobs_that_are_refused(&server, &session).await;

    assert_eq!(server.get("/v1/nowhere", None).await.problem(), "not-found");
    let answer = server.get("/v1/sync", Some(token)).await;
    assert_eq!((answer.status, answer.problem()), (405, "method-not-allowed"));
    assert_eq!(answer.headers[header::ALLOW], "POST");
    server.met()
}

/// Every refusal of a blob for what it is.
async fn blobs_that_are_refused(server: &Server, session: &Session) {
    let content = b"a picture";
    let bent = async |status, bend: &dyn Fn(&mut Request<Body>)| {
        let mut request = bringing(session, &blob(content), Body::from(&content[..]));
        bend(&mut request);
        assert_eq!(server.call(request).await.status, status);
    };
    let header = |name: header::HeaderName, value: &'static str| {
        move |request: &mut Request<Body>| {
            request.headers_mut().insert(&name, value.parse().unwrap());
        }
    };
    bent(400, &header(header::CONTENT_LENGTH, "10")).await;
    bent(401, &header(header::AUTHORIZATION, "Bearer garbage")).await;
    bent(404, &|request| *request.uri_mut() = "/v1/blobs/name".parse().unwrap()).await;
    bent(411, &|request| drop(request.headers_mut().remove(header::CONTENT_LENGTH))).await;
    bent(413, &header(header::CONTENT_LENGTH, "33554433")).await;
    bent(415, &header(header::CONTENT_TYPE, "image/png")).await;
    bent(422, &|request| *request.body_mut() = Body::from("a pixture")).await;
    let path = format!("/v1/blobs/{}", blob(content).sha256);
    assert_eq!(server.get(&path, Some("garbage")).await.status, 401);
    assert_eq!(server.get(&path, Some(session.access_token.expose())).await.status, 404);
}

#[tokio::test]
async fn head_is_answered_as_get_is_without_the_body() {
    let server = Server::start().await;
    for path in ["/healthz", "/v1/capabilities"] {
        let request = Request::head(path).body(Body::empty()).unwrap();
        let response = router(Arc::clone(&server.app)).oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert!(to_bytes(response.into_body(), usize::MAX).await.unwrap().is_empty(), "{path}");
    }
}

/// An archived project, and one that the operator's list does not have.
async fn projects_that_take_nothing() -> BTreeSet<String> {
    let server = Server::start_with(Settings { strict_projects: true, ..Settings::default() }).await;
    let session = server.login().await;
    server.tamper("INSERT INTO homing_server_projects VALUES ('1', 'Flüge', 0, 0, 0)").await;
    let other = TimeEntry { project: Some("other".into()), ..entry(7) };
    let outcomes = server.sync(&session, &request([task(6, entry(6)), task(7, other)])).await;
    assert!(matches!(outcomes[..], [Outcome::Rejected { .. }, Outcome::Rejected { .. }]), "{outcomes:?}");
    server.met()
}

/// A server that takes no passwords, whose provider is away.
async fn what_a_provider_decides() -> BTreeSet<String> {
    let key = Key::new("one");
    let provider = Provider::start(&key).await;
    provider.change(|said| said.is_away = true);
    let settings = Settings { password_sign_in: false, ..provider.settings() };
    let server = Server::start_with(settings).await;
    let login = server.post("/v1/auth/login", None, &json!({"name": NAME, "password": PASSWORD})).await;
    assert_eq!((login.status, login.problem()), (403, "password-sign-in-off"));
    let user = server.get("/v1/user", Some(&key.token(provider.issuer()))).await;
    assert_eq!((user.status, user.problem()), (503, "provider-unavailable"));
    server.met()
}

/// Every route that is bounded, beyond its bounds: a body that drips, a full bucket, a full server.
async fn what_is_too_much() -> BTreeSet<String> {
    let mut met = BTreeSet::new();
    let patient = Server::start_with(limited(|limits| limits.request_timeout = Duration::ZERO)).await;
    // The sign-in itself needs time for its body: it is made by a server that gives some.
    let session = Server::beside(&patient).await.login().await;
    let token = session.access_token.expose();
    for (path, signed_in) in POSTS {
        let answer = patient.call_without_end(path, signed_in.then_some(token)).await;
        assert_eq!((answer.status, answer.problem()), (408, "request-timeout"), "{path}");
    }
    let endless = Body::from_stream(pending::<Result<Bytes, Infallible>>());
    let answer = patient.exchange(bringing(&session, &blob(b"a picture"), endless), None).await;
    assert_eq!((answer.status, answer.problem()), (408, "request-timeout"));
    met.extend(patient.met());

    let one = NonZeroU32::MIN;
    let strict = Server::start_with(limited(|limits| {
        (limits.syncs_per_minute, limits.logins_per_minute, limits.refreshes_per_minute) = (one, one, one);
    }))
    .await;
    let session = strict.login().await;
    let token = session.access_token.expose();
    let refreshed = strict.refresh(session.refresh_token.expose()).await;
    assert_eq!((refreshed.status, strict.get("/v1/projects", Some(token)).await.status), (200, 200));
    for answer in every_answer(&strict, &session).await {
        assert_eq!((answer.status, answer.problem()), (429, "rate-limited"));
        assert_eq!(answer.headers[header::RETRY_AFTER], "60");
    }
    met.extend(strict.met());

    let full = Server::start_with(limited(|limits| limits.requests_at_once = 0)).await;
    // Nobody can sign in at one that lets nobody in.
    let session = Server::beside(&full).await.login().await;
    for answer in every_answer(&full, &session).await {
        assert_eq!((answer.status, answer.problem()), (503, "overloaded"));
        assert_eq!(answer.headers[header::RETRY_AFTER], "2");
    }
    for path in ["/healthz", "/readyz", "/v1/capabilities"] {
        assert_eq!(full.get(path, None).await.status, 200, "who watches over the server is let in: {path}");
    }
    met.extend(full.met());
    met
}

/// What each route that does work answers.
async fn every_answer(server: &Server, session: &Session) -> Vec<Answer> {
    let token = Some(session.access_token.expose());
    let login = json!({"name": NAME, "password": PASSWORD});
    let sync = serde_json::to_value(request([task(1, entry(1))])).unwrap();
    vec![
        server.post("/v1/auth/login", None, &login).await,
        server.refresh(session.refresh_token.expose()).await,
        server.post("/v1/auth/logout", token, &json!({})).await,
        server.post("/v1/sync", token, &sync).await,
        server.get("/v1/time-entries", token).await,
        server.get("/v1/projects", token).await,
        server.get("/v1/screenshots", token).await,
        server.get("/v1/user", token).await,
        bring(server, session, b"a picture").await,
        fetch(server, session, &blob(b"a picture")).await,
    ]
}

/// Every route that needs the database, once with a table missing and once with the database gone.
async fn what_breaks() -> BTreeSet<String> {
    let mut met = BTreeSet::new();
    for (status, problem) in [(500, "internal"), (503, "unavailable")] {
        let server = Server::start().await;
        let session = server.login().await;
        if status == 500 {
            server.tamper("DROP TABLE homing_server_access_tokens").await;
        } else {
            server.app.close().await;
        }
        let mut answers = every_answer(&server, &session).await;
        if status == 500 {
            server.tamper("ALTER TABLE homing_server_users RENAME TO gone").await;
        }
        answers.push(server.get("/readyz", None).await);
        for answer in answers {
            assert_eq!((answer.status, answer.problem()), (status, problem));
            assert!(answer.body.get("detail").is_none(), "what happened inside stays inside");
        }
        assert_eq!(server.get("/healthz", None).await.status, 200);
        met.extend(server.met());
    }
    met
}
