//! When nothing was made of an item of the review.

use homing_domain::engine::EnqueueError;
use homing_domain::ports::{BlobError, QueueError};
use homing_domain::task::KindError;
use homing_domain::time::{FindError, FindItemError, MissingTimes, SettleError};

use super::CommandError;
use crate::{AttachError, EarlierPictureError};

impl From<FindItemError> for CommandError {
    fn from(error: FindItemError) -> Self {
        match error {
            FindItemError::Queue(error) => error.into(),
            _ => Self::NoSuchItem,
        }
    }
}

impl From<EarlierPictureError> for CommandError {
    fn from(error: EarlierPictureError) -> Self {
        match error {
            EarlierPictureError::NoPicture => Self::NotAPicture,
            EarlierPictureError::EntryNeeded => Self::EntryNeeded,
            EarlierPictureError::Find(error) => found(error),
            EarlierPictureError::Settle(error) => error.into(),
            EarlierPictureError::Attach(error) => attached(error),
            EarlierPictureError::Queue(error) => error.into(),
        }
    }
}

impl From<SettleError> for CommandError {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Missing(MissingTimes { from, to }) => Self::TimesNeeded { from, to },
            SettleError::Picture => Self::NotAPicture,
            SettleError::Changed(_) | SettleError::Confirmed(_) | SettleError::Discarded => Self::ItemDecided,
            SettleError::EntryThere(entry) => Self::EntryThere { entry },
            SettleError::Gone => Self::NoSuchItem,
            SettleError::Track(error) => error.into(),
            _ => Self::Internal,
        }
    }
}

fn found(error: FindError) -> CommandError {
    match error {
        FindError::Queue(error) => error.into(),
        _ => CommandError::NoSuchEntry,
    }
}

fn attached(error: AttachError) -> CommandError {
    match error {
        AttachError::TooLarge { most } => CommandError::FileTooLarge { max_bytes: most },
        AttachError::Empty | AttachError::NoFile | AttachError::NoPicture => CommandError::NotAPicture,
        AttachError::NoEntry => CommandError::NoSuchEntry,
        AttachError::Find(error) => found(error),
        AttachError::Blob(error) => stored(error),
        AttachError::Enqueue(EnqueueError::Kind(error)) => match error {
            KindError::BlobTooLarge { most, .. } => CommandError::FileTooLarge { max_bytes: most },
            KindError::NoBlobs => CommandError::NoRoom,
            _ => CommandError::Internal,
        },
        AttachError::Enqueue(EnqueueError::Queue(error)) => match error {
            QueueError::NoRoom { .. } | QueueError::NoBlobRoom { .. } => CommandError::NoRoom,
            error => error.into(),
        },
        _ => CommandError::Internal,
    }
}

fn stored(error: BlobError) -> CommandError {
    match error {
        BlobError::TooLarge { most } => CommandError::FileTooLarge { max_bytes: most },
        BlobError::Full(_) => CommandError::DiskFull,
        BlobError::Unsupported => CommandError::FilesUnsupported,
        BlobError::NotWritable(_) => CommandError::DataNotWritable,
        BlobError::Queue(error) => error.into(),
        _ => CommandError::DataUnusable,
    }
}
