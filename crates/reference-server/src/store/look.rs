//! What a file is, found out without changing it: a database of this server, of another program, nothing.

use std::fs::File;
use std::io;
use std::path::Path;

use sea_orm::{ConnectionTrait, DatabaseConnection, FromQueryResult, Statement};

use super::{StoreError, schema, sqlite};

/// What a file holds that this server may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// There is no file, or an empty one.
    Nothing,
    /// The server's own data, of this schema or an older one.
    Ours {
        /// Whether this version has migrations that the file has not seen.
        is_behind: bool,
    },
}

/// Looks at a file and writes nothing, neither to it nor beside it.
///
/// # Errors
/// [`StoreError::NoDatabase`], [`StoreError::Foreign`], [`StoreError::Newer`]: the file is not to be used.
/// Any other: it can't be read.
pub(super) async fn look(path: &Path) -> Result<Held, StoreError> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Held::Nothing),
        Err(error) => return Err(StoreError::file(path, error)),
        Ok(found) if found.is_file() && found.len() == 0 => return Ok(Held::Nothing),
        Ok(_) => {}
    }
    // SQLite says of another user's file only that it can't be opened; the system says why.
    let opened =
        File::open(path).and_then(|file| file.metadata()).map_err(|error| StoreError::file(path, error))?;
    if opened.is_dir() {
        // SQLite calls it a fault of the disk, which might pass.
        return Err(StoreError::file(path, io::ErrorKind::IsADirectory.into()));
    }
    let connection = sqlite::connect_to_look(path).await?;
    let held = held_by(&connection).await;
    connection.close().await?;
    held
}

#[derive(FromQueryResult)]
struct Named {
    name: String,
}

/// What an open database holds; see [`look`].
pub(super) async fn held_by(connection: &impl ConnectionTrait) -> Result<Held, StoreError> {
    let backend = connection.get_database_backend();
    let tables = Statement::from_string(backend, "SELECT name FROM sqlite_master WHERE type = 'table'");
    let tables = Named::find_by_statement(tables).all(connection).await?;
    if tables.iter().any(|table| table.name == schema::TRACKING_TABLE) {
        return Ok(Held::Ours { is_behind: schema::is_behind(connection).await? });
    }
    if tables.is_empty() { Ok(Held::Nothing) } else { Err(StoreError::Foreign) }
}

/// What a copy holds, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contents {
    /// Accounts, disabled ones too.
    pub users: u64,
    /// Time entries of all of them, deleted ones too.
    pub entries: u64,
}

/// Whether every page, index and reference of a database is sound; and what it holds.
pub(super) async fn check(connection: &DatabaseConnection) -> Result<Option<Contents>, StoreError> {
    let backend = connection.get_database_backend();
    for (check, sound) in [("PRAGMA integrity_check", "ok"), ("PRAGMA foreign_key_check", "")] {
        let rows = connection.query_all_raw(Statement::from_string(backend, check)).await?;
        let says = rows.first().map_or(Ok(String::new()), |row| row.try_get_by_index::<String>(0))?;
        if says != sound {
            return Ok(None);
        }
    }
    if !matches!(held_by(connection).await?, Held::Ours { .. }) {
        return Ok(None);
    }
    let count = async |table| {
        let count = Statement::from_string(backend, format!("SELECT count(*) FROM {table}"));
        let row = connection.query_one_raw(count).await?;
        let rows = row.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))?;
        u64::try_from(rows).map_err(StoreError::unreadable)
    };
    let users = count("homing_server_users").await?;
    let entries = count("homing_server_entries").await?;
    Ok(Some(Contents { users, entries }))
}
