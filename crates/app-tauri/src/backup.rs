//! A copy of everything that is recorded, beside the data folder.

use std::path::Path;

use homing_storage::{BackedUp, BackupError};

use crate::Homing;

impl Homing {
    /// Copies the data of all accounts to the new file, while other programs go on writing. No token is in it.
    ///
    /// # Errors
    /// [`BackupError`]: the data is as it was, and no file is there that was not there before.
    pub async fn back_up(&self, file: &Path) -> Result<BackedUp, BackupError> {
        self.store.back_up(file).await
    }
}
