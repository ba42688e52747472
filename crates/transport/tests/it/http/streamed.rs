//! Bytes that are sent as they come: with their number before them, and never all of them in memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use homing_domain::ports::{Chunks, Http, HttpBody, HttpError, HttpRequest, Method};
use homing_transport::{HttpOptions, ReqwestHttp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const CHUNK: u64 = 64 * 1024;

fn put(port: u16, length: u64, chunks: Chunks) -> HttpRequest {
    HttpRequest {
        method: Method::Put,
        url: format!("http://127.0.0.1:{port}/v1/blobs/x").parse().unwrap(),
        bearer: None,
        body: HttpBody::Bytes { length, chunks },
        timeout: Duration::from_secs(60),
        max_answer_bytes: 1_000,
    }
}

async fn listener() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// The head of a request, in lower case, and what came of its body with it.
async fn head(socket: &mut TcpStream) -> (String, u64) {
    let mut read = Vec::new();
    loop {
        let mut some = [0; 1_024];
        let count = socket.read(&mut some).await.unwrap();
        assert!(count > 0, "the request ends in its head");
        read.extend_from_slice(&some[..count]);
        if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8(read[..end].to_vec()).unwrap().to_ascii_lowercase();
            return (head, (read.len() - end - 4) as u64);
        }
    }
}

#[tokio::test]
async fn bytes_are_read_as_they_are_sent_and_their_number_is_said() {
    // More than any buffer between the two takes.
    const CHUNKS: u64 = 512;
    let (listener, port) = listener().await;
    let given = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&given);
    let chunks = stream::iter(0..CHUNKS).map(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        Ok(vec![7; usize::try_from(CHUNK).unwrap()])
    });
    let server = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        let (head, mut received) = head(&mut socket).await;
        // The rest waits for whoever reads it.
        let before = given.load(Ordering::Relaxed);
        let mut some = vec![0; 256 * 1024];
        while received < CHUNKS * CHUNK {
            received += socket.read(&mut some).await.unwrap() as u64;
        }
        socket.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        (head, before, received)
    };
    let client = ReqwestHttp::new(&HttpOptions::default()).unwrap();
    let ((head, before, received), answer) =
        tokio::join!(server, client.send(put(port, CHUNKS * CHUNK, Box::pin(chunks))));
    assert_eq!(answer.unwrap().status, 201);
    assert_eq!(received, CHUNKS * CHUNK);
    assert!(head.contains(&format!("content-length: {}", CHUNKS * CHUNK)), "{head}");
    assert!(head.contains("content-type: application/octet-stream"), "{head}");
    assert!(!head.contains("transfer-encoding"), "{head}");
    assert!(before < CHUNKS / 2, "{before} of {CHUNKS} chunks were read before anyone took one");
}

#[tokio::test]
async fn bytes_that_end_in_an_error_are_told_from_a_lost_answer() {
    let (listener, port) = listener().await;
    let chunks = stream::iter([Ok(vec![7; 100]), Err("the disk is gone".into())]);
    let server = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut all = Vec::new();
        // Ends, in whatever way, without the bytes that were promised.
        drop(socket.read_to_end(&mut all).await);
        all.len()
    };
    let client = ReqwestHttp::new(&HttpOptions::default()).unwrap();
    let (received, answer) = tokio::join!(server, client.send(put(port, 1_000, Box::pin(chunks))));
    let error = answer.unwrap_err();
    assert!(
        matches!(&error, HttpError::BodyUnreadable(source) if source.to_string() == "the disk is gone"),
        "{error:?}"
    );
    assert!(received < 1_000, "{received}");
}
