//! What the failures of a disk mean for whoever keeps files.

use std::io::{self, ErrorKind};

use homing_domain::ports::BlobError;

pub(super) fn of_reading(error: io::Error) -> BlobError {
    match error.kind() {
        ErrorKind::NotFound => BlobError::Missing,
        _ => BlobError::Backend(error.into()),
    }
}

pub(super) fn of_writing(error: io::Error) -> BlobError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => BlobError::Full(error.into()),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => BlobError::NotWritable(error.into()),
        _ => BlobError::Backend(error.into()),
    }
}
