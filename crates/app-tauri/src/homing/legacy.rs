//! Moving over from the earlier app, on an open Homing.

use crate::legacy::{EarlierApp, LegacyImportError, LegacyReport, LegacyWish, Progress};

use super::Homing;

impl Homing {
    /// The earlier app, as far as this installation has to do with it.
    #[must_use]
    pub fn earlier_app(&self) -> &EarlierApp {
        &self.earlier_app
    }

    /// Imports the earlier app's file: see [`EarlierApp::import`].
    ///
    /// # Errors
    /// [`LegacyImportError`].
    pub async fn import_legacy(
        &self,
        wish: LegacyWish,
        progress: Progress<'_>,
    ) -> Result<LegacyReport, LegacyImportError> {
        self.earlier_app.import(wish, progress).await
    }
}
