//! What never reached the server, and what something on the way answered in its place: the whole queue waits for the
//! network, and nobody is charged.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use homing_domain::engine::{CycleEnd, HoldCause};
use homing_domain::ports::OfflineCause;
use homing_domain::task::TaskState;
use homing_tests::{Conduct, Deed, ForwardProxy, Reply, own_authority};
use homing_transport::HttpOptions;
use rustls::ServerConfig;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::bodies;
use crate::engine::world::{Parts, World};

/// A cycle to where nobody of ours answers: offline for this cause, and all is over once the server is reached.
async fn assert_offline(url: &str, cause: OfflineCause) {
    let world = World::new().await;
    world.enqueue_many(3).await;
    let end = world.cycle_to(url).await.end;
    assert!(matches!(end, CycleEnd::Offline { cause: met, .. } if met == cause), "{end:?}");
    world.assert_untouched(3).await;
    let (held, wait) = world.hold().await.unwrap();
    assert_eq!(held, HoldCause::Offline(cause));
    assert!(wait <= Duration::from_secs(15 * 60), "{wait:?}");

    // Not before the next try is due, for whatever is enqueued meanwhile too.
    world.enqueue("later", "t3").await;
    assert_eq!(world.cycle().await.requests, 0);
    world.wait().await;
    assert_eq!(world.cycle().await.end, CycleEnd::Idle);
    world.assert_applied_once(bodies(4));
    assert_eq!(world.left().await, (0, 0));
    assert_eq!(world.hold().await, None);
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Counts the handshakes that ended well.
async fn tls_server(config: Arc<ServerConfig>) -> (SocketAddr, Arc<AtomicUsize>) {
    let (listener, address) = listener().await;
    let (acceptor, trusted) = (TlsAcceptor::from(config), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&trusted);
    // Ends with the runtime of the test.
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if acceptor.accept(stream).await.is_ok() {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    (address, trusted)
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_offline() {
    // RFC 6761 keeps `invalid` from ever being a domain.
    assert_offline("http://homing.invalid", OfflineCause::Dns).await;
}

#[tokio::test]
async fn a_connection_that_is_refused_is_offline() {
    let (listener, address) = listener().await;
    drop(listener);
    assert_offline(&format!("http://{address}"), OfflineCause::Connect).await;
}

#[tokio::test]
async fn a_tls_handshake_that_fails_is_offline() {
    let (listener, address) = listener().await;
    // Hangs up on whoever says hello.
    let server = tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    assert_offline(&format!("https://{address}"), OfflineCause::Tls).await;
    server.abort();
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_offline_and_gets_no_request() {
    let (_, config) = own_authority("127.0.0.1").unwrap();
    let (address, trusted) = tls_server(config).await;
    assert_offline(&format!("https://{address}"), OfflineCause::Certificate).await;
    assert_eq!(trusted.load(Ordering::Relaxed), 0, "no handshake ends well");
}

#[tokio::test]
async fn a_proxy_that_wants_a_sign_in_is_offline() {
    let behind = World::new().await;
    let conduct = Conduct { wants_sign_in: true, ..Conduct::default() };
    let proxy = ForwardProxy::start(behind.server.address(), conduct).await.unwrap();
    let mut options = HttpOptions::default();
    options.proxy = proxy.url("").parse().unwrap();
    let world = World::of(Parts { options, ..Parts::default() }).await;
    world.enqueue_many(3).await;
    // A server on this machine is never asked through a proxy; wherever the name leads, the proxy leads to ours.
    let end = world.cycle_to("http://server.test").await.end;
    assert!(matches!(end, CycleEnd::Offline { cause: OfflineCause::Proxy, .. }), "{end:?}");
    world.assert_untouched(3).await;
    assert_eq!(world.hold().await.unwrap().0, HoldCause::Offline(OfflineCause::Proxy));
    assert!(behind.server.arrivals().is_empty());
}

/// An answer of something on the way: offline, and nothing that waits is believed sent.
async fn assert_not_the_servers_word(reply: Reply, cause: OfflineCause) {
    let world = World::new().await;
    world.enqueue_many(3).await;
    world.server.always(reply.clone().into());
    let end = world.cycle().await.end;
    assert!(matches!(end, CycleEnd::Offline { cause: met, .. } if met == cause), "{reply:?}: {end:?}");
    for task in world.tasks().await {
        assert_eq!(task.attempts, 0, "{reply:?}: {task:?}");
        assert!(!matches!(task.state, TaskState::Attention(_)), "{reply:?}: {task:?}");
    }
    assert_eq!(world.left().await, (3, 0), "{reply:?}");
    assert_eq!(world.hold().await.unwrap().0, HoldCause::Offline(cause), "{reply:?}");
    assert_eq!(world.cycle().await.requests, 0, "{reply:?}");

    world.server.always(Deed::Work);
    world.until_quiet(5).await;
    world.assert_applied_once(bodies(3));
    world.assert_one_key_each();
}

#[tokio::test]
async fn a_network_that_wants_a_sign_in_is_offline() {
    assert_not_the_servers_word(Reply::of(511, "text/html", "<html>Sign in"), OfflineCause::Proxy).await;
}

#[tokio::test]
async fn a_page_of_html_with_a_200_is_a_captive_portal() {
    let page = Reply::of(200, "text/html", "<html>Welcome to our Wi-Fi");
    assert_not_the_servers_word(page, OfflineCause::Intercepted).await;
}

#[tokio::test]
async fn a_success_of_another_type_or_shape_is_not_the_servers_word() {
    for reply in [
        Reply::of(200, "text/plain", r#"{"results":[]}"#),
        Reply::of(200, "application/json", r#"{"status":"ok"}"#),
        Reply::of(200, "application/json", "{\"results\":"),
        Reply::status(204),
    ] {
        assert_not_the_servers_word(reply, OfflineCause::Intercepted).await;
    }
}

#[tokio::test]
async fn a_redirect_is_offline_and_is_not_followed() {
    let elsewhere = World::new().await;
    for status in [301, 302, 303, 307, 308] {
        let reply = Reply::status(status).with("location", format!("{}/v1/sync", elsewhere.server.url()));
        assert_not_the_servers_word(reply, OfflineCause::Intercepted).await;
    }
    assert!(elsewhere.server.arrivals().is_empty());
}

#[tokio::test]
async fn items_that_an_answer_leaves_out_stay_and_the_named_ones_are_sent() {
    let world = World::new().await;
    world.enqueue_many(3).await;
    world.server.word_on("t1", Value::Null);
    let report = world.cycle().await;
    assert_eq!(report.sent, 2);
    assert!(matches!(report.end, CycleEnd::Offline { cause: OfflineCause::Intercepted, .. }), "{report:?}");
    let tasks = world.tasks().await;
    assert_eq!((tasks.len(), tasks[0].attempts), (1, 0), "{tasks:?}");
    assert!(!matches!(tasks[0].state, TaskState::Attention(_)), "{tasks:?}");

    world.server.forget_words();
    world.until_quiet(5).await;
    world.assert_applied_once(bodies(3));
    world.assert_one_key_each();
}

#[tokio::test]
async fn an_answer_that_names_other_tasks_names_none_of_ours() {
    let strange =
        json!({ "results": [{ "key": "0b6f4b1e-32e6-4c55-9d0a-6f1f6f9f3f5c", "result": "applied" }] });
    assert_not_the_servers_word(Reply::json(&strange), OfflineCause::Intercepted).await;
}
