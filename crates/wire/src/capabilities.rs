//! The answers that need no sign-in: `/v1/capabilities`, `/healthz` and `/readyz`.

use serde::{Deserialize, Serialize};

/// The version of the API that this crate describes, as [`Capabilities::api_version`] carries it.
pub const API_VERSION: &str = "1";

/// The answer of `GET /v1/capabilities`: what this server takes and what it promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    /// The version of the API: [`API_VERSION`].
    pub api_version: String,
    /// How much one `POST /v1/sync` may carry.
    pub batch: BatchLimits,
    /// For how many days an idempotency key is remembered, at least.
    pub key_days: u32,
    /// For how many seconds after its first use a refresh token is honoured again, so that a lost answer
    /// can be asked for once more; at least 60.
    pub refresh_grace_seconds: u64,
    /// The size in bytes up to which a blob is taken; 0 means that this server takes none, nor screenshots.
    pub blob_max_bytes: u64,
    /// How a person signs in here; absent from servers that know passwords alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignInMethods>,
}

/// The ways to sign in that a server takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInMethods {
    /// Whether `POST /v1/auth/login` is open.
    pub password: bool,
    /// The OpenID provider whose access tokens the server takes, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oidc: Option<OidcProvider>,
}

/// An OpenID provider, and as whom a client goes to it: all that OpenID Connect Discovery does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OidcProvider {
    /// The issuer's URL, as its discovery document and its tokens have it, to the letter.
    pub issuer: String,
    /// The id of a public client (RFC 6749, section 2.1), which has no secret.
    pub client_id: String,
    /// What to ask for, one scope each.
    pub scopes: Vec<String>,
    /// The resource indicator to ask for (RFC 8707): what an access token's `aud` holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
}

/// How much one `POST /v1/sync` may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchLimits {
    /// The greatest number of tasks.
    pub max_tasks: u32,
    /// The greatest size of the whole body, in bytes.
    pub max_bytes: u64,
}

/// The answer of `GET /healthz` and of `GET /readyz`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Always `ok`: a server that is not well does not answer so.
    pub status: String,
}
