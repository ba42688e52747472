//! Whom TLS trusts: what the operating system trusts, and the authorities of a CA file. No process-wide
//! provider is installed, so that a host program keeps its own.

use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::trust::ExtraRoots;

/// TLS 1.2 and 1.3 over ring.
///
/// A machine without any certificates trusts nobody: an `https` server is refused there as not trusted,
/// and a server on the same machine over `http` still works. On Linux `SSL_CERT_FILE` and `SSL_CERT_DIR`
/// name what stands for the system's.
pub(super) fn config(roots: &ExtraRoots) -> Result<ClientConfig, rustls::Error> {
    watched(roots, |verifier| verifier)
}

/// As [`config`], with a chance to put something between TLS and whoever judges a certificate.
pub(super) fn watched(
    roots: &ExtraRoots,
    watch: impl FnOnce(Arc<dyn ServerCertVerifier>) -> Arc<dyn ServerCertVerifier>,
) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let trusting = match Verifier::new_with_extra_roots(roots.certificates(), Arc::clone(&provider)) {
        Ok(verifier) => {
            let verifier = watch(Arc::new(verifier));
            builder(&provider)?.dangerous().with_custom_certificate_verifier(verifier)
        }
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "this system trusts no certificates");
            builder(&provider)?.with_root_certificates(RootCertStore::empty())
        }
    };
    Ok(trusting.with_no_client_auth())
}

fn builder(
    provider: &Arc<CryptoProvider>,
) -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, rustls::Error> {
    ClientConfig::builder_with_provider(Arc::clone(provider)).with_safe_default_protocol_versions()
}
