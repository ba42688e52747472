//! Requests that left and have no answer: whether they took effect is not known.

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use homing_domain::ports::HttpRequest;

use super::{SHORT, client, failure, lost, read_request, request};

/// A server that does as it is told with the first connection.
async fn server<F>(conduct: impl FnOnce(TcpStream) -> F + Send + 'static) -> (String, JoinHandle<()>)
where
    F: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move { conduct(listener.accept().await.unwrap().0).await });
    (base, task)
}

#[tokio::test]
async fn a_connection_closed_before_the_answer_loses_it() {
    let (base, server) = server(|mut stream| async move { read_request(&mut stream).await }).await;
    let error = failure(&client(), request(&base)).await;
    assert!(!lost::<reqwest::Error>(&error).is_timeout());
    server.await.unwrap();
}

#[tokio::test]
async fn a_connection_reset_after_the_request_loses_the_answer() {
    let (base, server) = server(|mut stream| async move {
        read_request(&mut stream).await;
        stream.set_zero_linger().unwrap();
    })
    .await;
    let error = failure(&client(), request(&base)).await;
    assert!(!lost::<reqwest::Error>(&error).is_timeout());
    server.await.unwrap();
}

#[tokio::test]
async fn a_connection_closed_before_it_read_anything_is_in_doubt() {
    let (base, server) = server(|stream| async move { drop(stream) }).await;
    let error = failure(&client(), request(&base)).await;
    assert!(!lost::<reqwest::Error>(&error).is_connect());
    server.await.unwrap();
}

#[tokio::test]
async fn a_body_that_breaks_off_loses_the_answer() {
    let (base, server) = server(|mut stream| async move {
        read_request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf").await.unwrap();
    })
    .await;
    let error = failure(&client(), request(&base)).await;
    assert!(!lost::<reqwest::Error>(&error).is_timeout());
    server.await.unwrap();
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let (base, server) = server(|mut stream| async move {
        read_request(&mut stream).await;
        std::future::pending::<()>().await;
    })
    .await;
    let error = failure(&client(), HttpRequest { timeout: SHORT, ..request(&base) }).await;
    assert!(lost::<reqwest::Error>(&error).is_timeout());
    server.abort();
}

#[tokio::test]
async fn an_answer_that_drips_for_ever_is_given_up() {
    let (base, server) = server(|mut stream| async move {
        read_request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n").await.unwrap();
        // Ends when the client hangs up.
        while stream.write_all(b"x").await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let drip = HttpRequest { timeout: SHORT, max_answer_bytes: usize::MAX, ..request(&base) };
    let error = failure(&client(), drip).await;
    assert!(lost::<reqwest::Error>(&error).is_timeout());
    server.await.unwrap();
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_lost() {
    let (base, server) = server(|mut stream| async move {
        read_request(&mut stream).await;
        stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n").await.unwrap();
    })
    .await;
    let error = failure(&client(), request(&base)).await;
    lost::<reqwest::Error>(&error);
    server.await.unwrap();
}
