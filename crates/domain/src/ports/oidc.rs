//! Sign-in at an OpenID provider: what a server announces of it, and what is kept beside tokens that one granted.
//! Not the sign-in itself: that is an adapter's.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::account::ServerUrl;

/// How a server lets people sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInMethods {
    /// With name and password, at the server itself.
    pub password: bool,
    /// In the browser, at a provider that the server trusts.
    pub oidc: Option<OidcProvider>,
}

impl SignInMethods {
    /// What a server takes that announces nothing.
    pub const PASSWORD_ALONE: Self = Self { password: true, oidc: None };
}

/// An OpenID provider as a server announces it. Nothing of it is secret: the client is a public one (RFC 8252, 8.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OidcProvider {
    /// The issuer's identifier, to the letter: whatever is compared with it is compared as text.
    pub issuer: String,
    /// What the provider calls this program.
    pub client_id: String,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// For whom access tokens are meant (RFC 8707).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
}

impl OidcProvider {
    /// Whether the tokens that `server` asks for are good at its own address and at no other (as in RFC 9728, 3.3:
    /// of one origin). Where they are not, a server could have a person sign in at a provider that both trust, and
    /// use the tokens at somebody else's.
    #[must_use]
    pub fn is_for(&self, server: &ServerUrl) -> bool {
        let of_server =
            |resource: &String| Url::parse(resource).is_ok_and(|it| it.origin() == server.url().origin());
        self.resource.as_ref().is_none_or(of_server)
    }
}

/// Who granted tokens. Exhaustive: whoever adds one says how it is asked for more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantedBy {
    /// The account's own server: a [`super::SignInApi`] knows how it is asked.
    #[default]
    Server,
    /// An OpenID provider.
    Oidc(Box<OidcGrant>),
}

/// All that it takes to renew and to revoke what an OpenID provider granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OidcGrant {
    /// The provider.
    #[serde(flatten)]
    pub provider: OidcProvider,
    /// Where a refresh token is exchanged (RFC 6749, 6).
    pub token_endpoint: Url,
    /// Where it is revoked (RFC 7009), where the provider has such a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revocation_endpoint: Option<Url>,
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn tokens_are_for_a_server_where_the_resource_is_of_its_origin_or_not_named() {
        let is_for = |resource: Option<&str>| {
            let (issuer, client_id) = ("https://id.example.org".to_owned(), "homing".to_owned());
            let provider =
                OidcProvider { issuer, client_id, scopes: Vec::new(), resource: resource.map(str::to_owned) };
            provider.is_for(&"https://time.example.org/api".parse().unwrap())
        };
        assert!(is_for(None) && is_for(Some("https://time.example.org")));
        assert!(is_for(Some("https://time.example.org:443/v1")));
        for other in [
            "https://time.example.org:8443",
            "http://time.example.org",
            "https://other.example.org",
            "urn:time",
            "time.example.org",
            "",
        ] {
            assert!(!is_for(Some(other)), "{other}");
        }
    }
}
