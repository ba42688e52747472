//! Asking the provider: for its discovery document, its keys, and what it calls a person. Each question is one
//! request, without a second try; when to ask is `cache`'s part.

use std::sync::Arc;

use homing_wire::Secret;
use reqwest::{Client, RequestBuilder, redirect, retry};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;
use serde::Deserialize;
use url::Url;

use super::keys::Keys;
use super::token::Names;
use crate::settings::{Issuer, Oidc, is_private};

/// The longest answer that is read; usual ones have some kilobytes.
const MAX_ANSWER_BYTES: usize = 256 * 1024;

const USER_AGENT: &str = concat!("homing-server/", env!("CARGO_PKG_VERSION"));

/// Requests to the provider can't be set up. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// rustls refused its configuration.
    #[error("Encrypted connections to the OpenID provider can't be set up.")]
    Tls(#[source] rustls::Error),
    /// reqwest refused its configuration.
    #[error("Requests to the OpenID provider can't be set up.")]
    Client(#[source] reqwest::Error),
}

/// The provider gave no answer that could be used. No variant holds anything of a token.
#[derive(Debug, thiserror::Error)]
pub(super) enum AskError {
    #[error("the provider did not answer")]
    Request(#[source] reqwest::Error),
    #[error("the provider answered with status {0}")]
    Status(u16),
    #[error("the provider's answer has more than {MAX_ANSWER_BYTES} bytes")]
    TooLong,
    #[error("the provider's answer is not what it should be")]
    Unreadable(#[source] serde_json::Error),
    #[error("the provider shows no key that could sign a token")]
    NoKeys,
    #[error("the discovery document is another issuer's")]
    OtherIssuer,
    #[error("the discovery document names an address that others could read or change on the way")]
    InTheClear,
}

/// The part of the discovery document that is used: OpenID Connect Discovery 1.0, section 3.
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: Url,
    userinfo_endpoint: Option<Url>,
}

/// The answer of the userinfo endpoint: OpenID Connect Core 1.0, section 5.3.2.
#[derive(Deserialize)]
struct UserInfo {
    sub: String,
    #[serde(flatten)]
    names: Names,
}

/// What the provider says of itself.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) keys: Keys,
    pub(super) userinfo: Option<Url>,
}

/// How the provider is asked.
pub(super) struct Provider {
    issuer: Issuer,
    client: Client,
}

impl Provider {
    pub(super) fn new(settings: &Oidc) -> Result<Self, SetupError> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls(settings)?)
            .http1_only()
            // Another address than the one that was asked is another provider.
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .timeout(settings.patience)
            .pool_max_idle_per_host(0)
            .user_agent(USER_AGENT);
        // No proxy reaches this machine's own ports.
        let client = if settings.issuer.is_here() { client.no_proxy() } else { client };
        let client = client.build().map_err(SetupError::Client)?;
        Ok(Self { issuer: settings.issuer.clone(), client })
    }

    /// Its keys, and where they are no longer known the place where they are.
    pub(super) async fn ask(&self) -> Result<Said, AskError> {
        let document = answer(self.client.get(self.issuer.discovery())).await?;
        let document: Discovery = serde_json::from_slice(&document).map_err(AskError::Unreadable)?;
        if document.issuer != self.issuer.as_str() {
            return Err(AskError::OtherIssuer);
        }
        if !is_private(&document.jwks_uri) {
            return Err(AskError::InTheClear);
        }
        let keys = answer(self.client.get(document.jwks_uri)).await?;
        let keys = Keys::read(&keys).map_err(AskError::Unreadable)?;
        if keys.is_empty() {
            // A provider in trouble: who takes a key back shows another one.
            return Err(AskError::NoKeys);
        }
        Ok(Said { keys, userinfo: document.userinfo_endpoint.filter(is_private) })
    }

    /// What it calls the person of this token. An answer about somebody else is none.
    pub(super) async fn names(
        &self,
        userinfo: Url,
        token: &Secret,
        subject: &str,
    ) -> Result<Option<Names>, AskError> {
        // Marks the header as sensitive.
        let person = answer(self.client.get(userinfo).bearer_auth(token.expose())).await?;
        let person: UserInfo = serde_json::from_slice(&person).map_err(AskError::Unreadable)?;
        Ok((person.sub == subject).then_some(person.names))
    }
}

async fn answer(request: RequestBuilder) -> Result<Vec<u8>, AskError> {
    let mut response = request.send().await.map_err(AskError::Request)?;
    if response.status().as_u16() != 200 {
        return Err(AskError::Status(response.status().as_u16()));
    }
    let mut body = vec![];
    while let Some(chunk) = response.chunk().await.map_err(AskError::Request)? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(AskError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// TLS 1.2 and 1.3 over ring, trusting whom the system trusts and whom the operator names.
fn tls(settings: &Oidc) -> Result<ClientConfig, SetupError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(SetupError::Tls)?;
    let builder = match Verifier::new_with_extra_roots(settings.authorities.iter().cloned(), provider) {
        Ok(verifier) => builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "this system trusts no certificates");
            builder.with_root_certificates(RootCertStore::empty())
        }
    };
    Ok(builder.with_no_client_auth())
}
