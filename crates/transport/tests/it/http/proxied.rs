//! Requests with a proxy on the way: what goes through it, and whose fault a failure is.

use homing_domain::ports::{Http as _, HttpError, OfflineCause};
use homing_transport::{HttpOptions, ReqwestHttp};
use tokio::io::{AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::authority::{Authority, Flaw, NAME, read_head};
use super::{SHORT, assert_not_sent, failure, request};

/// What no error of a request through the proxy may show.
const PASSWORD: &str = "secret-proxy";

/// A proxy that reads one request's head and does as it is told; gives the head.
async fn proxy<F>(
    conduct: impl FnOnce(TcpStream, Vec<u8>) -> F + Send + 'static,
) -> (String, JoinHandle<String>)
where
    F: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let head = read_head(&mut stream).await;
        conduct(stream, head.clone()).await;
        String::from_utf8(head).unwrap()
    });
    (format!("http://anna:{PASSWORD}@{address}"), task)
}

async fn answering(answer: &'static str) -> (String, JoinHandle<String>) {
    proxy(async |mut stream, _| {
        stream.write_all(answer.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
    })
    .await
}

fn through(proxy: &str, mut options: HttpOptions) -> ReqwestHttp {
    options.proxy = proxy.parse().unwrap();
    ReqwestHttp::new(&options).unwrap()
}

async fn cause_of(proxy: &str, address: &str) -> OfflineCause {
    cause_within(HttpOptions::default(), proxy, address).await
}

async fn cause_within(options: HttpOptions, proxy: &str, address: &str) -> OfflineCause {
    match failure(&through(proxy, options), request(address)).await {
        HttpError::NotSent { cause, .. } => cause,
        error => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_request_to_a_server_with_tls_goes_through_a_tunnel_that_sees_no_secret() {
    let authority = Authority::new();
    let (server, came) = authority.server(Flaw::None).await;
    let (proxy, head) = proxy(async move |mut stream, _| {
        let mut upstream = TcpStream::connect(server).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
        // Either side may end it in its own way.
        drop(copy_bidirectional(&mut stream, &mut upstream).await);
    })
    .await;
    let client = through(&proxy, authority.options());
    let answer = client.send(request(&format!("https://{NAME}"))).await.unwrap();
    assert_eq!(answer.status, 204);
    assert!(came.await.unwrap());
    drop(client);
    let head = head.await.unwrap();
    assert!(head.starts_with("CONNECT server.test:443 HTTP/1.1\r\n"), "{head}");
    assert!(head.to_lowercase().contains("proxy-authorization: basic "), "{head}");
    assert!(!head.contains("secret"), "{head}");
}

#[tokio::test]
async fn a_request_without_tls_is_handed_to_the_proxy_whole() {
    let (proxy, head) = answering("HTTP/1.1 204 No Content\r\n\r\n").await;
    let client = through(&proxy, HttpOptions::default());
    let answer = client.send(request(&format!("http://{NAME}:8080"))).await.unwrap();
    assert_eq!(answer.status, 204);
    assert!(head.await.unwrap().starts_with("POST http://server.test:8080/path?code="));
}

#[tokio::test]
async fn a_certificate_seen_through_a_tunnel_is_the_servers_affair() {
    let authority = Authority::new();
    let (server, came) = authority.server(Flaw::Ended).await;
    let (proxy, _) = proxy(async move |mut stream, _| {
        let mut upstream = TcpStream::connect(server).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        drop(copy_bidirectional(&mut stream, &mut upstream).await);
    })
    .await;
    let client = through(&proxy, authority.options());
    let error = failure(&client, request(&format!("https://{NAME}"))).await;
    assert_not_sent(&error, OfflineCause::CertificateDates);
    assert!(!came.await.unwrap());
}

#[tokio::test]
async fn a_proxy_that_wants_a_sign_in_is_named() {
    for address in ["https://server.test", "http://server.test"] {
        let (proxy, _) = answering("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").await;
        assert_eq!(cause_of(&proxy, address).await, OfflineCause::Proxy, "{address}");
    }
}

#[tokio::test]
async fn a_proxy_that_lets_nothing_through_is_named() {
    for answer in ["HTTP/1.1 403 Forbidden\r\n\r\n", "HTTP/1.1 502 Bad Gateway\r\n\r\n", "SSH-2.0-x\r\n"] {
        let (proxy, _) = answering(answer).await;
        assert_eq!(cause_of(&proxy, "https://server.test").await, OfflineCause::ProxyRefused, "{answer}");
    }
}

#[tokio::test]
async fn a_dead_proxy_is_the_proxys_fault_with_and_without_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let dead = format!("http://anna:{PASSWORD}@{}", listener.local_addr().unwrap());
    drop(listener);
    for address in ["https://server.test", "http://server.test"] {
        assert_eq!(cause_of(&dead, address).await, OfflineCause::ProxyUnreachable, "{address}");
        let nameless = "http://homing-proxy.invalid:3128";
        assert_eq!(cause_of(nameless, address).await, OfflineCause::ProxyUnreachable, "{address}");
        let socks = dead.replace("http://", "socks5://");
        assert_eq!(cause_of(&socks, address).await, OfflineCause::ProxyUnreachable, "{address}");
    }
}

#[tokio::test]
async fn a_proxy_that_hangs_up_or_never_answers_is_the_proxys_fault() {
    let (hangs_up, _) = answering("").await;
    assert_eq!(cause_of(&hangs_up, "https://server.test").await, OfflineCause::ProxyUnreachable);
    let (silent, task) = proxy(async |_stream, _| std::future::pending::<()>().await).await;
    let mut impatient = HttpOptions::default();
    impatient.connect_timeout = SHORT;
    let cause = cause_within(impatient, &silent, "https://server.test").await;
    assert_eq!(cause, OfflineCause::ProxyUnreachable);
    task.abort();
}

#[tokio::test]
async fn a_server_on_this_machine_is_never_asked_through_a_proxy() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let head = read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await.unwrap();
        head
    });
    let client = through("http://homing-proxy.invalid:3128", HttpOptions::default());
    assert_eq!(client.send(request(&format!("http://127.0.0.1:{port}"))).await.unwrap().status, 204);
    assert!(server.await.unwrap().starts_with(b"POST /path?"));
}
