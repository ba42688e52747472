//! How the store fails: for now, or for a reason that waiting does not mend.

use std::path::{Path, PathBuf};

use sea_orm::{DbErr, RuntimeErr, sqlx};

/// The database failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file can't be made, or its permissions can't be set.
    #[error("The data file can't be made or opened. Check that its folder can be written: {}", path.display())]
    File {
        /// Where it should be.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file was written by a newer server.
    #[error("This data was written by a newer homing-server; update this copy. Nothing was changed.")]
    Newer,
    /// SQLite did not take a setting that durability rests on.
    #[error("The database did not take a setting that it needs to be safe. Nothing was changed: {setting}")]
    Setting {
        /// Which one.
        setting: &'static str,
    },
    /// Busy, full, read-only, closed: another time it may work.
    #[error("The database can't be reached or written just now.")]
    Unavailable(#[source] DbErr),
    /// Any other failure of the database.
    #[error("The database failed.")]
    Database(#[source] DbErr),
    /// A row holds what this server did not write.
    #[error("A row of the database can't be read.")]
    Unreadable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    pub(super) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File { path: path.to_owned(), source }
    }

    pub(super) fn unreadable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unreadable(source.into())
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if may_pass(&error) { Self::Unavailable(error) } else { Self::Database(error) }
    }
}

fn may_pass(error: &DbErr) -> bool {
    let runtime = match error {
        DbErr::ConnectionAcquire(_) => return true,
        DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime) => runtime,
        _ => return false,
    };
    let RuntimeErr::SqlxError(error) = runtime else {
        return false;
    };
    match &**error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| is_passing_code(&code)),
        _ => false,
    }
}

/// Whether SQLite's (extended) result code is one of BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN. The low
/// byte is the primary code: <https://www.sqlite.org/rescode.html>.
fn is_passing_code(code: &str) -> bool {
    code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn busy_and_full_may_pass_and_a_broken_constraint_does_not() {
        for (code, passes) in [("5", true), ("517", true), ("13", true), ("1", false), ("1555", false)] {
            assert_eq!(is_passing_code(code), passes, "{code}");
        }
    }
}
