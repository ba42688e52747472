//! The OpenID provider whose access tokens are taken, as the operator names it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use homing_wire::OidcProvider;
use rustls::pki_types::CertificateDer;
use url::{Host, Url};

/// An OpenID provider, and what its tokens for this server look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oidc {
    /// What `iss` says, and where the discovery document is.
    pub issuer: Issuer,
    /// The id of the public client that Homing's clients are there; announced, and not looked for in tokens.
    pub client_id: String,
    /// What `aud` must hold; announced as the resource to ask for (RFC 8707). It is not the client's id: an ID token
    /// holds that one.
    pub audience: String,
    /// What clients are told to ask for.
    pub scopes: Vec<String>,
    /// Who may vouch for the provider's certificate, besides those that the system trusts.
    pub authorities: Vec<CertificateDer<'static>>,
    /// How long one answer of the provider may take.
    pub patience: Duration,
}

impl Oidc {
    /// How long one answer of the provider may take, as it is served: a request of a client's waits for it.
    pub const PATIENCE: Duration = Duration::from_secs(5);

    pub(super) fn announced(&self) -> OidcProvider {
        OidcProvider {
            issuer: self.issuer.to_string(),
            client_id: self.client_id.clone(),
            scopes: self.scopes.clone(),
            resource: Some(self.audience.clone()),
        }
    }
}

/// The URL of a provider: `https`, or `http` to this machine. It is compared to the letter, so it stays as it was
/// written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer(String);

/// A text is no issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it takes an https URL without query and fragment, or an http one of this machine's own")]
pub struct IssuerError;

impl Issuer {
    /// Where the discovery document is: OpenID Connect Discovery 1.0, section 4.
    pub(crate) fn discovery(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.0.trim_end_matches('/'))
    }

    /// Whether it is a provider on this machine.
    pub(crate) fn is_here(&self) -> bool {
        Url::parse(&self.0).is_ok_and(|url| is_loopback(&url))
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Issuer {
    type Err = IssuerError;

    fn from_str(text: &str) -> Result<Self, IssuerError> {
        let url = Url::parse(text).map_err(|_| IssuerError)?;
        let plain = url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if plain && is_private(&url) { Ok(Self(text.to_owned())) } else { Err(IssuerError) }
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether nobody on the way can read or change what goes to this URL.
pub(crate) fn is_private(url: &Url) -> bool {
    url.scheme() == "https" && url.has_host() || url.scheme() == "http" && is_loopback(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).to_canonical().is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn an_issuer_is_an_https_url_or_one_of_this_machine_and_stays_as_it_was_written() {
        for good in [
            "https://id.example.org",
            "https://ID.example.org:443/realms/one/",
            "http://127.0.0.1:8080",
            "http://[::1]:8080/id",
            "http://localhost:8080",
        ] {
            assert_eq!(good.parse::<Issuer>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "id.example.org",
            "http://id.example.org",
            "http://192.0.2.1",
            "http://127.0.0.1.example.org",
            "https://id.example.org?realm=one",
            "https://id.example.org#one",
            "https://user:word@id.example.org",
            "file:///etc/passwd",
        ] {
            assert_eq!(bad.parse::<Issuer>(), Err(IssuerError), "{bad}");
        }
    }

    #[test]
    fn the_discovery_document_is_below_the_issuer() {
        for issuer in ["https://id.example.org/one", "https://id.example.org/one/"] {
            let issuer: Issuer = issuer.parse().unwrap();
            assert_eq!(issuer.discovery(), "https://id.example.org/one/.well-known/openid-configuration");
        }
    }
}
