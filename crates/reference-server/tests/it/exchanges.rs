//! What surrounds every exchange: its id, methods that no route has, paths that are none, a fault.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

use crate::contract::CONTRACT;
use crate::server::Server;

fn with_id(path: &str, id: &str) -> Request<Body> {
    Request::get(path).header("x-request-id", id).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn an_answer_has_the_id_that_the_request_brought_and_a_problem_says_it_too() {
    let server = Server::start().await;
    let answer = server.call(with_id("/healthz", "trace-1")).await;
    assert_eq!(answer.headers["x-request-id"], "trace-1");
    let refused = server.call(with_id("/v1/projects", "trace-2")).await;
    assert_eq!(refused.headers["x-request-id"], "trace-2");
    assert_eq!(refused.body["instance"], "urn:homing:request:trace-2");
}

#[tokio::test]
async fn an_unsound_id_gives_way_to_a_new_one() {
    let server = Server::start().await;
    let mut met = std::collections::BTreeSet::new();
    for unsound in ["", "two words", &"a".repeat(65)] {
        let answer = server.call(with_id("/healthz", unsound)).await;
        let id = answer.headers["x-request-id"].to_str().unwrap().to_owned();
        assert_ne!(id, unsound);
        assert!(met.insert(id), "each exchange has its own");
    }
}

#[tokio::test]
async fn a_method_that_a_path_does_not_take_is_refused_with_those_that_it_takes() {
    let server = Server::start().await;
    for path in CONTRACT.paths() {
        let takes = CONTRACT.methods(&path);
        let asked = server.call(Request::options(&path).body(Body::empty()).unwrap()).await;
        assert_eq!(asked.status, StatusCode::NO_CONTENT, "{path}");
        let allowed = asked.headers[header::ALLOW].to_str().unwrap().to_owned();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"] {
            if takes.contains(method) {
                assert!(allowed.split(',').any(|one| one == method), "{path}: {allowed}");
                continue;
            }
            let method: Method = method.parse().unwrap();
            let request = Request::builder().method(method).uri(&path).body(Body::empty()).unwrap();
            let answer = server.call(request).await;
            assert_eq!((answer.status, answer.problem()), (405, "method-not-allowed"), "{path}");
            assert_eq!(answer.headers[header::ALLOW], allowed.as_str(), "{path}");
        }
    }
}

#[tokio::test]
async fn whatever_is_no_path_of_the_api_is_answered_as_a_problem() {
    let server = Server::start().await;
    for path in
        ["/", "/v1", "/v1/sync/", "/v1/Sync", "/metrics", "/v1/%00", "/v1/time-entries/1", "//healthz"]
    {
        let answer = server.get(path, None).await;
        assert_eq!((answer.status, answer.problem()), (404, "not-found"), "{path}");
    }
}

#[tokio::test]
async fn a_fault_of_the_server_is_a_problem_that_tells_nothing_and_the_next_request_is_answered() {
    let server = Server::start().await;
    let session = server.login().await;
    let token = Some(session.access_token.expose());
    server.clock.set_broken(true);
    // In the midst of the request itself, and in work that is brought to its end beside it.
    let listing = server.get("/v1/time-entries", token).await;
    let refresh = server.refresh(session.refresh_token.expose()).await;
    for answer in [listing, refresh] {
        assert_eq!((answer.status, answer.problem()), (500, "internal"));
        assert!(!answer.body.to_string().contains("secret"), "{answer:?}");
    }
    server.clock.set_broken(false);
    assert_eq!(server.get("/v1/time-entries", token).await.status, 200);
}
