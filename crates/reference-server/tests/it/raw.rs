//! HTTP by hand over a socket, for what a test must see of it: half-sent requests and a real process.

use std::net::SocketAddr;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::contract::{CONTRACT, Exchange};

/// A request that is sent in two parts.
pub(crate) struct Halved {
    stream: TcpStream,
    path: String,
    body: Value,
}

impl Halved {
    /// Sends the head, and waits until the server asks for the body: now the request is under way.
    pub(crate) async fn begin(address: SocketAddr, path: &str, token: Option<&str>, body: &Value) -> Self {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let length = body.to_string().len();
        let authorization = token.map(|token| format!("authorization: Bearer {token}\r\n"));
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nexpect: 100-continue\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n{}\r\n",
            authorization.unwrap_or_default()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let go_on = b"HTTP/1.1 100 Continue\r\n\r\n";
        let mut heard = vec![0; go_on.len()];
        stream.read_exact(&mut heard).await.unwrap();
        assert_eq!(heard, go_on);
        Self { stream, path: path.into(), body: body.clone() }
    }

    /// Sends the body and reads the answer, which is held against the contract.
    pub(crate) async fn finish(mut self) -> (u16, Value) {
        self.stream.write_all(self.body.to_string().as_bytes()).await.unwrap();
        answer(self.stream, "POST", &self.path, Some(&self.body)).await
    }
}

/// Sends the head of a request that says how long its body is, and reads the answer without having sent any
/// of it.
pub(crate) async fn announce(address: SocketAddr, path: &str, token: &str, length: u64) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nexpect: 100-continue\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    answer(stream, "POST", path, None).await
}

/// Reads the answer to its end and holds the exchange against the contract.
async fn answer(mut stream: TcpStream, method: &str, path: &str, request: Option<&Value>) -> (u16, Value) {
    let mut answer = vec![];
    stream.read_to_end(&mut answer).await.unwrap();
    let end_of_head = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head");
    let (head, body) = (std::str::from_utf8(&answer[..end_of_head]).unwrap(), &answer[end_of_head + 4..]);
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap().parse().unwrap();
    let headers: HeaderMap = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap()))
        .collect();
    assert!(headers.contains_key("date"), "every response carries its date: {head}");
    CONTRACT.check(&Exchange { method, path, request, status, headers: &headers, body });
    (status, serde_json::from_slice(body).unwrap_or_default())
}

/// Sends a whole request and reads the answer.
pub(crate) async fn post(address: SocketAddr, path: &str, token: Option<&str>, body: &Value) -> (u16, Value) {
    Halved::begin(address, path, token, body).await.finish().await
}

/// Asks for what is no part of the API: the text that is answered.
pub(crate) async fn get_text(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Asks for what needs no sign-in.
pub(crate) async fn get(address: SocketAddr, path: &str) -> (u16, Value) {
    ask(address, path, "").await
}

/// Asks as the bearer of `token`.
pub(crate) async fn get_as(address: SocketAddr, path: &str, token: &str) -> (u16, Value) {
    ask(address, path, &format!("authorization: Bearer {token}\r\n")).await
}

async fn ask(address: SocketAddr, path: &str, header: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{header}\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    answer(stream, "GET", path, None).await
}
