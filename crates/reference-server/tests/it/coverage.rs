//! That the contract promises nothing which the server was never seen to do.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use homing_server::router;
use homing_wire::{Capabilities, Session, TimeEntry};
use serde_json::json;
use tower::ServiceExt as _;

use crate::contract::CONTRACT;
use crate::samples::{entry, request, task};
use crate::server::{NAME, PASSWORD, Server, json_post};

/// The routes that take a body, and whether they need a sign-in.
const POSTS: [(&str, bool); 4] =
    [("/v1/auth/login", false), ("/v1/auth/refresh", false), ("/v1/auth/logout", true), ("/v1/sync", true)];

#[tokio::test]
async fn every_route_status_and_problem_of_the_contract_was_seen() {
    let mut met = BTreeSet::new();
    met.extend(what_works().await);
    met.extend(what_is_refused().await);
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
    let capabilities: Capabilities = server.get("/v1/capabilities", None).await.read();
    assert_eq!((capabilities.batch.max_tasks, capabilities.batch.max_bytes), (100, 4 * 1024 * 1024));
    assert_eq!((capabilities.refresh_grace_seconds, capabilities.blob_max_bytes), (60, 0));
    server.get("/healthz", None).await;
    let token = session.access_token.expose();
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
    unknown.kind = "screenshot".into();
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

    assert_eq!(server.get("/v1/nowhere", None).await.problem(), "not-found");
    let answer = server.get("/v1/sync", Some(token)).await;
    assert_eq!((answer.status, answer.problem()), (405, "method-not-allowed"));
    assert_eq!(answer.headers[header::ALLOW], "POST");
    server.met()
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
        let token = Some(session.access_token.expose());
        let login = json!({"name": NAME, "password": PASSWORD});
        let sync = serde_json::to_value(request([task(1, entry(1))])).unwrap();
        for answer in [
            server.post("/v1/auth/login", None, &login).await,
            server.refresh(session.refresh_token.expose()).await,
            server.post("/v1/auth/logout", token, &json!({})).await,
            server.post("/v1/sync", token, &sync).await,
            server.get("/v1/time-entries", token).await,
        ] {
            assert_eq!((answer.status, answer.problem()), (status, problem));
            assert!(answer.body.get("detail").is_none(), "what happened inside stays inside");
        }
        assert_eq!(server.get("/healthz", None).await.status, 200);
        met.extend(server.met());
    }
    met
}
