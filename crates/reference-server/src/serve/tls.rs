//! TLS by a certificate that the operator has: 1.2 and 1.3, read from two files, read again when asked.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::version::{TLS12, TLS13};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use zeroize::Zeroizing;

/// The certificate or its key can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// A file can't be read.
    #[error("The certificate or its key can't be read. Check the path and who may read it: {}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Every user of the machine can read or change the key.
    #[error(
        "The private key is open to other users of this machine (mode {mode:03o}), so it may be known already. \
         Make it anew, or close it with `chmod 600`: {}",
        path.display()
    )]
    OpenKey {
        /// Which file.
        path: PathBuf,
        /// Its rights.
        mode: u32,
    },
    /// A file is not what it should be.
    #[error("This file holds no {wanted} in PEM: {}", path.display())]
    Pem {
        /// What it should hold.
        wanted: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the reader said.
        #[source]
        source: Option<pem::Error>,
    },
    /// The two do not go together, or are of a kind that is not known.
    #[error("This certificate can't be used with this key: {}", certificate.display())]
    Unusable {
        /// The certificate's file.
        certificate: PathBuf,
        /// What TLS said.
        source: rustls::Error,
    },
}

/// A certificate, its key, and how they are used. Clones share them.
#[derive(Clone)]
pub struct Tls {
    certificate: Arc<Path>,
    key: Arc<Path>,
    now: Arc<RwLock<Arc<ServerConfig>>>,
}

impl Tls {
    /// Reads the certificate chain (the server's own first) and the private key, both in PEM.
    ///
    /// # Errors
    /// See [`TlsError`].
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let now = Arc::new(RwLock::new(read(certificate, key)?));
        Ok(Self { certificate: certificate.into(), key: key.into(), now })
    }

    /// Reads both files again; connections from now on see what is in them.
    ///
    /// # Errors
    /// See [`TlsError`]. What was in use stays in use.
    pub fn reload(&self) -> Result<(), TlsError> {
        let new = read(&self.certificate, &self.key)?;
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }

    pub(super) async fn accept<S>(&self, stream: S) -> io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let now = Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner));
        TlsAcceptor::from(now).accept(stream).await
    }
}

fn read(certificate: &Path, key: &Path) -> Result<Arc<ServerConfig>, TlsError> {
    let unusable = |source| TlsError::Unusable { certificate: certificate.to_owned(), source };
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(unusable)?
        .with_no_client_auth()
        .with_single_cert(read_chain(certificate)?, read_key(key)?)
        .map_err(unusable)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let text = open(path)?.1;
    let no_pem = |source| TlsError::Pem { wanted: "certificate", path: path.to_owned(), source };
    let chain = CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>();
    let chain = chain.map_err(|error| no_pem(Some(error)))?;
    if chain.is_empty() { Err(no_pem(None)) } else { Ok(chain) }
}

fn read_key(path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    let (file, text) = open(path)?;
    check_rights(path, &file)?;
    let no_pem =
        |source| TlsError::Pem { wanted: "private key", path: path.to_owned(), source: Some(source) };
    PrivateKeyDer::from_pem_slice(&text).map_err(no_pem)
}

fn open(path: &Path) -> Result<(File, Zeroizing<Vec<u8>>), TlsError> {
    let unread = |source| TlsError::Read { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(unread)?;
    let mut text = Zeroizing::new(vec![]);
    file.read_to_end(&mut text).map_err(unread)?;
    Ok((file, text))
}

/// The group may read it: that is how a key is shared with one service. Nobody else may, and it may change it.
#[cfg(unix)]
fn check_rights(path: &Path, file: &File) -> Result<(), TlsError> {
    use std::os::unix::fs::PermissionsExt as _;
    /// Writing by the group, anything by others.
    const TOO_OPEN: u32 = 0o027;
    let unread = |source| TlsError::Read { path: path.to_owned(), source };
    let mode = file.metadata().map_err(unread)?.permissions().mode() & 0o777;
    if mode & TOO_OPEN == 0 { Ok(()) } else { Err(TlsError::OpenKey { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "on Unix it can fail")]
fn check_rights(_: &Path, _: &File) -> Result<(), TlsError> {
    Ok(())
}
