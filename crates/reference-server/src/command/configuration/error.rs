//! What is wrong with a configuration, said so that it can be mended without looking anything up.

use std::io;
use std::path::PathBuf;

use super::layers::Source;
use crate::store::PostgresUrlError;

/// The configuration can't be used. Nothing was started or changed.
#[derive(Debug, thiserror::Error)]
pub(in crate::command) enum ConfigurationError {
    #[error("The configuration file can't be read. Nothing was changed: {}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("The configuration file is no TOML: {reason}, at line {line} of {}", path.display())]
    Toml { path: PathBuf, line: usize, reason: String },
    #[error(
        "The configuration file has a setting that is not known. Take it out or correct it; \
         `homing-server serve --help` has them all: {name:?} in {}",
        path.display()
    )]
    UnknownKey { path: PathBuf, name: String },
    #[error("A setting can't be used: {name} is {text:?} by {from}")]
    Value {
        name: &'static str,
        text: String,
        from: Source,
        #[source]
        reason: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("TLS takes a certificate and its key: set both, or neither. Only this one is set: {name}")]
    HalfTls { name: &'static str },
    #[error(
        "This address can be reached from other machines, and passwords and tokens could be read on the way. \
         Set tls.certificate and tls.key, or say behind_proxy where a proxy of yours does TLS, or insecure_http \
         where you accept it. Nothing was started: {address}"
    )]
    Exposed { address: std::net::SocketAddr },
    #[error("trusted_proxies names proxies, and behind_proxy says that there is none: set both, or neither.")]
    NoProxy,
    #[error(
        "An OpenID provider takes oidc_issuer, oidc_client_id and oidc_audience: set all of them, or none of \
         oidc_*. This one is missing: {name}"
    )]
    PartOfOidc { name: &'static str },
    #[error(
        "oidc_audience is what oidc_client_id is, so that an ID token would pass for an access token. Give this \
         server an audience of its own at the provider, such as its URL: {audience}"
    )]
    SameAudience { audience: String },
    #[error("The certificates that oidc_ca names can't be used. Check the path and who may read it: {}", path.display())]
    OidcCa {
        path: PathBuf,
        #[source]
        reason: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error(
        "password_sign_in is false and there is no OpenID provider: nobody could sign in. Set oidc_issuer, \
         oidc_client_id and oidc_audience, or leave password_sign_in out."
    )]
    NoSignIn,
    #[error(
        "This is no database that can be used: name a path, sqlite:PATH, or postgres://USER@HOST/DATABASE."
    )]
    Url,
    #[error(
        "The address of the database can't be used. It is not repeated here, since it may hold a password."
    )]
    Postgres(#[source] PostgresUrlError),
    #[error("Your data folder can't be found. Name the data file with --database PATH.")]
    Home(#[source] etcetera::HomeDirError),
}

impl ConfigurationError {
    /// Whether the command line itself is at fault.
    pub(in crate::command) fn is_usage(&self) -> bool {
        matches!(self, Self::Value { from: Source::Flag(_), .. })
    }
}
