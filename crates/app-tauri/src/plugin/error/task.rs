//! When a task of an application's own kind is not taken: for the commands that it has beside the plugin's.

use homing_domain::engine::EnqueueError;
use homing_domain::task::{BodyError, KindError};

use super::CommandError;

impl From<EnqueueError> for CommandError {
    fn from(error: EnqueueError) -> Self {
        match error {
            EnqueueError::Kind(error) => error.into(),
            EnqueueError::Queue(error) => error.into(),
            _ => Self::Internal,
        }
    }
}

impl From<KindError> for CommandError {
    fn from(error: KindError) -> Self {
        match error {
            KindError::Invalid(_) => Self::InvalidInput,
            KindError::TooLarge { .. } | KindError::BlobTooLarge { .. } | KindError::NoBlobs => Self::NoRoom,
            _ => Self::Internal,
        }
    }
}

/// A record of the application's own that is not what the application wrote, or can't be written as JSON.
impl From<BodyError> for CommandError {
    fn from(_: BodyError) -> Self {
        Self::DataDamaged
    }
}
