//! A forward proxy as companies have one: it tunnels (CONNECT), hands requests without TLS on whole, and may want a
//! user and a password. Whatever name a client asks for, it leads to one address: no test depends on name resolution.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// `anna:seven-lanterns-proxy` as a proxy is told it.
const BASIC: &str = "basic yw5uytpzzxzlbi1syw50zxjucy1wcm94eq==";

/// The user and password that the proxy wants, as they stand in its address.
pub const PROXY_USER: &str = "anna:seven-lanterns-proxy";

/// A running forward proxy. It ends with this.
#[derive(Debug)]
pub struct ForwardProxy {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

/// What a forward proxy does besides leading on.
#[derive(Clone, Default)]
pub struct Conduct {
    /// Whether it wants [`PROXY_USER`].
    pub wants_sign_in: bool,
    /// Ends the TLS of a tunnel in the server's place, which speaks none.
    pub tls: Option<Arc<ServerConfig>>,
}

impl ForwardProxy {
    /// Starts one that leads to `upstream`.
    ///
    /// # Errors
    /// There is no port.
    pub async fn start(upstream: SocketAddr, conduct: Conduct) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let asked = Arc::new(Mutex::new(Vec::new()));
        let journal = Arc::clone(&asked);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (conduct, journal) = (conduct.clone(), Arc::clone(&journal));
                // A connection that fails is the client's to notice.
                tokio::spawn(async move { drop(lead(stream, upstream, &conduct, &journal).await) });
            }
        });
        Ok(Self { address, asked, task })
    }

    /// Its address with this user and password.
    #[must_use]
    pub fn url(&self, user: &str) -> String {
        let at = if user.is_empty() { "" } else { "@" };
        format!("http://{user}{at}{}", self.address)
    }

    /// The first line of the first request on each connection.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for ForwardProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn lead(
    mut client: TcpStream,
    upstream: SocketAddr,
    conduct: &Conduct,
    journal: &Mutex<Vec<String>>,
) -> Result<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        anyhow::ensure!(client.read_buf(&mut head).await? > 0, "the client hung up");
    }
    let text = String::from_utf8_lossy(&head).into_owned();
    let first = text.lines().next().unwrap_or_default().to_owned();
    let tunnel = first.starts_with("CONNECT ");
    journal.lock().unwrap_or_else(PoisonError::into_inner).push(first);
    let signed_in = text.to_lowercase().contains(&format!("proxy-authorization: {BASIC}"));
    if conduct.wants_sign_in && !signed_in {
        let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\
                       content-length: 0\r\nconnection: close\r\n\r\n";
        client.write_all(refusal.as_bytes()).await?;
        return Ok(client.shutdown().await?);
    }
    let mut server = TcpStream::connect(upstream).await?;
    if !tunnel {
        server.write_all(&head).await?;
        copy_bidirectional(&mut client, &mut server).await?;
        return Ok(());
    }
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
    match &conduct.tls {
        Some(tls) => {
            let mut client = TlsAcceptor::from(Arc::clone(tls)).accept(client).await?;
            copy_bidirectional(&mut client, &mut server).await?;
        }
        None => {
            copy_bidirectional(&mut client, &mut server).await?;
        }
    }
    Ok(())
}

/// An authority that no system knows, as PEM, and the TLS of a server of this name under it.
///
/// # Errors
/// No keys can be made.
pub fn own_authority(name: &str) -> Result<(String, Arc<ServerConfig>)> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(vec![name.to_owned()])?.signed_by(&key, &authority)?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
        .context("the certificate does not fit its key")?;
    Ok((authority.pem(), Arc::new(config)))
}
