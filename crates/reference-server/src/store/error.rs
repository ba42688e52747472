//! How the store fails: for now, or for a reason that waiting does not mend.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sea_orm::sqlx::postgres::PgDatabaseError;
use sea_orm::{DbErr, RuntimeErr, sqlx};

use super::postgres::kind_of_state;

/// The database failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file can't be made, or its permissions can't be set.
    #[error(
        "The data file can't be made or opened. Check that it belongs to the server's user and that its folder \
         can be written: {}",
        path.display()
    )]
    File {
        /// Where it should be.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// There is no such folder; none is made.
    #[error("The data file's folder is not there. Make it first, or name another file with --database: {}", folder.display())]
    NoFolder {
        /// Where it should be.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// There is no such file, and this is no moment to make one.
    #[error(
        "There is no data file. Name the right one with --database, or begin with `homing-server user add NAME`: {}",
        path.display()
    )]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// Another server has the file.
    #[error(
        "Another homing-server answers from this data file, and this one can't join in. Nothing was changed; \
         stop the other one first."
    )]
    Served,
    /// The file is another program's database.
    #[error(
        "This is the database of another program. It was not changed; name another file with --database."
    )]
    Foreign,
    /// The file was written by a newer server.
    #[error("This data was written by a newer homing-server; update this copy. Nothing was changed.")]
    Newer,
    /// The file is something else.
    #[error("This file is no database. It was not changed; name another one with --database.")]
    NoDatabase(#[source] DbErr),
    /// The database server does not let this one in.
    #[error(
        "The database server does not let this server in. Check the user and the password that the address or PGPASSFILE has."
    )]
    NotLetIn(#[source] DbErr),
    /// The address asks for TLS, and there is none that it may use.
    #[error(
        "No TLS connection to the database can be made as its address asks for. Check sslmode, and the certificate of the database."
    )]
    DatabaseTls(#[source] DbErr),
    /// There is no such database, or no schema in it.
    #[error(
        "There is no such database, or no schema in it that tables could be in. Make it first, or name another one."
    )]
    NoPlace(#[source] DbErr),
    /// The database has no tables of this server, and this is no moment to make them.
    #[error(
        "This database has nothing of a homing-server. Name the right one, or begin with `homing-server user add NAME`."
    )]
    Empty,
    /// The database takes no writes.
    #[error("The database takes no writes just now: it is a standby, or was set to read alone.")]
    ReadOnly,
    /// The database did not take a setting that durability rests on.
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

    /// Whether the same may work later, with nothing mended but the machine: a disk that was full, a file that
    /// was in use.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Served | Self::Unavailable(_) | Self::ReadOnly => true,
            Self::File { source, .. } => matches!(
                source.kind(),
                ErrorKind::StorageFull
                    | ErrorKind::QuotaExceeded
                    | ErrorKind::ResourceBusy
                    | ErrorKind::Interrupted
                    | ErrorKind::TimedOut
                    | ErrorKind::WouldBlock
            ),
            _ => false,
        }
    }

    pub(super) fn unreadable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unreadable(source.into())
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match kind(&error) {
            Kind::Passing => Self::Unavailable(error),
            Kind::NoDatabase => Self::NoDatabase(error),
            Kind::NotLetIn => Self::NotLetIn(error),
            Kind::Tls => Self::DatabaseTls(error),
            Kind::NoPlace => Self::NoPlace(error),
            Kind::Lasting => Self::Database(error),
        }
    }
}

/// What a failure says of the next try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Passing,
    NoDatabase,
    NotLetIn,
    Tls,
    NoPlace,
    Lasting,
}

fn kind(error: &DbErr) -> Kind {
    let runtime = match error {
        DbErr::ConnectionAcquire(_) => return Kind::Passing,
        DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime) => runtime,
        _ => return Kind::Lasting,
    };
    let RuntimeErr::SqlxError(error) = runtime else {
        return Kind::Lasting;
    };
    match &**error {
        // The last two are what a connection says that broke in the middle of something.
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Io(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::WorkerCrashed => Kind::Passing,
        sqlx::Error::Tls(_) => Kind::Tls,
        sqlx::Error::Database(error) => {
            let is_postgres = error.try_downcast_ref::<PgDatabaseError>().is_some();
            let kind = if is_postgres { kind_of_state } else { kind_of_code };
            error.code().map_or(Kind::Lasting, |code| kind(&code))
        }
        _ => Kind::Lasting,
    }
}

/// By SQLite's (extended) result code, whose low byte is the primary one: BUSY, LOCKED, READONLY, IOERR,
/// FULL and CANTOPEN may pass, NOTADB says what it is: <https://www.sqlite.org/rescode.html>.
fn kind_of_code(code: &str) -> Kind {
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(5 | 6 | 8 | 10 | 13 | 14) => Kind::Passing,
        Ok(26) => Kind::NoDatabase,
        _ => Kind::Lasting,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_may_pass_and_a_file_of_somebody_else_does_not() {
        let file = |kind: ErrorKind| StoreError::file(Path::new("server.sqlite"), kind.into());
        assert!(StoreError::Served.may_pass() && file(ErrorKind::StorageFull).may_pass());
        assert!(!StoreError::Newer.may_pass() && !file(ErrorKind::PermissionDenied).may_pass());
    }

    #[test]
    fn busy_and_full_may_pass_and_a_broken_constraint_does_not() {
        for (code, expected) in [
            ("5", Kind::Passing),
            ("517", Kind::Passing),
            ("13", Kind::Passing),
            ("1", Kind::Lasting),
            ("1555", Kind::Lasting),
            ("26", Kind::NoDatabase),
        ] {
            assert_eq!(kind_of_code(code), expected, "{code}");
        }
    }
}
