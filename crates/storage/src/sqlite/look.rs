//! A look at a data folder that changes nothing, whatever state its file is in: not the opening of a store.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use homing_domain::engine::SyncState;
use homing_domain::ports::{DataContent, DataLook, DataProbe, FileLook, QueueError};
use homing_migrations::{SCHEMA_VERSION, SchemaNumberError, schema_number};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use super::error::DatabaseError;
use super::{accounts, connection, file, read, stored};

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

fn seen(path: &Path) -> FileLook {
    // What can't be looked at because of a folder above it is there as far as anyone can tell.
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => FileLook::Absent,
        Err(_) => FileLook::Present { writable: false, private: true },
        Ok(metadata) => {
            FileLook::Present { writable: writable(path, &metadata), private: private(&metadata) }
        }
    }
}

#[cfg(unix)]
fn writable(path: &Path, _: &fs::Metadata) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
fn writable(_: &Path, metadata: &fs::Metadata) -> bool {
    !metadata.permissions().readonly()
}

#[cfg(unix)]
fn private(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 == 0
}

#[cfg(not(unix))]
fn private(_: &fs::Metadata) -> bool {
    true
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
    let schema = match schema_number(connection).await {
        Ok(number) => number,
        Err(SchemaNumberError::Database(error)) => return Err(error.into()),
        Err(error) => return Err(DatabaseError::unreadable(error)),
    };
    let mut seen = DataContent {
        schema,
        known_schema: SCHEMA_VERSION,
        damage,
        active: None,
        sign_in_needed: false,
        unsent: 0,
        attention: 0,
    };
    if schema == SCHEMA_VERSION {
        let active = accounts::active(connection).await?;
        let counts = read::counts(connection, active.id()).await?;
        let (collection, id) = SyncState::place();
        let state = stored::get(connection, active.id(), &collection, &id).await?;
        seen.sign_in_needed = state.is_some_and(|record| SyncState::of_record(&record).sign_in_needed);
        seen.unsent = counts.waiting + counts.attention;
        seen.attention = counts.attention;
        seen.active = Some(active);
    }
    Ok(seen)
}

/// The first thing that SQLite's quick check complains of.
async fn damage(connection: &DatabaseConnection) -> Result<Option<String>, DatabaseError> {
    let check = Statement::from_string(connection.get_database_backend(), "PRAGMA quick_check(1)");
    let Some(row) = connection.query_one_raw(check).await? else { return Ok(None) };
    let said: String = row.try_get_by_index(0)?;
    Ok((said != "ok").then_some(said))
}
