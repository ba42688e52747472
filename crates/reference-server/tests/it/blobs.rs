//! `/v1/blobs/{sha256}`: bytes that are there whole and right, or not at all.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use futures_util::StreamExt as _;
use futures_util::stream::{self, pending};
use homing_server::{Settings, router};
use homing_wire::{BLOB_MEDIA_TYPE, BlobRef, Session};
use serde_json::json;
use tower::ServiceExt as _;

use crate::pruning::rows;
use crate::samples::{blob, bytes};
use crate::server::{Answer, Server, bearer, limited};

/// The size of the pieces that the server keeps.
pub(crate) const PIECE: usize = 256 * 1024;

/// A request that brings a blob and is not yet sent.
pub(crate) fn bringing(session: &Session, blob: &BlobRef, body: Body) -> Request<Body> {
    let request = Request::put(format!("/v1/blobs/{}", blob.sha256))
        .header(header::CONTENT_TYPE, BLOB_MEDIA_TYPE)
        .header(header::CONTENT_LENGTH, blob.bytes);
    bearer(request, Some(session.access_token.expose())).body(body).unwrap()
}

pub(crate) async fn bring(server: &Server, session: &Session, bytes: &[u8]) -> Answer {
    server.call(bringing(session, &blob(bytes), Body::from(bytes.to_vec()))).await
}

pub(crate) async fn fetch(server: &Server, session: &Session, blob: &BlobRef) -> Answer {
    server.get(&format!("/v1/blobs/{}", blob.sha256), Some(session.access_token.expose())).await
}

/// How many rows there are of blobs, of contents, of pieces.
pub(crate) async fn held(server: &Server) -> [i64; 3] {
    [rows(server, "blobs").await, rows(server, "blob_contents").await, rows(server, "blob_pieces").await]
}

/// A body of these parts, and then nothing for ever.
fn without_end(parts: Vec<Vec<u8>>) -> Body {
    let parts = stream::iter(parts).map(|part| Ok::<_, Infallible>(Bytes::from(part)));
    Body::from_stream(parts.chain(pending()))
}

#[tokio::test]
async fn what_was_brought_is_given_back_byte_for_byte_to_its_owner_alone() {
    let server = Server::start().await;
    server.add_user("bob").await;
    let (ada, bob) = (server.login().await, server.login_as("bob").await);
    for size in [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7] {
        let content = bytes(size);
        let name = blob(&content);
        let brought = bring(&server, &ada, &content).await;
        assert_eq!((brought.status, brought.read::<BlobRef>()), (201, name.clone()));
        let given = fetch(&server, &ada, &name).await;
        assert_eq!((given.status, given.bytes[..] == content), (200, true), "{size}");
        assert_eq!(given.headers[header::CONTENT_LENGTH], size.to_string().as_str());
        let others = fetch(&server, &bob, &name).await;
        assert_eq!((others.status, others.problem()), (404, "not-found"));
        assert_eq!(bring(&server, &bob, &content).await.status, 201, "nobody learns what others have");
    }
}

#[tokio::test]
async fn a_blob_outlives_the_process() {
    let server = Server::start().await;
    let session = server.login().await;
    let content = bytes(PIECE + 1);
    bring(&server, &session, &content).await;
    let server = server.restart().await;
    assert_eq!(&fetch(&server, &session, &blob(&content)).await.bytes[..], content);
}

#[tokio::test]
async fn head_tells_whether_a_blob_is_there_and_how_long_it_is() {
    let server = Server::start().await;
    let session = server.login().await;
    let content = bytes(PIECE + 1);
    let ask = async || {
        let path = format!("/v1/blobs/{}", blob(&content).sha256);
        let request = bearer(Request::head(path), Some(session.access_token.expose()));
        router(Arc::clone(&server.app)).oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    };
    assert_eq!(ask().await.status(), 404);
    bring(&server, &session, &content).await;
    let answer = ask().await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()[header::CONTENT_LENGTH], content.len().to_string().as_str());
}

