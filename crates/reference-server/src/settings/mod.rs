//! What an operator may set, and what the server promises its clients. Plain values, no parsing: where they
//! come from is `command`'s business.

mod grace;
mod limits;
mod oidc;

use std::time::Duration;

use ipnet::IpNet;

use homing_wire::{API_VERSION, BatchLimits, Capabilities, SignInMethods};

pub use grace::{RefreshGrace, RefreshGraceError};
pub use limits::Limits;
pub(crate) use oidc::is_private;
pub use oidc::{Issuer, IssuerError, Oidc};

/// For how many days a key is remembered, at least; the API's own minimum.
pub(crate) const KEY_DAYS: u32 = 30;

/// How long tokens live, how much a client may ask for, and what is around the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How long an access token is good.
    pub access_token_life: Duration,
    /// How long an unused refresh token is good.
    pub refresh_token_life: Duration,
    /// For how long after its first use a refresh token is honoured again.
    pub refresh_grace: RefreshGrace,
    /// How much a client may ask for at once and in a minute.
    pub limits: Limits,
    /// Whether an entry may name only a project that the operator has made. Where not, any text is a
    /// project; an archived one is refused in either case.
    pub strict_projects: bool,
    /// Whether every request comes through a proxy of the operator's. Then, and only then, its
    /// `X-Forwarded-For` is believed: its last address is the client's.
    pub behind_proxy: bool,
    /// The proxies' own networks. Where there are any, `X-Forwarded-For` is believed only of a peer among them, and
    /// the last address in it that is not among them is the client's.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether names and passwords sign in. Where not, sign-ins that were made by one go on until they end.
    pub password_sign_in: bool,
    /// The OpenID provider whose access tokens are taken beside the server's own.
    pub oidc: Option<Oidc>,
}

impl Default for Settings {
    /// 15 minutes, 30 days, 60 seconds, [`Limits::default`], any project, no proxy, passwords alone.
    fn default() -> Self {
        Self {
            access_token_life: Duration::from_secs(15 * 60),
            refresh_token_life: Duration::from_secs(30 * 24 * 60 * 60),
            refresh_grace: RefreshGrace::default(),
            limits: Limits::default(),
            strict_projects: false,
            behind_proxy: false,
            trusted_proxies: Vec::new(),
            password_sign_in: true,
            oidc: None,
        }
    }
}

impl Settings {
    /// What `GET /v1/capabilities` says.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        Capabilities {
            api_version: API_VERSION.to_owned(),
            batch: BatchLimits {
                max_tasks: self.limits.max_batch_tasks,
                max_bytes: self.limits.max_body_bytes.try_into().unwrap_or(u64::MAX),
            },
            key_days: KEY_DAYS,
            refresh_grace_seconds: self.refresh_grace.duration().as_secs(),
            blob_max_bytes: self.limits.max_blob_bytes,
            sign_in: Some(SignInMethods {
                password: self.password_sign_in,
                oidc: self.oidc.as_ref().map(Oidc::announced),
            }),
        }
    }
}
