//! The browser's side of the listener, byte by byte.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

/// A browser that opened a sign-in's address.
pub(crate) struct Opened {
    /// Where it was sent on to.
    pub(crate) asked: Url,
    /// What came back, whole.
    pub(crate) answer: String,
    /// Name and value of its cookie.
    pub(crate) cookie: String,
}

/// A connection that says nothing yet.
pub(crate) async fn connect(to: &Url) -> TcpStream {
    TcpStream::connect(("127.0.0.1", to.port().unwrap())).await.unwrap()
}

/// Sends these bytes, and gives the whole answer.
pub(crate) async fn raw(to: &Url, bytes: &[u8]) -> String {
    let mut stream = connect(to).await;
    stream.write_all(bytes).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Asks for an address with these further headers, each with its end of line.
pub(crate) async fn get(url: &Url, headers: &str) -> String {
    let (target, port) = (&url[url::Position::BeforePath..url::Position::AfterQuery], url.port().unwrap());
    let head = format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n");
    raw(url, head.as_bytes()).await
}

/// A browser without cookies opens the address of a sign-in, and is sent on.
pub(crate) async fn open(address: &Url) -> Opened {
    let answer = get(address, "").await;
    assert!(answer.starts_with("HTTP/1.1 303 "), "{answer}");
    let value = |name: &str| answer.split_once(name).unwrap().1.split_once("\r\n").unwrap().0;
    let cookie = value("\r\nSet-Cookie: ").split_once(';').unwrap().0.to_owned();
    Opened { asked: value("\r\nLocation: ").parse().unwrap(), cookie, answer }
}

/// Goes to the redirect address with this query, as the browser that opened the sign-in would: with the cookies of
/// other programs of this machine, too.
pub(crate) async fn go(redirect: &Url, query: &str, cookie: &str) -> String {
    let mut url = redirect.clone();
    url.set_query(Some(query));
    get(&url, &format!("Cookie: _xsrf=2|a; {cookie}; theme=dark\r\n")).await
}
