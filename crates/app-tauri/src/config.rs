//! Where Homing's files are, and what `homing.toml` says.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use homing_domain::account::ServerUrl;
use homing_transport::ProxyChoice;
use serde::Deserialize;

use crate::api::ApiName;
use crate::logs::LogConfig;
use crate::storage_url::StorageUrl;

/// The folders of one person on one machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Database, locks, sealed credentials.
    pub data: PathBuf,
    /// `homing.toml`.
    pub config: PathBuf,
}

/// The platform names no folder for data or configuration.
#[derive(Debug, thiserror::Error)]
#[error("this system names no home folder; set HOMING_DATA_DIR and HOMING_CONFIG_DIR")]
pub struct PlacesError(#[source] etcetera::HomeDirError);

impl Places {
    /// `data` and `config` where they are given (`HOMING_DATA_DIR`, `HOMING_CONFIG_DIR`), else the
    /// platform's folders with `homing` below them.
    ///
    /// # Errors
    /// [`PlacesError`] where one is not given and there is no home folder.
    pub fn find(data: Option<PathBuf>, config: Option<PathBuf>) -> Result<Self, PlacesError> {
        if let (Some(data), Some(config)) = (&data, &config) {
            return Ok(Self { data: data.clone(), config: config.clone() });
        }
        let base = etcetera::choose_base_strategy().map_err(PlacesError)?;
        Ok(Self {
            data: data.unwrap_or_else(|| base.data_dir().join("homing")),
            config: config.unwrap_or_else(|| base.config_dir().join("homing")),
        })
    }

    /// The platform's folders with `name` below them, such as `com.example.notes`: for an application that is not Homing
    /// itself.
    ///
    /// # Errors
    /// [`PlacesError`] where there is no home folder.
    pub fn named(name: &str) -> Result<Self, PlacesError> {
        let base = etcetera::choose_base_strategy().map_err(PlacesError)?;
        Ok(Self { data: base.data_dir().join(name), config: base.config_dir().join(name) })
    }

    /// The configuration file.
    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        self.config.join("homing.toml")
    }

    /// The folder of the log files.
    #[must_use]
    pub fn log_folder(&self) -> PathBuf {
        self.data.join("logs")
    }

    /// The database file, where `storage` names no other place.
    #[must_use]
    pub fn database_file(&self) -> PathBuf {
        self.data.join("homing.db")
    }
}

/// What `homing.toml` may say. A key that Homing does not know is an error: a typing mistake must not
/// be silence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The server that `homing login` signs in to where none is named.
    pub server: Option<ServerUrl>,
    /// Which API the servers speak: `"homing"` (also where nothing is said), or `"classic"`, the earlier app's.
    #[serde(default)]
    pub profile: ApiName,
    /// Which proxies are used: `"system"` (also where nothing is said), `"none"`, or a proxy's address.
    #[serde(default)]
    pub proxy: ProxyChoice,
    /// A PEM file with authorities that are trusted besides the system's; a relative path begins in the
    /// folder of the configuration file.
    pub ca_file: Option<PathBuf>,
    /// Where the data rests; a relative file begins in the folder of the configuration file.
    #[serde(default)]
    pub storage: StorageUrl,
    /// What is written down of what happens inside.
    #[serde(default)]
    pub log: LogConfig,
}

/// A configuration file that can't be used. Nothing is assumed in its place.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file is there and can't be read.
    #[error("the configuration file {} can't be read", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is no text.
    #[error("the configuration file {} is not a text in UTF-8", path.display())]
    NotText {
        /// Which file.
        path: PathBuf,
        /// What was found.
        #[source]
        source: std::io::Error,
    },
    /// The file is not the TOML that Homing knows.
    #[error("the configuration file {} is not understood in line {line}: {}", path.display(), source.message())]
    NotUnderstood {
        /// Which file.
        path: PathBuf,
        /// In which line, from 1 on.
        line: usize,
        /// Why. Without the text of the line: a proxy's password may stand in it.
        #[source]
        source: Box<toml::de::Error>,
    },
}

