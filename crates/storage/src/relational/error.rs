//! How a database's failures become the port's: by code, never by text. What a code means, each backend says.

use homing_domain::ports::{BoxError, QueueError};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, SqlErr, sqlx};

/// Within this backend: an error of the port, or of the database that is not told apart yet.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DatabaseError {
    #[error(transparent)]
    Port(#[from] QueueError),
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl DatabaseError {
    /// A row holds what this program did not write.
    pub(crate) fn unreadable(error: impl Into<BoxError>) -> Self {
        Self::Port(QueueError::Corrupt(error.into()))
    }

    /// Of statements of a commit: the only unique value in them that the database did not give itself, or that the
    /// statement gives way to, is the id of a task.
    pub(crate) fn of_commit(self) -> Self {
        match &self {
            Self::Database(error)
                if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) =>
            {
                Self::Port(QueueError::AlreadyThere)
            }
            _ => self,
        }
    }
}

impl From<DatabaseError> for QueueError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Port(error) => error,
            DatabaseError::Database(error) => of_database(error),
        }
    }
}

fn of_database(error: DbErr) -> QueueError {
    let runtime = match &error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout | ConnAcquireErr::ConnectionClosed) => {
            return QueueError::Busy(error.into());
        }
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
        // A connection that broke, or that can't be made: there may be another one soon.
        sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => QueueError::Busy(error.into()),
        sqlx::Error::ColumnDecode { .. } => QueueError::Corrupt(error.into()),
        sqlx::Error::Database(database) => match meaning(&**database) {
            Meaning::Busy => QueueError::Busy(error.into()),
            Meaning::Full => QueueError::Full(error.into()),
            Meaning::NotWritable => QueueError::NotWritable(error.into()),
            #[cfg(feature = "postgres")]
            Meaning::NotReadable => QueueError::NotReadable(error.into()),
            #[cfg(feature = "postgres")]
            Meaning::NoPlace => QueueError::NoPlace(error.into()),
            Meaning::Corrupt => QueueError::Corrupt(error.into()),
            Meaning::Other => QueueError::Backend(error.into()),
        },
        _ => QueueError::Backend(error.into()),
    }
}

/// What a database's code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Busy,
    Full,
    NotWritable,
    #[cfg(feature = "postgres")]
    NotReadable,
    #[cfg(feature = "postgres")]
    NoPlace,
    Corrupt,
    Other,
}

fn meaning(error: &dyn sqlx::error::DatabaseError) -> Meaning {
    let Some(code) = error.code() else { return Meaning::Other };
    #[cfg(feature = "postgres")]
    if error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() {
        return crate::postgres::codes::meaning(&code);
    }
    #[cfg(feature = "sqlite")]
    if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        return crate::sqlite::codes::meaning(&code);
    }
    Meaning::Other
}
