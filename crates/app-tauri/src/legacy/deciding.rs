//! What a person wants with the earlier app's file, done: whatever that app has written since is taken in first.

use super::{EarlierApp, LegacyImportError, LegacyReport, LegacyWish, OriginalError, OriginalWish, Progress};

/// Nothing was done to the earlier app's file.
#[derive(Debug, thiserror::Error)]
pub enum DecideOriginalError {
    /// What it holds could not be taken in before.
    #[error(transparent)]
    Import(#[from] LegacyImportError),
    /// It was taken in, and not changed.
    #[error(transparent)]
    Original(#[from] OriginalError),
}

impl EarlierApp {
    /// Imports the file once more, and does with it what a person wants. What the import said is the answer.
    ///
    /// # Errors
    /// [`DecideOriginalError`]. What was imported stays so.
    pub async fn import_and_decide(
        &self,
        again: LegacyWish,
        wish: OriginalWish,
        progress: Progress<'_>,
    ) -> Result<LegacyReport, DecideOriginalError> {
        let key = again.key.clone();
        let report = self.import(again, progress).await?;
        self.decide_original(&report, wish, key).await?;
        Ok(report)
    }
}
