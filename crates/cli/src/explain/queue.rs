//! When the data on this machine can't be read or written.

use homing_domain::ports::QueueError;

use super::{Explained, Failure};

/// In a person's words.
pub(super) fn queue(error: &QueueError) -> Explained {
    match error {
        QueueError::Conflict { .. } | QueueError::Busy(_) => Explained::new(
            Failure::DataBusy,
            "Another program is writing to the data just now. Nothing was changed; try again in a moment.",
        ),
        QueueError::NotWritable(_) => Explained::new(
            Failure::DataNotWritable,
            "The data can't be written: the disk is full, or the folder may not be written to. Nothing was \
             changed, and what was recorded before is safe; make room or give access, then try again.",
        ),
        QueueError::Corrupt(_) => Explained::new(
            Failure::DataDamaged,
            "The data on this machine is damaged. Nothing was changed or deleted; keep a copy of the data \
             folder before you do anything else.",
        ),
        QueueError::NewerSchema { .. } => Explained::new(
            Failure::DataNewer,
            "This data was written by a newer Homing. Nothing was changed; update this copy.",
        ),
        _ => Explained::new(
            Failure::DataUnusable,
            "The data can't be read or written. Nothing was changed, and what was recorded before is safe; \
             HOMING_LOG=error shows why.",
        ),
    }
}
