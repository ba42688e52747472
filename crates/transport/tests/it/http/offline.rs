//! Requests that surely did not reach a server's application, each told as what it is.

use std::sync::Arc;

use homing_domain::ports::{HttpError, HttpRequest, OfflineCause};
use homing_transport::{HttpOptions, ReqwestHttp};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use secrecy::SecretString;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::{SHORT, assert_not_sent, client, failure, request};

async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

#[tokio::test]
async fn where_nothing_listens_the_connection_is_named() {
    let (listener, address) = listener().await;
    drop(listener);
    let error = failure(&client(), request(&format!("http://{address}"))).await;
    assert_not_sent(&error, OfflineCause::Connect);
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_named() {
    // RFC 6761 keeps `invalid` from ever being a domain.
    let error = failure(&client(), request("http://homing.invalid")).await;
    assert_not_sent(&error, OfflineCause::Dns);
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_named() {
    let (listener, address) = listener().await;
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        stream
    });
    let error = failure(&client(), request(&format!("https://{address}"))).await;
    assert_not_sent(&error, OfflineCause::Tls);
    server.await.unwrap();
}

#[tokio::test]
async fn a_connection_cut_during_the_handshake_is_a_failure_of_tls() {
    let (listener, address) = listener().await;
    let server = tokio::spawn(async move { drop(listener.accept().await.unwrap()) });
    let error = failure(&client(), request(&format!("https://{address}"))).await;
    assert_not_sent(&error, OfflineCause::Tls);
    server.await.unwrap();
}

#[tokio::test]
async fn a_handshake_that_never_ends_was_no_connection() {
    let (listener, address) = listener().await;
    let mut options = HttpOptions::default();
    options.connect_timeout = SHORT;
    let client = ReqwestHttp::new(&options).unwrap();
    let error = failure(&client, request(&format!("https://{address}"))).await;
    assert_not_sent(&error, OfflineCause::Connect);
    drop(listener);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_named_and_gets_no_request() {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let (listener, address) = listener().await;
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        TlsAcceptor::from(Arc::new(config)).accept(stream).await.is_ok()
    });
    let error = failure(&client(), request(&format!("https://{address}"))).await;
    assert_not_sent(&error, OfflineCause::Certificate);
    assert!(!server.await.unwrap(), "the handshake must not end well");
}

#[tokio::test]
async fn a_bearer_that_no_header_can_carry_is_not_sent() {
    let (listener, address) = listener().await;
    let bearer = Some(SecretString::from("secret-bearer\n"));
    let error = failure(&client(), HttpRequest { bearer, ..request(&format!("http://{address}")) }).await;
    assert!(matches!(error, HttpError::NotSent { .. }), "{error:?}");
    drop(listener);
}