#[tokio::test]
async fn a_blob_that_is_there_is_answered_without_a_look_at_the_body() {
    let server = Server::start().await;
    let session = server.login().await;
    let content = bytes(PIECE + 1);
    assert_eq!(bring(&server, &session, &content).await.status, 201);
    let before = held(&server).await;
    let again = server.exchange(bringing(&session, &blob(&content), without_end(vec![])), None).await;
    assert_eq!((again.status, again.read::<BlobRef>()), (200, blob(&content)));
    assert_eq!((before, held(&server).await), ([1, 1, 2], before));
}

#[tokio::test]
async fn bytes_that_are_not_those_of_the_name_are_refused_and_leave_nothing() {
    let server = Server::start().await;
    let session = server.login().await;
    let (content, mut other) = (bytes(2 * PIECE + 1), bytes(2 * PIECE + 1));
    other[PIECE] ^= 1;
    let refused = server.call(bringing(&session, &blob(&content), Body::from(other))).await;
    assert_eq!((refused.status, refused.problem()), (422, "blob-mismatch"));
    assert_eq!(held(&server).await, [0, 0, 0]);
    assert_eq!(fetch(&server, &session, &blob(&content)).await.status, 404);
    assert_eq!(bring(&server, &session, &content).await.status, 201, "the right bytes may follow");
}

#[tokio::test]
async fn a_body_that_ends_elsewhere_than_it_said_leaves_nothing() {
    let server = Server::start().await;
    let session = server.login().await;
    let content = bytes(2 * PIECE);
    let broken = stream::iter([Ok(Bytes::from(content[..PIECE].to_vec())), Err("cut off")]);
    let longer = [&content[..], b"more"].concat();
    for body in [Body::from(content[1..].to_vec()), without_end(vec![longer]), Body::from_stream(broken)] {
        let answer = server.exchange(bringing(&session, &blob(&content), body), None).await;
        assert_eq!((answer.status, answer.problem()), (400, "unreadable-request"));
        assert_eq!(held(&server).await, [0, 0, 0]);
    }
}

#[tokio::test]
async fn a_body_that_stands_still_or_takes_more_than_an_hour_is_given_up_and_leaves_nothing() {
    let server = Server::start_with(limited(|limits| limits.request_timeout = Duration::ZERO)).await;
    let session = Server::beside(&server).await.login().await;
    let content = bytes(PIECE + 1);
    let still = without_end(vec![content[..PIECE].to_vec()]);
    let answer = server.exchange(bringing(&session, &blob(&content), still), None).await;
    assert_eq!((answer.status, answer.problem()), (408, "request-timeout"));
    assert_eq!(held(&server).await, [0, 0, 0]);

    let server = Server::beside(&server).await;
    let clock = Arc::clone(&server.clock);
    let parts = content.chunks(1000).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let parts = stream::iter(parts).map(move |part| {
        clock.advance(Duration::from_secs(20));
        Ok::<_, Infallible>(Bytes::from(part))
    });
    let slow = Body::from_stream(parts);
    let answer = server.exchange(bringing(&session, &blob(&content), slow), None).await;
    assert_eq!((answer.status, answer.problem()), (408, "request-timeout"));
    assert_eq!(held(&server).await, [0, 0, 0]);
}

#[tokio::test]
async fn what_can_be_no_blob_is_refused_before_its_body_is_read() {
    let server = Server::start_with(limited(|limits| limits.max_blob_bytes = 1000)).await;
    let session = server.login().await;
    let content = bytes(1000);
    let bent = async |bend: &dyn Fn(&mut Request<Body>)| {
        let mut request = bringing(&session, &blob(&content), without_end(vec![]));
        bend(&mut request);
        let answer = server.exchange(request, None).await;
        (answer.status, answer.problem().to_owned())
    };
    let refused = |status, problem: &str| (status, problem.to_owned());
    let length = |bytes: u64| {
        move |request: &mut Request<Body>| {
            request.headers_mut().insert(header::CONTENT_LENGTH, bytes.into());
        }
    };
    assert_eq!(bent(&length(1001)).await, refused(413, "too-large"));
    assert_eq!(bent(&length(0)).await, refused(400, "unreadable-request"));
    let no_length = |request: &mut Request<Body>| {
        request.headers_mut().remove(header::CONTENT_LENGTH);
    };
    assert_eq!(bent(&no_length).await, refused(411, "length-required"));
    let json = |request: &mut Request<Body>| {
        request.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
    };
    assert_eq!(bent(&json).await, refused(415, "unsupported-media-type"));
    let sha256 = blob(&content).sha256;
    for name in ["x", &sha256[1..], &sha256.to_uppercase(), &format!("{sha256}0"), "%ff"] {
        let elsewhere = |request: &mut Request<Body>| {
            *request.uri_mut() = format!("/v1/blobs/{name}").parse().unwrap();
        };
        assert_eq!(bent(&elsewhere).await, refused(404, "not-found"), "{name}");
    }
    assert_eq!(bring(&server, &session, &content).await.status, 201, "as large as is announced");
    assert_eq!(held(&server).await, [1, 1, 1]);
}

