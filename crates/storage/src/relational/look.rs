//! What a look at a folder and at a database sees; it changes nothing.

use std::fs;
use std::io;
use std::path::Path;

use homing_domain::engine::SyncState;
use homing_domain::names::{AccountId, Collection, RecordId};
use homing_domain::ports::{DataContent, FileLook, QueueCounts};
use homing_migrations::{SCHEMA_VERSION, SchemaNumberError, schema_number};
use sea_orm::DatabaseConnection;

use super::error::DatabaseError;
use super::{accounts, records};

pub(crate) fn seen(path: &Path) -> FileLook {
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

/// What is in the database, where its schema is this program's; else its schema alone. What the engine remembers is
/// looked for at `state`.
pub(crate) async fn content(
    connection: &DatabaseConnection,
    damage: Option<String>,
    state: &(Collection, RecordId),
    counts: impl AsyncFnOnce(AccountId) -> Result<QueueCounts, DatabaseError>,
) -> Result<DataContent, DatabaseError> {
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
        let counts = counts(active.id()).await?;
        let (collection, id) = state;
        let state = records::get(connection, active.id(), collection, id).await?;
        seen.sign_in_needed = state.is_some_and(|record| SyncState::of_record(&record).sign_in_needed);
        seen.unsent = counts.waiting + counts.attention;
        seen.attention = counts.attention;
        seen.active = Some(active);
    }
    Ok(seen)
}
