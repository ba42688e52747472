//! Stopping: requests under way are answered, and one that never ends holds nothing up.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use homing_server::{ServeError, serve};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::process::Installation;
use crate::raw::{Halved, get};
use crate::samples::{entry, request, task};
use crate::server::Server;

/// A server on a socket of this process.
pub(crate) struct Listening {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), ServeError>>,
}

pub(crate) async fn listen(server: &Server, patience: Duration) -> Listening {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let app = Arc::clone(&server.app);
    let stopped = async move { stopped.await.unwrap() };
    let ended = tokio::spawn(async move { serve(listener, app, stopped, patience).await });
    Listening { address, stop, ended }
}

#[tokio::test]
async fn a_request_under_way_is_answered_and_durable_though_the_server_was_told_to_stop() {
    let server = Server::start().await;
    let session = server.login().await;
    let listening = listen(&server, Duration::MAX).await;
    let body = serde_json::to_value(request([task(1, entry(1))])).unwrap();
    let under_way =
        Halved::begin(listening.address, "/v1/sync", Some(session.access_token.expose()), &body).await;
    listening.stop.send(()).unwrap();
    let (status, answer) = under_way.finish().await;
    assert_eq!(status, 200);
    assert_eq!(answer["results"][0]["result"], json!("applied"));
    listening.ended.await.unwrap().unwrap();
    TcpStream::connect(listening.address).await.expect_err("nobody listens any more");
    let server = server.restart().await;
    assert_eq!(server.entries(&session).await, [entry(1)]);
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_hold_the_server_beyond_its_patience() {
    let server = Server::start().await;
    let listening = listen(&server, Duration::ZERO).await;
    let _never_finished = Halved::begin(listening.address, "/v1/auth/login", None, &json!({})).await;
    listening.stop.send(()).unwrap();
    listening.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_connection_that_says_nothing_does_not_hold_the_server() {
    let server = Server::start().await;
    let listening = listen(&server, Duration::MAX).await;
    let _silent = TcpStream::connect(listening.address).await.unwrap();
    listening.stop.send(()).unwrap();
    listening.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_request_whose_head_never_ends_is_given_up_and_others_are_answered() {
    let installation = Installation::new();
    let running = installation.serve_with("info", &["--limits-request-seconds", "1"]);
    let mut slow = TcpStream::connect(running.address).await.unwrap();
    slow.write_all(b"GET /v1/capabilities HTTP/1.1\r\nhost: ").await.unwrap();
    assert_eq!(get(running.address, "/v1/capabilities").await.0, 200);
    // This ends when the server closes the connection, however long that takes here.
    let mut heard = vec![];
    let _ = slow.read_to_end(&mut heard).await;
    assert!(!heard.starts_with(b"HTTP/1.1 200"));
    assert_eq!(running.end("TERM").0, Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn the_service_manager_that_asks_for_it_is_told_once_the_server_answers() {
    use std::os::unix::net::UnixDatagram;

    let installation = Installation::new();
    let path = installation.file("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    let mut command = installation.command();
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("NOTIFY_SOCKET", &path);
    let mut child = command.spawn().unwrap();
    let mut told = [0; 64];
    let length = manager.recv(&mut told).unwrap();
    assert_eq!(&told[..length], b"READY=1");
    child.kill().unwrap();
    child.wait().unwrap();
}
