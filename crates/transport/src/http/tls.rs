//! Whom TLS trusts: what the operating system trusts. No process-wide provider is installed, so that a
//! host program keeps its own.

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

/// TLS 1.2 and 1.3 over ring.
///
/// A machine without any certificates trusts nobody: an `https` server is refused there as not trusted,
/// and a server on the same machine over `http` still works.
pub(super) fn config() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let trusting = match builder(&provider)?.with_platform_verifier() {
        Ok(trusting) => trusting,
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
