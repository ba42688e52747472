//! That an OpenID provider is asked over TLS, and believed where its certificate is vouched for.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::serve::Listener;
use homing_server::Settings;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::provider::{Key, Provider};
use crate::server::Server;

/// A socket whose connections are encrypted; those that fail are passed over.
struct Encrypted {
    inner: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for Encrypted {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = self.inner.accept().await.unwrap();
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.inner.local_addr()
    }
}

/// A provider with a certificate that vouches for itself.
async fn with_a_certificate_of_its_own(key: &Key) -> (Provider, CertificateDer<'static>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = made.cert.der().clone();
    let private = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], private)
        .unwrap();
    let inner = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("https://localhost:{}", inner.local_addr().unwrap().port());
    let listener = Encrypted { inner, acceptor: TlsAcceptor::from(Arc::new(config)) };
    (Provider::on(listener, issuer, key), certificate)
}

#[tokio::test]
async fn a_provider_is_believed_where_the_operator_vouches_for_its_certificate_and_else_it_is_away() {
    let key = Key::new("one");
    let (provider, certificate) = with_a_certificate_of_its_own(&key).await;
    let token = key.token(provider.issuer());
    let unknown = Server::start_with(provider.settings()).await;
    assert_eq!(unknown.get("/v1/user", Some(&token)).await.problem(), "provider-unavailable");
    let mut oidc = provider.settings().oidc.unwrap();
    oidc.authorities.push(certificate);
    let vouched = Server::start_with(Settings { oidc: Some(oidc), ..Settings::default() }).await;
    assert_eq!(vouched.get("/v1/user", Some(&token)).await.status, 200);
}
