//! A copy of everything that is recorded, beside the data folder.

use std::path::Path;

use homing_storage::{BackedUp, BackupError as CopyError};

use crate::Homing;
use crate::storage_url::StorageUrl;

/// There is no copy. The data is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The data lies in no file of this machine.
    #[error("the data is not in a file of this machine: {0}")]
    Elsewhere(StorageUrl),
    /// The file was not copied.
    #[error(transparent)]
    Copy(#[from] CopyError),
}

impl Homing {
    /// Copies the data of all accounts to the new file, while other programs go on writing. No token is in it.
    ///
    /// # Errors
    /// [`BackupError`]: the data is as it was, and no file is there that was not there before.
    pub async fn back_up(&self, file: &Path) -> Result<BackedUp, BackupError> {
        match self.storage.file() {
            Some(store) => Ok(store.back_up(file).await?),
            None => Err(BackupError::Elsewhere(self.config().storage.clone())),
        }
    }
}
