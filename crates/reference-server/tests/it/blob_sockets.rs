//! Blobs over real sockets: half-sent ones, clients that hang up, answers before their request has ended.

use std::time::Duration;

use homing_wire::{BLOB_MEDIA_TYPE, BlobRef, Outcome, Session};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::blobs::{PIECE, bring, fetch, held};
use crate::process::Installation;
use crate::pruning::rows;
use crate::raw::post;
use crate::samples::{blob, bytes, entry, request, task};
use crate::server::Server;
use crate::stopping::{Listening, listen};

/// An upload over a socket of which all but the last byte has been sent.
async fn half_sent(server: &Server, session: &Session, content: &[u8]) -> (TcpStream, Listening) {
    let listening = listen(server, Duration::MAX).await;
    let mut stream = TcpStream::connect(listening.address).await.unwrap();
    let BlobRef { sha256, bytes } = blob(content);
    let token = session.access_token.expose();
    let head = format!(
        "PUT /v1/blobs/{sha256} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\
         content-type: {BLOB_MEDIA_TYPE}\r\ncontent-length: {bytes}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&content[..content.len() - 1]).await.unwrap();
    let pieces = i64::try_from((content.len() - 1) / PIECE).unwrap();
    while rows(server, "blob_pieces").await < pieces {}
    (stream, listening)
}

#[tokio::test]
async fn nothing_is_seen_of_a_blob_before_it_is_whole_and_nobody_waits_for_it() {
    let server = Server::start().await;
    let session = server.login().await;
    let content = bytes(2 * PIECE + 1);
    let (mut stream, _listening) = half_sent(&server, &session, &content).await;
    assert_eq!(fetch(&server, &session, &blob(&content)).await.status, 404);
    let written = server.sync(&session, &request([task(1, entry(1))])).await;
    assert_eq!(written, [Outcome::Applied]);
    assert_eq!(bring(&server, &session, b"another").await.status, 201);
    stream.write_all(&content[content.len() - 1..]).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    assert_eq!(&fetch(&server, &session, &blob(&content)).await.bytes[..], content);
}

#[tokio::test]
async fn a_client_that_hangs_up_in_the_middle_leaves_nothing() {
    let server = Server::start().await;
    let session = server.login().await;
    let (stream, _listening) = half_sent(&server, &session, &bytes(2 * PIECE + 1)).await;
    drop(stream);
    while held(&server).await != [0, 0, 0] {}
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_blob_of_many_megabytes_goes_in_and_out_in_little_memory() {
    const SIZE: usize = 24 * 1024 * 1024;
    let installation = Installation::new();
    assert!(installation.add_user("ada", "correct horse battery\n").status.success());
    let running = installation.serve("info");
    let login = serde_json::json!({"name": "ada", "password": "correct horse battery"});
    let (_, session) = post(running.address, "/v1/auth/login", None, &login).await;
    let token = session["access_token"].as_str().unwrap();
    let exchange = async |method: &str, content: &[u8], name: &BlobRef| {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        let head = format!(
            "{method} /v1/blobs/{} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
             connection: close\r\ncontent-type: {BLOB_MEDIA_TYPE}\r\ncontent-length: {}\r\n\r\n",
            name.sha256,
            content.len(),
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(content).await.unwrap();
        let mut answer = vec![];
        stream.read_to_end(&mut answer).await.unwrap();
        answer
    };
    // What a first one takes is taken once.
    let small = bytes(1024);
    assert!(exchange("PUT", &small, &blob(&small)).await.starts_with(b"HTTP/1.1 201 "));
    let before = running.most_kib();
    let large = bytes(SIZE);
    let name = blob(&large);
    assert!(exchange("PUT", &large, &name).await.starts_with(b"HTTP/1.1 201 "));
    let given = exchange("GET", b"", &name).await;
    assert!(given.ends_with(&large));
    let rose = running.most_kib() - before;
    assert!(rose < 12 * 1024, "{rose} KiB for a blob of {SIZE} bytes");
    assert_eq!(running.end("TERM").0, Some(0));
}

#[tokio::test]
async fn a_refusal_reaches_a_client_that_sends_all_before_it_listens() {
    let server = Server::start().await;
    let session = server.login().await;
    let content = bytes(8 * 1024 * 1024);
    let listening = listen(&server, Duration::ZERO).await;
    for (token, status) in [("garbage", 401), (session.access_token.expose(), 415)] {
        let mut stream = TcpStream::connect(listening.address).await.unwrap();
        let head = format!(
            "PUT /v1/blobs/{} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\
             content-type: image/png\r\ncontent-length: {}\r\n\r\n",
            blob(b"x").sha256,
            content.len(),
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&content).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    }
}
