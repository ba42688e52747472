//! When nothing was sent.

use homing_domain::engine::{CycleError, LockRefused};

use super::CommandError;
use crate::sync_manager::SyncError;

impl From<SyncError> for CommandError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Lock(LockRefused::AlreadyRunning) => Self::SyncAlreadyRunning,
            SyncError::Lock(LockRefused::RunningElsewhere) => Self::SyncRunningElsewhere,
            SyncError::Lock(_) => Self::LockUnusable,
            SyncError::Accounts(error) | SyncError::Cycle(CycleError::Queue(error)) => error.into(),
            SyncError::Cycle(CycleError::Auth(error)) => error.into(),
            SyncError::Cycle(_) => Self::Internal,
        }
    }
}
