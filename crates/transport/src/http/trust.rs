//! Certificates of one's own: a file that names whom TLS trusts besides the operating system.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject as _};

/// Authorities that are trusted besides those of the operating system.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ExtraRoots(Vec<CertificateDer<'static>>);

/// A CA file that can't be used. Nothing was trusted in its place.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaFileError {
    /// It is not there or can't be read.
    #[error("the CA file {} can't be read", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// There is no certificate in it.
    #[error("the CA file {} holds no certificate", path.display())]
    Empty {
        /// Which file.
        path: PathBuf,
    },
    /// Its text is not PEM.
    #[error("the CA file {} is not PEM", path.display())]
    NotPem {
        /// Which file.
        path: PathBuf,
        /// Where and why.
        #[source]
        source: Box<pem::Error>,
    },
    /// A block in it says that it is a certificate and is none.
    #[error("certificate {number} of the CA file {} can't be used", path.display())]
    NotACertificate {
        /// Which file.
        path: PathBuf,
        /// Which one, from 1 on.
        number: usize,
        /// Why.
        #[source]
        source: rustls::Error,
    },
}

/// More than every authority of every operating system together.
const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

impl ExtraRoots {
    /// Reads every certificate of a PEM file; other blocks, such as keys, are passed over.
    ///
    /// # Errors
    /// [`CaFileError`].
    pub fn read(path: &Path) -> Result<Self, CaFileError> {
        let unreadable = |source| CaFileError::Unreadable { path: path.to_owned(), source };
        let size = std::fs::metadata(path).map_err(unreadable)?.len();
        if size > MAX_FILE_BYTES {
            return Err(unreadable(io::ErrorKind::FileTooLarge.into()));
        }
        Self::from_pem(&std::fs::read(path).map_err(unreadable)?, path)
    }

    fn from_pem(text: &[u8], path: &Path) -> Result<Self, CaFileError> {
        let mut roots = Vec::new();
        for (certificate, number) in CertificateDer::pem_slice_iter(text).zip(1..) {
            let certificate = certificate
                .map_err(|error| CaFileError::NotPem { path: path.to_owned(), source: Box::new(error) })?;
            RootCertStore::empty()
                .add(certificate.clone())
                .map_err(|source| CaFileError::NotACertificate { path: path.to_owned(), number, source })?;
            roots.push(certificate);
        }
        if roots.is_empty() {
            return Err(CaFileError::Empty { path: path.to_owned() });
        }
        Ok(Self(roots))
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub(super) fn certificates(&self) -> impl Iterator<Item = CertificateDer<'static>> {
        self.0.iter().cloned()
    }
}

impl fmt::Debug for ExtraRoots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} certificates", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn read(text: &str) -> Result<ExtraRoots, CaFileError> {
        ExtraRoots::from_pem(text.as_bytes(), Path::new("ca.pem"))
    }

    fn certificate() -> String {
        rcgen::generate_simple_self_signed(["ca.example.org".to_owned()]).unwrap().cert.pem()
    }

    #[test]
    fn every_certificate_of_a_file_counts_and_a_key_is_passed_over() {
        let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
        let file = format!("a remark\n{}{key}{}", certificate(), certificate());
        assert_eq!(read(&file).unwrap().count(), 2);
    }

    #[test]
    fn a_file_without_a_certificate_is_no_ca_file() {
        for text in ["", "hello", &rcgen::KeyPair::generate().unwrap().serialize_pem()] {
            assert!(matches!(read(text), Err(CaFileError::Empty { .. })), "{text}");
        }
    }

    #[test]
    fn a_block_that_is_cut_or_no_certificate_is_named() {
        let whole = certificate();
        assert!(matches!(read(&whole[..whole.len() / 2]), Err(CaFileError::NotPem { .. })));
        let other = "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n";
        let error = read(&format!("{whole}{other}")).unwrap_err();
        assert!(matches!(error, CaFileError::NotACertificate { number: 2, .. }), "{error:?}");
    }

    #[test]
    fn a_file_that_is_not_there_is_unreadable() {
        let error = ExtraRoots::read(Path::new("/nonexistent/ca.pem")).unwrap_err();
        assert_eq!(error.to_string(), "the CA file /nonexistent/ca.pem can't be read");
    }
}
