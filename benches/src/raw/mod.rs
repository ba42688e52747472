//! The limit: the same rows by raw SQL, with nothing around it. It knows beforehand what the store has to find out
//! (that a lane is new, that a lane is empty afterwards) and refuses to go on where it was wrong.

mod claim;
mod enqueue;
mod statements;

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use rusqlite::{Connection, OpenFlags};

pub(crate) use statements::count;

/// One connection, set as the store sets its own.
#[derive(Debug)]
pub(crate) struct Raw {
    connection: Connection,
}

/// As many as sqlx keeps.
const CACHED_STATEMENTS: usize = 100;

/// As the store's.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

impl Raw {
    /// Opens a file that the store has made.
    ///
    /// # Errors
    /// Of SQLite; and where a setting was not taken.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL")?;
        let durable = "SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous";
        let (mode, synchronous): (String, i64) =
            connection.query_row(durable, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        ensure!((mode.as_str(), synchronous) == ("wal", 2), "the limit is not as durable as the store");
        Ok(Self { connection })
    }

    /// Runs the work in one transaction that takes the write lock at once.
    fn write<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let value = work(&self.connection)?;
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(value)
    }
}

/// `?, ?, ...`, in brackets.
fn tuple(columns: usize) -> String {
    format!("({})", vec!["?"; columns].join(", "))
}

/// So many tuples.
fn tuples(rows: usize, columns: usize) -> String {
    vec![tuple(columns); rows].join(", ")
}