impl Config {
    /// Reads the file; without one everything has its default.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) if source.kind() == std::io::ErrorKind::InvalidData => {
                return Err(ConfigError::NotText { path: path.to_owned(), source });
            }
            Err(source) => return Err(ConfigError::Unreadable { path: path.to_owned(), source }),
        };
        Self::parse(&text, path)
    }

    /// What a text says that stands, or is to stand, in the file at `path`.
    ///
    /// # Errors
    /// [`ConfigError::NotUnderstood`].
    pub(crate) fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let mut config: Self = toml::from_str(text).map_err(|mut source| {
            let before = source.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            source.set_input(None);
            ConfigError::NotUnderstood { path: path.to_owned(), line, source: Box::new(source) }
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        config.ca_file = config.ca_file.map(|file| folder.join(file));
        config.storage = config.storage.within(folder);
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

    use super::*;

    fn loaded(text: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("homing.toml");
        std::fs::write(&path, text).unwrap();
        Config::load(&path)
    }

    #[test]
    fn without_a_file_everything_has_its_default() {
        assert_eq!(Config::load(Path::new("/nonexistent/homing.toml")).unwrap(), Config::default());
    }

    #[test]
    fn a_server_is_read_and_checked() {
        let config = loaded("server = 'https://homing.example.org'").unwrap();
        assert_eq!(config.server.unwrap().to_string(), "https://homing.example.org");
        let refused = loaded("server = 'ftp://example.org'").unwrap_err();
        assert!(refused.to_string().contains("must begin with https://"), "{refused}");
    }

    #[test]
    fn a_key_that_nobody_knows_is_an_error_that_names_it() {
        let refused = loaded("sever = 'https://homing.example.org'").unwrap_err();
        assert!(refused.to_string().contains("sever"), "{refused}");
    }

    #[test]
    fn a_proxy_and_a_ca_file_are_read_and_the_file_lies_beside_the_configuration() {
        let config = loaded("proxy = 'none'\nca_file = 'own/ca.pem'").unwrap();
        assert_eq!(config.proxy, ProxyChoice::Off);
        assert!(config.ca_file.unwrap().is_absolute());
        let config = loaded("proxy = 'socks5://proxy.example.org'\nca_file = '/etc/ca.pem'").unwrap();
        assert_eq!(config.proxy.to_string(), "socks5://proxy.example.org");
        assert_eq!(config.ca_file.unwrap(), Path::new("/etc/ca.pem"));
    }

    #[test]
    fn a_storage_is_read_and_its_file_lies_beside_the_configuration() {
        assert_eq!(loaded("").unwrap().storage, StorageUrl::default());
        let StorageUrl::Sqlite(Some(file)) = loaded("storage = 'sqlite:own.db'").unwrap().storage else {
            panic!("no file");
        };
        assert!(file.is_absolute());
        let refused = loaded("storage = 'mysql://anna:s3cret@db/homing'").unwrap_err();
        assert!(refused.to_string().contains("the storage is sqlite:"), "{refused}");
    }

    #[test]
    fn a_proxys_password_in_a_file_that_is_not_understood_is_in_no_error() {
        for text in [
            "proxy = 'ftp://anna:s3cret@p'",
            "proxy = 'http://anna:s3cret@p",
            "\nproxi = 'http://a:s3cret@p'",
            "storage = 'mysql://anna:s3cret@p'",
            "storage = 'postgres://anna:s3cret@p:x/y'",
        ] {
            let refused = loaded(text).unwrap_err();
            let cause = std::error::Error::source(&refused).unwrap();
            let told = format!("{refused} {refused:?} {cause} {cause:?}");
            assert!(told.contains("in line") && !told.contains("s3cret"), "{told}");
        }
    }
}
