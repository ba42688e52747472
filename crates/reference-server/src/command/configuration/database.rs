//! Which database holds the data: a file of this machine, or a PostgreSQL database.

use std::io::{self, Write as _};

use super::{ConfigurationError, DataFile};
use crate::store::{PostgresUrl, Store, StoreError};

/// How many connections a command takes that does one thing and ends.
const OF_A_COMMAND: u32 = 1;

/// The database that holds the data.
#[derive(Debug, Clone)]
pub(in crate::command) enum Database {
    /// An SQLite file.
    File(DataFile),
    /// A PostgreSQL database.
    Postgres {
        /// Where it is.
        url: PostgresUrl,
        /// How many connections a server takes of it at most.
        connections: u32,
    },
}

impl Database {
    pub(super) fn new(named: Option<&str>, connections: u32) -> Result<Self, ConfigurationError> {
        match named.filter(|named| PostgresUrl::is_meant_by(named)) {
            Some(named) => {
                let url = named.parse().map_err(ConfigurationError::Postgres)?;
                Ok(Self::Postgres { url, connections })
            }
            None => DataFile::new(named).map(Self::File),
        }
    }

    /// As it may be shown: a path, or an address without its password.
    pub(in crate::command) fn shown(&self) -> String {
        match self {
            Self::File(file) => file.path().display().to_string(),
            Self::Postgres { url, .. } => url.to_string(),
        }
    }

    /// Whether its address holds a password, which is not shown.
    pub(in crate::command) fn has_password(&self) -> bool {
        matches!(self, Self::Postgres { url, .. } if url.has_password())
    }

    /// Opens it, and makes what is missing.
    pub(in crate::command) async fn open_or_make(&self) -> Result<Store, StoreError> {
        match self {
            Self::File(file) => file.open_or_make().await,
            Self::Postgres { url, .. } => {
                let store = Store::connect(url, OF_A_COMMAND).await?;
                if store.is_new() {
                    // Where nobody reads standard error, nobody is told.
                    let _ = writeln!(io::stderr(), "There were no tables yet; new ones were made: {url}");
                }
                Ok(store)
            }
        }
    }

    /// Opens it for a server that answers from it: the only one where it is a file.
    pub(in crate::command) async fn open_to_serve(&self) -> Result<Store, StoreError> {
        match self {
            Self::File(file) => file.open_alone().await,
            Self::Postgres { url, connections } => {
                let store = Store::connect(url, *connections).await?;
                if store.is_new() {
                    tracing::info!(database = %url, "there were no tables yet; new ones were made");
                }
                Ok(store)
            }
        }
    }

    /// Opens it; nothing is made.
    pub(in crate::command) async fn open(&self) -> Result<Store, StoreError> {
        match self {
            Self::File(file) => file.open().await,
            Self::Postgres { url, .. } => Store::connect_existing(url, OF_A_COMMAND).await,
        }
    }
}
