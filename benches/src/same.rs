//! Whether the two sides wrote the same rows: a limit that writes less would be no limit.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, OpenFlags, types::Value};

/// Compares every row of every table of the store in the two files.
///
/// # Errors
/// Where they differ, with the table; and of SQLite.
pub(crate) fn check(ours: &Path, limit: &Path) -> Result<()> {
    let (ours, limit) = (open(ours)?, open(limit)?);
    let mut tables = ours.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'homing\\_%' ESCAPE '\\' \
         AND name <> 'homing_schema_migrations'",
    )?;
    let tables = tables.query_map([], |row| row.get::<_, String>(0))?;
    let tables: Vec<_> = tables.collect::<rusqlite::Result<_>>()?;
    ensure!(!tables.is_empty(), "the store's file has no table");
    for table in tables {
        let (ours, limit) = (rows(&ours, &table)?, rows(&limit, &table)?);
        if let Some(place) = (0..ours.len().max(limit.len())).find(|at| ours.get(*at) != limit.get(*at)) {
            anyhow::bail!(
                "the limit does not write what the store writes: {table}, row {place}: {:?} is not {:?}",
                limit.get(place),
                ours.get(place)
            );
        }
    }
    Ok(())
}

fn open(file: &Path) -> Result<Connection> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY);
    connection.with_context(|| format!("{} can't be compared", file.display()))
}

fn rows(connection: &Connection, table: &str) -> Result<Vec<Vec<Value>>> {
    let mut all = connection.prepare(&format!("SELECT * FROM {table}"))?;
    let columns = all.column_count();
    let rows = all.query_map([], |row| (0..columns).map(|column| row.get(column)).collect())?;
    let mut rows: Vec<Vec<Value>> = rows.collect::<rusqlite::Result<_>>()?;
    rows.sort_by_cached_key(|row| format!("{row:?}"));
    Ok(rows)
}
