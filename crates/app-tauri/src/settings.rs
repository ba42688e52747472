//! Looking at `homing.toml` and changing it, key by key: comments stay, and what would not be understood is refused.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use toml_edit::{DocumentMut, Item, Table, Value};

use crate::config::{Config, ConfigError};
use crate::storage_url::StorageUrl;
use crate::whole_file::{IfThere, WholeFile, folder_of, make_folder};

/// A key of `homing.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Key {
    /// The server to sign in to.
    Server,
    /// Which API the servers speak.
    Profile,
    /// Which proxies are used.
    Proxy,
    /// More authorities to trust.
    CaFile,
    /// Where the data rests.
    Storage,
    /// How much goes to the log file.
    #[serde(rename = "log.level")]
    LogLevel,
    /// Whether there is a log file.
    #[serde(rename = "log.file")]
    LogFile,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// Nothing is said.
    Default,
    /// The file says so.
    File,
    /// This variable of the environment says so.
    Environment(&'static str),
}

/// A key with its effective value. A proxy's and a database's user and password are left out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The key.
    pub key: Key,
    /// The value as it is written in the file; none where there is no default either.
    pub value: Option<String>,
    /// Who says so.
    pub origin: Origin,
}

/// No key of `homing.toml`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such key; the keys are {}", Key::ALL.map(Key::name).join(", "))]
pub struct UnknownKeyError;

/// The configuration was not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// The file as it is can't be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The value can't be used.
    #[error("{} can't be set to that: {}", key.name(), source.message())]
    Value {
        /// The key.
        key: Key,
        /// Why not; without the value, which may hold a password.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A password stands in it, which belongs in no command.
    #[error(
        "a password belongs in no command; keep it in the file that PostgreSQL's own programs read, .pgpass"
    )]
    Password(Key),
    /// It is neither `true` nor `false`.
    #[error("{} is true or false", .0.name())]
    NotBoolean(Key),
    /// The file can't be written.
    #[error("the configuration file {} can't be written", path.display())]
    Unwritable {
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
}

impl Key {
    /// Every key, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Server,
        Self::Profile,
        Self::Proxy,
        Self::CaFile,
        Self::Storage,
        Self::LogLevel,
        Self::LogFile,
    ];

    /// Its name; a point stands for a table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Profile => "profile",
            Self::Proxy => "proxy",
            Self::CaFile => "ca_file",
            Self::Storage => "storage",
            Self::LogLevel => "log.level",
            Self::LogFile => "log.file",
        }
    }

    fn path(self) -> Vec<&'static str> {
        self.name().split('.').collect()
    }

    /// The effective value in a configuration.
    fn value(self, config: &Config) -> Option<String> {
        match self {
            Self::Server => config.server.as_ref().map(ToString::to_string),
            Self::Profile => Some(config.profile.to_string()),
            Self::Proxy => Some(config.proxy.to_string()),
            Self::CaFile => config.ca_file.as_ref().map(|file| file.display().to_string()),
            Self::Storage => Some(config.storage.to_string()),
            Self::LogLevel => Some(format!("{:?}", config.log.level).to_lowercase()),
            Self::LogFile => Some(config.log.file.to_string()),
        }
    }

    fn parse(self, text: &str) -> Result<Value, ChangeError> {
        match self {
            // Whoever lists the processes of this machine reads their arguments, and a shell keeps them.
            Self::Storage if text.parse::<StorageUrl>().is_ok_and(|url| url.has_password()) => {
                Err(ChangeError::Password(self))
            }
            Self::LogFile => text.parse::<bool>().map(Value::from).map_err(|_| ChangeError::NotBoolean(self)),
            _ => Ok(Value::from(text)),
        }
    }
}

impl FromStr for Key {
    type Err = UnknownKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|key| key.name() == text).ok_or(UnknownKeyError)
    }
}

/// Every key with its effective value. `ca_file` is what `HOMING_CA_FILE` names.
///
/// # Errors
/// [`ConfigError`].
pub fn settings(path: &Path, ca_file: Option<&Path>) -> Result<Vec<Setting>, ConfigError> {
    let config = Config::load(path)?;
    let document: DocumentMut = text_of(path)?.parse().unwrap_or_default();
    let setting = |key: Key| {
        let said = key.path().into_iter().try_fold(document.as_item(), |item, part| item.get(part)).is_some();
        let origin = if said { Origin::File } else { Origin::Default };
        match ca_file.filter(|_| key == Key::CaFile) {
            Some(file) => {
                let value = Some(file.display().to_string());
                Setting { key, value, origin: Origin::Environment("HOMING_CA_FILE") }
            }
            None => Setting { key, value: key.value(&config), origin },
        }
    };
    Ok(Key::ALL.map(setting).into())
}

/// Sets a key, or with `None` takes it away, so that its default holds. The file is replaced whole or not at all;
/// one that is not there is made, its owner's alone.
///
/// # Errors
/// [`ChangeError`]: the file is as it was then.
pub fn change_setting(path: &Path, key: Key, value: Option<&str>) -> Result<(), ChangeError> {
    Config::load(path)?;
    let mut document: DocumentMut = text_of(path)?.parse().unwrap_or_default();
    match value {
        Some(text) => set(&mut document, key, key.parse(text)?),
        None => unset(&mut document, key),
    }
    let text = document.to_string();
    Config::parse(&text, path).map_err(|error| match error {
        ConfigError::NotUnderstood { source, .. } => ChangeError::Value { key, source },
        other => ChangeError::Config(other),
    })?;
    replace(path, &text).map_err(|source| ChangeError::Unwritable { path: path.to_owned(), source })
}

fn text_of(path: &Path) -> Result<String, ConfigError> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        read => read.map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source }),
    }
}

/// Puts a value in its place; what stands around an older one, comments above all, stays.
fn set(document: &mut DocumentMut, key: Key, mut value: Value) {
    let path = key.path();
    let Some((last, tables)) = path.split_last() else { return };
    let mut item = document.as_item_mut();
    for table in tables {
        item = &mut item[table];
        if item.is_none() {
            *item = Item::Table(Table::new());
        }
    }
    let place = &mut item[last];
    if let Some(older) = place.as_value() {
        *value.decor_mut() = older.decor().clone();
    }
    *place = Item::Value(value);
}

fn unset(document: &mut DocumentMut, key: Key) {
    let path = key.path();
    let Some((last, tables)) = path.split_last() else { return };
    let mut item = document.as_item_mut();
    for table in tables {
        match item.get_mut(table) {
            Some(inner) => item = inner,
            None => return,
        }
    }
    if let Some(table) = item.as_table_like_mut() {
        table.remove(last);
    }
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    // A link stays one: the file behind it is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    make_folder(folder_of(&path))?;
    let mut file = WholeFile::at(&path)?;
    file.out().write_all(text.as_bytes())?;
    file.finish(IfThere::Replace)
}

#[cfg(test)]
mod tests;
