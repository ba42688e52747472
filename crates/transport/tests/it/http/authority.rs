//! An authority made for one test, and servers whose certificates it signs.

use std::io::Write as _;
use std::sync::Arc;

use homing_transport::{ExtraRoots, HttpOptions, ReqwestHttp};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// The name under which a test reaches its server where a proxy resolves names. RFC 6761 keeps it from
/// ever being a domain.
pub(super) const NAME: &str = "server.test";

/// An authority that no operating system knows.
pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// What may be wrong with a certificate that the authority signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    None,
    Ended,
    NotBegun,
    OtherName,
}

impl Authority {
    pub(super) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Clients that trust it, by way of a CA file on disk.
    pub(super) fn options(&self) -> HttpOptions {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(self.0.pem().as_bytes()).unwrap();
        let mut options = HttpOptions::default();
        options.extra_roots = ExtraRoots::read(file.path()).unwrap();
        options
    }

    pub(super) fn trusting_client(&self) -> ReqwestHttp {
        ReqwestHttp::new(&self.options()).unwrap()
    }

    fn server_config(&self, flaw: Flaw) -> ServerConfig {
        let names = if flaw == Flaw::OtherName { vec!["other.test"] } else { vec!["127.0.0.1", NAME] };
        let mut params =
            CertificateParams::new(names.into_iter().map(str::to_owned).collect::<Vec<_>>()).unwrap();
        match flaw {
            Flaw::Ended => params.not_after = date_time_ymd(2001, 1, 1),
            Flaw::NotBegun => params.not_before = date_time_ymd(4000, 1, 1),
            Flaw::None | Flaw::OtherName => {}
        }
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )
            .unwrap()
    }

    /// A server that answers one request with 204. Gives its address, and whether a request came.
    pub(super) async fn server(&self, flaw: Flaw) -> (String, JoinHandle<bool>) {
        let config = self.server_config(flaw);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            match TlsAcceptor::from(Arc::new(config)).accept(stream).await {
                Ok(mut stream) => {
                    let came = !read_head(&mut stream).await.is_empty();
                    stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await.unwrap();
                    stream.shutdown().await.unwrap();
                    came
                }
                Err(_) => false,
            }
        });
        (address, server)
    }
}

/// Reads until the end of a request's head.
pub(super) async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if stream.read_buf(&mut head).await.unwrap_or(0) == 0 {
            break;
        }
    }
    head
}
