//! Answers meant to hurt: each ends in an answer or in an error, in bounded time and memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use homing_domain::ports::{Http as _, HttpRequest};
use homing_transport::http::AnswerTooLongError;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use super::{client, failure, lost, read_request, request};

async fn server<F>(conduct: impl FnOnce(TcpStream) -> F + Send + 'static) -> String
where
    F: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await;
        conduct(stream).await;
    });
    base
}

async fn answering(answer: impl AsRef<[u8]> + Send + Sync + 'static) -> String {
    server(async move |mut stream| {
        // A client that has had enough hangs up.
        drop(stream.write_all(answer.as_ref()).await);
    })
    .await
}

/// Two hundred megabytes are offered; what is taken is the limit and what fits the sockets' buffers.
#[tokio::test]
async fn a_body_of_200_megabytes_is_not_read_to_its_end() {
    const WHOLE: u64 = 200 * 1024 * 1024;
    for head in ["content-length: 209715200\r\n", "transfer-encoding: chunked\r\n", ""] {
        let written = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&written);
        let base = server(async move |mut stream| {
            let chunked = head.contains("chunked");
            let block = vec![b' '; 64 * 1024];
            stream.write_all(format!("HTTP/1.1 200 OK\r\n{head}\r\n").as_bytes()).await.unwrap();
            while count.load(Ordering::Relaxed) < WHOLE {
                if chunked && stream.write_all(b"10000\r\n").await.is_err() {
                    return;
                }
                if stream.write_all(&block).await.is_err()
                    || (chunked && stream.write_all(b"\r\n").await.is_err())
                {
                    return;
                }
                count.fetch_add(block.len() as u64, Ordering::Relaxed);
            }
        })
        .await;
        let error = failure(&client(), request(&base)).await;
        assert_eq!(*lost::<AnswerTooLongError>(&error), AnswerTooLongError { max_bytes: 1_000 }, "{head}");
        let taken = written.load(Ordering::Relaxed);
        assert!(taken < WHOLE / 4, "{head}: {taken} bytes were taken");
    }
}

#[tokio::test]
async fn a_body_that_says_it_is_packed_is_never_unpacked() {
    // No answer is asked for in a packed form, so one that comes is what it is: bytes within the limit.
    let bomb = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03".repeat(50);
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        bomb.len()
    )
    .into_bytes();
    answer.extend_from_slice(&bomb);
    let base = answering(answer).await;
    assert_eq!(client().send(request(&base)).await.unwrap().body, bomb);
}

#[tokio::test]
async fn a_redirect_to_itself_is_one_request() {
    let base = answering("HTTP/1.1 302 Found\r\nlocation: /path\r\ncontent-length: 0\r\n\r\n").await;
    // The server above takes one connection and one request; a second would have no answer.
    assert_eq!(client().send(request(&base)).await.unwrap().status, 302);
}

#[tokio::test]
async fn a_flood_of_headers_is_given_up() {
    for flood in [
        (0..1_000_000).map(|n| format!("x-{n}: 1\r\n")).collect::<String>(),
        format!("x: {}\r\n", "1".repeat(16 * 1024 * 1024)),
    ] {
        let base = answering(format!("HTTP/1.1 200 OK\r\n{flood}\r\n")).await;
        let error = failure(&client(), request(&base)).await;
        assert!(!lost::<reqwest::Error>(&error).is_timeout());
    }
}

#[tokio::test]
async fn a_length_that_is_too_great_breaks_off_and_one_that_is_too_small_cuts() {
    let base = answering("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{}").await;
    lost::<reqwest::Error>(&failure(&client(), request(&base)).await);
    let base = answering("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n{}").await;
    assert_eq!(client().send(request(&base)).await.unwrap().body, b"{");
}

#[tokio::test]
async fn lengths_that_contradict_each_other_or_make_no_sense_are_no_answer() {
    for lengths in [
        "content-length: 1\r\ncontent-length: 2\r\n",
        "content-length: -1\r\n",
        "content-length: 99999999999999999999999999\r\n",
        "transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        "transfer-encoding: chunked\r\n\r\nhello\r\n",
    ] {
        let base = answering(format!("HTTP/1.1 200 OK\r\n{lengths}\r\n{{}}")).await;
        lost::<reqwest::Error>(&failure(&client(), request(&base)).await);
    }
}

#[tokio::test]
async fn an_endless_row_of_interim_answers_is_given_up() {
    let base =
        server(async |mut stream| while stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await.is_ok() {})
            .await;
    let error = failure(&client(), HttpRequest { timeout: super::SHORT, ..request(&base) }).await;
    lost::<reqwest::Error>(&error);
}
