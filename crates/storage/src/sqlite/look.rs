//! A look at a data folder that changes nothing, whatever state its file is in: not the opening of a store.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use homing_domain::engine::SyncState;
use homing_domain::ports::{DataContent, DataLook, DataProbe, FileLook, QueueError};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use super::error::DatabaseError;
use super::{connection, file, read};
use crate::relational::look::{self, seen};

/// Looks at the file of a [`super::SqliteStore`] and the folder it lies in.
#[derive(Clone, Debug)]
pub struct SqliteProbe {
    path: PathBuf,
}

impl SqliteProbe {
    /// A probe of the database at `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

#[async_trait]
impl DataProbe for SqliteProbe {
    async fn look(&self) -> DataLook {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let database = seen(&self.path);
        let content = match database {
            FileLook::Absent => None,
            FileLook::Present { .. } => Some(content(&self.path).await.map_err(QueueError::from)),
        };
        DataLook { folder: seen(folder), database, free_bytes: fs4::available_space(folder).ok(), content }
    }
}

async fn content(path: &Path) -> Result<DataContent, DatabaseError> {
    let unreadable = |error: io::Error| QueueError::NotReadable(error.into());
    // SQLite would say only that it can't open the file.
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(QueueError::Foreign.into());
    }
    if metadata.len() == 0 {
        return Err(file::emptied().into());
    }
    let connection = connection::glance(path, file::side_files(path)).await?;
    let seen = examine(&connection).await;
    connection.close().await?;
    seen
}

async fn examine(connection: &DatabaseConnection) -> Result<DataContent, DatabaseError> {
    let damage = damage(connection).await?;
    let counts = async |account| read::counts(connection, account).await;
    look::content(connection, damage, &SyncState::place(), counts).await
}

/// The first thing that SQLite's quick check complains of.
async fn damage(connection: &DatabaseConnection) -> Result<Option<String>, DatabaseError> {
    let check = Statement::from_string(connection.get_database_backend(), "PRAGMA quick_check(1)");
    let Some(row) = connection.query_one_raw(check).await? else { return Ok(None) };
    let said: String = row.try_get_by_index(0)?;
    Ok((said != "ok").then_some(said))
}
