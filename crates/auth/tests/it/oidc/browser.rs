//! The browser's side of the listener, byte by byte.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

/// A connection that says nothing yet.
pub(crate) async fn connect(redirect: &Url) -> TcpStream {
    TcpStream::connect(("127.0.0.1", redirect.port().unwrap())).await.unwrap()
}

/// Sends these bytes, and gives the whole answer.
pub(crate) async fn raw(redirect: &Url, bytes: &[u8]) -> String {
    let mut stream = connect(redirect).await;
    stream.write_all(bytes).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Goes to the redirect address with this query, as a browser would.
pub(crate) async fn go(redirect: &Url, query: &str) -> String {
    let (path, port) = (redirect.path(), redirect.port().unwrap());
    raw(redirect, format!("GET {path}?{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").as_bytes()).await
}
