//! What redb's failures mean to the port.

use std::io::ErrorKind;

use homing_domain::ports::{BoxError, QueueError};

/// Within this crate: an error of the port, or of redb that is not told apart yet.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error(transparent)]
    Port(#[from] QueueError),
    #[error(transparent)]
    Redb(#[from] redb::Error),
}

pub(crate) type Result<T> = std::result::Result<T, StoreError>;

macro_rules! from_redb {
    ($($error:ident),*) => {$(
        impl From<redb::$error> for StoreError {
            fn from(error: redb::$error) -> Self {
                Self::Redb(error.into())
            }
        }
    )*};
}
from_redb!(CommitError, DatabaseError, StorageError, TableError, TransactionError);

impl StoreError {
    /// A row holds what this program did not write.
    pub(crate) fn unreadable(error: impl Into<BoxError>) -> Self {
        Self::Port(QueueError::Corrupt(error.into()))
    }
}

impl From<StoreError> for QueueError {
    fn from(error: StoreError) -> Self {
        let error = match error {
            StoreError::Port(error) => return error,
            StoreError::Redb(error) => error,
        };
        let kind = match &error {
            redb::Error::Io(io) => Some(io.kind()),
            _ => None,
        };
        match (kind, &error) {
            (Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded), _) => Self::Full(error.into()),
            (Some(ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem), _) => {
                Self::NotWritable(error.into())
            }
            // Another process has the file open.
            (_, redb::Error::DatabaseAlreadyOpen) => Self::Busy(error.into()),
            (_, redb::Error::Corrupted(_)) => Self::Corrupt(error.into()),
            _ => Self::Backend(error.into()),
        }
    }
}
