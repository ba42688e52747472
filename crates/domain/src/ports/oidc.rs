//! Sign-in at an OpenID provider: what a server announces of it, and what is kept beside tokens that one granted.
//! Not the sign-in itself: that is an adapter's.

use serde::{Deserialize, Serialize};
use url::Url;

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
