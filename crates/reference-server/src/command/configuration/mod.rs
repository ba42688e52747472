//! What the operator has set: by flags, by the environment, by a file, in this order.
//!
//! Every setting is a text until it is read here, whoever said it, so that each has one reader and one
//! sentence for what is wrong with it.

mod data_file;
mod database;
mod error;
mod flags;
mod keys;
mod layers;
mod oidc;
mod values;

use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use etcetera::BaseStrategy as _;

use crate::logging::{LogFilter, LogFormat};
use crate::{Limits, Settings};

pub(super) use data_file::DataFile;
pub(super) use database::Database;
pub(super) use error::ConfigurationError;
pub(super) use flags::{Flags, Location};
pub(super) use keys::KEYS;
#[cfg(test)]
pub(super) use keys::Key;
pub(super) use layers::{Layers, Source};
use values::{Networks, Number, YesNo};

/// All settings, read.
#[derive(Debug, Clone)]
pub(super) struct Configuration {
    pub(super) listen: SocketAddr,
    pub(super) metrics_listen: Option<SocketAddr>,
    pub(super) tls: Option<TlsFiles>,
    pub(super) insecure_http: bool,
    pub(super) settings: Settings,
    pub(super) stop_limit: Duration,
    pub(super) log_format: LogFormat,
    pub(super) database: Database,
    pub(super) layers: Layers,
}

/// Where the certificate and its key are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TlsFiles {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

impl Configuration {
    /// Reads every source and every setting.
    ///
    /// # Errors
    /// Any [`ConfigurationError`] except `Exposed`.
    pub(super) fn load(
        location: &Location,
        flags: Flags,
        variables: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigurationError> {
        let mut layers = Layers::new();
        match &location.config {
            Some(named) => layers.lay_file(named)?,
            None => {
                if let Some(usual) = usual_file().filter(|file| file.exists()) {
                    layers.lay_file(&usual)?;
                }
            }
        }
        layers.lay_variables(variables)?;
        layers.lay_flags(location.named());
        layers.lay_flags(flags.0);
        Self::read(layers)
    }

    fn read(layers: Layers) -> Result<Self, ConfigurationError> {
        let from = Reader(&layers);
        let limits = Limits {
            max_body_bytes: from.read::<Number<65_536, 67_108_864>>("limits.body_bytes")?.into(),
            max_batch_tasks: from.read::<Number<1, 100>>("limits.batch_tasks")?.into(),
            syncs_per_minute: from.read::<Number<1, 1_000_000>>("limits.syncs_per_minute")?.into(),
            logins_per_minute: from.read::<Number<1, 1_000_000>>("limits.logins_per_minute")?.into(),
            refreshes_per_minute: from.read::<Number<1, 1_000_000>>("limits.refreshes_per_minute")?.into(),
            max_blob_bytes: from.read::<Number<0, 1_073_741_824>>("limits.blob_bytes")?.into(),
            request_timeout: from.read::<Number<1, 600>>("limits.request_seconds")?.seconds(),
            requests_at_once: from.read::<Number<1, 10_000>>("limits.requests_at_once")?.into(),
            connections: from.read::<Number<1, 100_000>>("limits.connections")?.into(),
        };
        let oidc = oidc::read(&from)?;
        let password_sign_in = from.yes("password_sign_in")?;
        if oidc.is_none() && !password_sign_in {
            return Err(ConfigurationError::NoSignIn);
        }
        let settings = Settings {
            access_token_life: from.read::<Number<1, 86_400>>("access_token_seconds")?.seconds(),
            refresh_token_life: from.read::<Number<1, 365>>("refresh_token_days")?.days(),
            refresh_grace: from.read("refresh_grace_seconds")?,
            limits,
            strict_projects: from.yes("strict_projects")?,
            behind_proxy: from.yes("behind_proxy")?,
            trusted_proxies: from.optional::<Networks>("trusted_proxies")?.unwrap_or_default().0,
            password_sign_in,
            oidc,
        };
        if !settings.behind_proxy && !settings.trusted_proxies.is_empty() {
            return Err(ConfigurationError::NoProxy);
        }
        let tls = match (layers.get("tls.certificate"), layers.get("tls.key")) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some(TlsFiles {
                certificate: PathBuf::from(&certificate.text),
                key: PathBuf::from(&key.text),
            }),
            (Some(_), None) => return Err(ConfigurationError::HalfTls { name: "tls.certificate" }),
            (None, Some(_)) => return Err(ConfigurationError::HalfTls { name: "tls.key" }),
        };
        Ok(Self {
            listen: from.read("listen")?,
            metrics_listen: from.optional("metrics_listen")?,
            tls,
            insecure_http: from.yes("insecure_http")?,
            settings,
            stop_limit: from.read::<Number<0, 3_600>>("stop_seconds")?.seconds(),
            log_format: from.read("log_format")?,
            database: Database::new(
                layers.get("database").map(|said| said.text.as_str()),
                from.read::<Number<1, 1_000>>("database_connections")?.into(),
            )?,
            layers,
        })
    }

    /// What is logged.
    ///
    /// # Errors
    /// [`ConfigurationError::Value`].
    pub(super) fn log_filter(&self) -> Result<LogFilter, ConfigurationError> {
        Reader(&self.layers).read("log")
    }

    /// Refuses to answer other machines in the clear, unless the operator has said that it is meant so.
    ///
    /// # Errors
    /// [`ConfigurationError::Exposed`].
    pub(super) fn check_exposure(&self) -> Result<(), ConfigurationError> {
        let meant = self.tls.is_some() || self.settings.behind_proxy || self.insecure_http;
        if meant || is_loopback(self.listen.ip()) {
            Ok(())
        } else {
            Err(ConfigurationError::Exposed { address: self.listen })
        }
    }
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

/// The file that is read where none is named.
fn usual_file() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("homing-server").join("homing-server.toml"))
}

struct Reader<'a>(&'a Layers);

impl Reader<'_> {
    fn optional<T>(&self, name: &'static str) -> Result<Option<T>, ConfigurationError>
    where
        T: FromStr<Err: Into<Box<dyn std::error::Error + Send + Sync>>>,
    {
        let Some(said) = self.0.get(name) else {
            return Ok(None);
        };
        let read = said.text.parse().map_err(|reason: T::Err| ConfigurationError::Value {
            name,
            text: said.text.clone(),
            from: said.source.clone(),
            reason: reason.into(),
        });
        read.map(Some)
    }

    /// For a setting that has a default.
    fn read<T>(&self, name: &'static str) -> Result<T, ConfigurationError>
    where
        T: FromStr<Err: Into<Box<dyn std::error::Error + Send + Sync>>>,
    {
        let missing = || ConfigurationError::Value {
            name,
            text: String::new(),
            from: Source::Default,
            reason: "it has no default".into(),
        };
        self.optional(name)?.ok_or_else(missing)
    }

    fn yes(&self, name: &'static str) -> Result<bool, ConfigurationError> {
        Ok(self.read::<YesNo>(name)?.0)
    }
}

#[cfg(test)]
mod tests;
