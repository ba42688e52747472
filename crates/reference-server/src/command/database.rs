//! Which database: `--database`, the environment, or the platform's data folder.

use std::path::PathBuf;

use clap::Args;
use etcetera::BaseStrategy as _;

use crate::store::{Store, StoreError};

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub(super) struct Database {
    /// The data file, as a path or as sqlite:PATH. Without it: homing-server/server.sqlite in your data
    /// folder.
    #[arg(long, value_name = "PATH", env = "HOMING_SERVER_DATABASE")]
    database: Option<String>,
}

/// The database can't be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum DatabaseError {
    /// A URL of another database.
    #[error("This version keeps its data in SQLite alone: name a path, or sqlite:PATH.")]
    Url,
    /// The platform has no data folder for this user.
    #[error("Your data folder can't be found. Name the data file with --database PATH.")]
    Home(#[source] etcetera::HomeDirError),
    /// The file can't be opened.
    #[error(transparent)]
    Open(#[from] StoreError),
}

impl Database {
    /// Opens it, making it where there is none.
    pub(super) async fn open(self) -> Result<Store, DatabaseError> {
        let path = match self.database {
            Some(named) => path_of(&named)?,
            None => etcetera::choose_base_strategy()
                .map_err(DatabaseError::Home)?
                .data_dir()
                .join("homing-server")
                .join("server.sqlite"),
        };
        Ok(Store::open(&path).await?)
    }
}

impl Database {
    /// Opens it, does the work and closes it, however the work ended.
    pub(super) async fn using<T, E: From<DatabaseError>>(
        self,
        work: impl AsyncFnOnce(&Store) -> Result<T, E>,
    ) -> Result<T, E> {
        let store = self.open().await?;
        let done = work(&store).await;
        store.close().await;
        done
    }
}

fn path_of(named: &str) -> Result<PathBuf, DatabaseError> {
    if let Some(rest) = named.strip_prefix("sqlite:") {
        let path = rest.strip_prefix("//").unwrap_or(rest);
        let plain = !path.is_empty() && !path.contains('?') && path != ":memory:";
        return if plain { Ok(path.into()) } else { Err(DatabaseError::Url) };
    }
    if named.is_empty() || named.contains("://") { Err(DatabaseError::Url) } else { Ok(named.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_a_sqlite_url_name_the_same_file() {
        for named in ["/data/server.db", "sqlite:/data/server.db", "sqlite:///data/server.db"] {
            assert_eq!(path_of(named).ok(), Some(PathBuf::from("/data/server.db")), "{named}");
        }
        assert_eq!(path_of("sqlite:server.db").ok(), Some(PathBuf::from("server.db")));
    }

    #[test]
    fn what_is_no_file_is_refused() {
        for named in ["", "postgres://host/db", "sqlite:", "sqlite::memory:", "sqlite://a.db?mode=ro"] {
            assert!(matches!(path_of(named), Err(DatabaseError::Url)), "{named:?}");
        }
    }
}
