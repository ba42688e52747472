//! When the data on this machine can't be read or written.

use homing_domain::ports::{DiscardError, QueueError, Undiscardable};

use super::CommandError;
use crate::export::ExportError;

impl From<QueueError> for CommandError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Conflict { .. } | QueueError::Busy(_) => Self::DataBusy,
            QueueError::NoRoom { .. } | QueueError::NoBlobRoom { .. } => Self::NoRoom,
            QueueError::Full(_) => Self::DiskFull,
            QueueError::NotWritable(_) => Self::DataNotWritable,
            QueueError::NotReadable(_) => Self::DataNotReadable,
            QueueError::Emptied(_) => Self::DataGone,
            QueueError::Foreign => Self::DataForeign,
            QueueError::NoPlace(_) => Self::DataFolder,
            QueueError::Corrupt(_) => Self::DataDamaged,
            QueueError::NewerSchema { .. } | QueueError::NewerContent(_) => Self::DataNewer,
            _ => Self::DataUnusable,
        }
    }
}

impl From<DiscardError> for CommandError {
    fn from(error: DiscardError) -> Self {
        match error {
            DiscardError::Refused { because: Undiscardable::Gone, .. } => Self::NoSuchTask,
            DiscardError::Refused { because: Undiscardable::BeingSent, .. } => Self::TaskBeingSent,
            DiscardError::Refused { .. } => Self::TaskMayHaveArrived,
            DiscardError::Queue(error) => error.into(),
            _ => Self::Internal,
        }
    }
}

impl From<ExportError> for CommandError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Queue(error) => error.into(),
            _ => Self::FileNotWritable,
        }
    }
}
