//! Which file holds the data, and whether it may be made.

use std::fs::DirBuilder;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

use super::ConfigurationError;
use crate::store::{Store, StoreError};

/// The file that holds the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::command) struct DataFile {
    path: PathBuf,
    /// Nobody named it: its folder is the program's own, and is made where it is missing.
    is_usual: bool,
}

impl DataFile {
    pub(super) fn new(named: Option<&str>) -> Result<Self, ConfigurationError> {
        if let Some(named) = named {
            return Ok(Self { path: path_of(named)?, is_usual: false });
        }
        let folders = etcetera::choose_base_strategy().map_err(ConfigurationError::Home)?;
        Ok(Self { path: folders.data_dir().join("homing-server").join("server.sqlite"), is_usual: true })
    }

    pub(in crate::command) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens it, and makes it where there is none. The folder of a file that somebody named is not made: a
    /// typing error would else begin a second, empty server.
    pub(in crate::command) async fn open_or_make(&self) -> Result<Store, StoreError> {
        self.make_usual_folder()?;
        let store = Store::open(&self.path).await?;
        if store.is_new() {
            // Where nobody reads standard error, nobody is told.
            let path = self.path.display();
            let _ = writeln!(io::stderr(), "There was no data file yet; a new one was made: {path}");
        }
        Ok(store)
    }

    /// As [`DataFile::open_or_make`], for the one server that answers from it.
    pub(in crate::command) async fn open_alone(&self) -> Result<Store, StoreError> {
        self.make_usual_folder()?;
        let store = Store::open_alone(&self.path).await?;
        if store.is_new() {
            tracing::info!(path = %self.path.display(), "there was no data file yet; a new one was made");
        }
        Ok(store)
    }

    fn make_usual_folder(&self) -> Result<(), StoreError> {
        let Some(folder) = self.path.parent().filter(|_| self.is_usual) else {
            return Ok(());
        };
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(|source| StoreError::File { path: self.path.clone(), source })
    }

    /// Opens it; nothing is made.
    pub(in crate::command) async fn open(&self) -> Result<Store, StoreError> {
        Store::open_existing(&self.path).await
    }
}

fn path_of(named: &str) -> Result<PathBuf, ConfigurationError> {
    if let Some(rest) = named.strip_prefix("sqlite:") {
        let path = rest.strip_prefix("//").unwrap_or(rest);
        let plain = !path.is_empty() && !path.contains('?') && path != ":memory:";
        return if plain { Ok(path.into()) } else { Err(ConfigurationError::Url) };
    }
    if named.is_empty() || named.contains("://") { Err(ConfigurationError::Url) } else { Ok(named.into()) }
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
            assert!(matches!(path_of(named), Err(ConfigurationError::Url)), "{named:?}");
        }
    }
}