#[tokio::test]
async fn a_server_that_takes_no_blobs_says_so_and_gives_what_it_has() {
    let taking = Server::start().await;
    let session = taking.login().await;
    let content = bytes(10);
    bring(&taking, &session, &content).await;
    let settings = limited(|limits| limits.max_blob_bytes = 0);
    let server = Server::beside_with(&taking, settings).await;
    let announced = server.get("/v1/capabilities", None).await;
    assert_eq!(announced.body["blob_max_bytes"], json!(0));
    let refused = bring(&server, &session, &bytes(11)).await;
    assert_eq!((refused.status, refused.problem()), (404, "not-found"));
    assert_eq!(&fetch(&server, &session, &blob(&content)).await.bytes[..], content);
}

#[tokio::test]
async fn two_that_bring_the_same_blob_at_once_are_both_right_and_one_copy_stays() {
    let server = Server::start().await;
    let session = server.login().await;
    two_at_once(&server, &server, &session).await;
}

#[tokio::test]
async fn it_is_the_same_where_each_asks_a_server_of_its_own() {
    let server = Server::start().await;
    let session = server.login().await;
    two_at_once(&server, &Server::beside(&server).await, &session).await;
}

async fn two_at_once(server: &Server, other: &Server, session: &Session) {
    let content = bytes(3 * PIECE + 1);
    // Each part is asked for by itself, so that the two go on in turns.
    let parts = || {
        let parts = content.chunks(1000).map(|part| Bytes::from(part.to_vec())).collect::<Vec<_>>();
        let parts = stream::iter(parts).then(async |part| {
            tokio::task::yield_now().await;
            Ok::<_, Infallible>(part)
        });
        Body::from_stream(Box::pin(parts))
    };
    let bring =
        async |server: &Server| server.exchange(bringing(session, &blob(&content), parts()), None).await;
    let (first, second) = tokio::join!(bring(server), bring(other));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 201]);
    assert_eq!(held(server).await, [1, 1, 4]);
    for server in [server, other] {
        assert_eq!(fetch(server, session, &blob(&content)).await.bytes[..], content);
    }
}

#[tokio::test]
async fn a_database_that_fails_in_the_middle_refuses_the_blob_and_it_can_be_brought_again() {
    let server = Server::start().await;
    let session = server.login().await;
    server.tamper("ALTER TABLE homing_server_blob_pieces RENAME TO gone").await;
    let refused = bring(&server, &session, b"a picture").await;
    assert_eq!((refused.status, refused.problem()), (500, "internal"));
    server.tamper("ALTER TABLE gone RENAME TO homing_server_blob_pieces").await;
    assert_eq!(bring(&server, &session, b"a picture").await.status, 201);
}

#[tokio::test]
async fn each_request_for_a_blob_counts_under_the_limit_of_its_account() {
    let limits = limited(|limits| limits.syncs_per_minute = 2.try_into().unwrap());
    let server = Server::start_with(Settings { ..limits }).await;
    let session = server.login().await;
    assert_eq!(bring(&server, &session, b"one").await.status, 201);
    assert_eq!(fetch(&server, &session, &blob(b"one")).await.status, 200);
    assert_eq!(bring(&server, &session, b"two").await.status, 429);
}
