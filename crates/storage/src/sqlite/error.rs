//! How SQLite's failures become the port's: by result code, never by text.

use homing_domain::ports::{BoxError, QueueError};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, sqlx};

/// Within this backend: an error of the port, or of the database that is not told apart yet.
#[derive(Debug, thiserror::Error)]
pub(super) enum SqliteError {
    #[error(transparent)]
    Port(#[from] QueueError),
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl SqliteError {
    /// A row holds what this program did not write.
    pub(super) fn unreadable(error: impl Into<BoxError>) -> Self {
        Self::Port(QueueError::Corrupt(error.into()))
    }
}

impl From<SqliteError> for QueueError {
    fn from(error: SqliteError) -> Self {
        match error {
            SqliteError::Port(error) => error,
            SqliteError::Database(error) => of_database(error),
        }
    }
}

fn of_database(error: DbErr) -> QueueError {
    let runtime = match &error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => return QueueError::Busy(error.into()),
        DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } => {
            return QueueError::Corrupt(error.into());
        }
        DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime) => runtime,
        _ => return QueueError::Backend(error.into()),
    };
    let RuntimeErr::SqlxError(inner) = runtime else {
        return QueueError::Backend(error.into());
    };
    match &**inner {
        sqlx::Error::PoolTimedOut => QueueError::Busy(error.into()),
        sqlx::Error::ColumnDecode { .. } => QueueError::Corrupt(error.into()),
        sqlx::Error::Database(database) => match database.code().map(|code| meaning(&code)) {
            Some(Meaning::Busy) => QueueError::Busy(error.into()),
            Some(Meaning::Full) => QueueError::Full(error.into()),
            Some(Meaning::NotWritable) => QueueError::NotWritable(error.into()),
            Some(Meaning::Corrupt) => QueueError::Corrupt(error.into()),
            Some(Meaning::Other) | None => QueueError::Backend(error.into()),
        },
        _ => QueueError::Backend(error.into()),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Busy,
    Full,
    NotWritable,
    Corrupt,
    Other,
}

/// Reads SQLite's extended result code, whose low byte is the primary one:
/// <https://www.sqlite.org/rescode.html>.
fn meaning(code: &str) -> Meaning {
    let Ok(code) = code.parse::<u32>() else {
        return Meaning::Other;
    };
    match (code & 0xff, code) {
        // BUSY, LOCKED.
        (5 | 6, _) => Meaning::Busy,
        // FULL; of IOERR: SHMSIZE, which is how a full disk shows when the index of the log is made.
        (13, _) | (10, 4874) => Meaning::Full,
        // PERM, READONLY, CANTOPEN; of IOERR: WRITE, FSYNC, DIR_FSYNC, TRUNCATE, SHMOPEN.
        (3 | 8 | 14, _) | (10, 778 | 1034 | 1290 | 1546 | 4618) => Meaning::NotWritable,
        // CORRUPT, NOTADB; of IOERR: DATA, CORRUPTFS.
        (11 | 26, _) | (10, 8202 | 8458) => Meaning::Corrupt,
        _ => Meaning::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extended_result_code_means_what_its_family_means() {
        for (codes, expected) in [
            (["5", "6", "261", "517"].as_slice(), Meaning::Busy),
            (&["13", "4874"], Meaning::Full),
            (&["8", "14", "776", "778", "1034"], Meaning::NotWritable),
            (&["11", "26", "267", "8458"], Meaning::Corrupt),
            (&["1", "10", "266", "1555", "x"], Meaning::Other),
        ] {
            for code in codes {
                assert_eq!(meaning(code), expected, "{code}");
            }
        }
    }
}
