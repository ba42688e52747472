//! When the data on this machine can't be read or written.

use homing_domain::ports::QueueError;

use super::CommandError;

impl From<QueueError> for CommandError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Conflict { .. } | QueueError::Busy(_) => Self::DataBusy,
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
