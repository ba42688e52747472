//! How many requests are worked on at once: who takes a place, and when it is given back.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use homing_server::{Limits, Settings};
use serde_json::json;

use crate::raw::{Halved, post};
use crate::samples::{entry, request, task};
use crate::server::{Server, limited};
use crate::stopping::listen;

fn one_at_once() -> Settings {
    // However often it takes until somebody is in or out: the clock of this server stands still.
    limited(|limits| (limits.requests_at_once, limits.syncs_per_minute) = (1, NonZeroU32::MAX))
}

#[tokio::test]
async fn requests_that_are_not_there_whole_keep_nobody_out() {
    let server = Server::start_with(one_at_once()).await;
    let session = server.login().await;
    let listening = listen(&server, Duration::ZERO).await;
    let address = listening.address;
    let token = Some(session.access_token.expose());
    let batch = serde_json::to_value(request([task(1, entry(1))])).unwrap();
    let _half_sent = [
        Halved::begin(address, "/v1/auth/login", None, &json!({})).await,
        Halved::begin(address, "/v1/auth/refresh", None, &json!({})).await,
        Halved::begin(address, "/v1/sync", token, &batch).await,
    ];
    assert_eq!(post(address, "/v1/sync", token, &batch).await.0, 200);
}

#[tokio::test]
async fn a_request_keeps_its_place_though_its_client_hung_up_and_gives_it_back_once_it_is_done() {
    let server = Arc::new(Server::start_with(one_at_once()).await);
    let session = server.login().await;
    let token = session.access_token.expose().to_owned();
    let answered = async || server.get("/v1/time-entries", Some(&token)).await.status;
    let busy = server.hold_writing().await;
    let client = tokio::spawn({
        let (server, token) = (Arc::clone(&server), token.clone());
        let batch = serde_json::to_value(request([task(1, entry(1))])).unwrap();
        // Those who ask below may have the place for a moment.
        async move { while server.post("/v1/sync", Some(&token), &batch).await.status == 503 {} }
    });
    while answered().await != 503 {}
    client.abort();
    assert!(client.await.unwrap_err().is_cancelled());
    assert_eq!(answered().await, 503, "what the client began is still being worked on");
    busy.close().await.unwrap();
    while answered().await != 200 {}
    assert_eq!(server.entries(&session).await, [entry(1)]);
}

#[tokio::test]
async fn any_number_can_be_set_as_a_limit() {
    let limits = Limits { requests_at_once: usize::MAX, connections: usize::MAX, ..Limits::default() };
    let server = Server::start_with(Settings { limits, ..Settings::default() }).await;
    let session = server.login().await;
    let listening = listen(&server, Duration::ZERO).await;
    let batch = serde_json::to_value(request([])).unwrap();
    let token = Some(session.access_token.expose());
    assert_eq!(post(listening.address, "/v1/sync", token, &batch).await.0, 400, "a sync has a task");
}
