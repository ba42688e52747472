//! Files of the earlier app that lie on this machine and of which nobody has said anything: those a window offers to import.
//! A look, and a memory of what a person said.

use std::path::{Path, PathBuf};

use homing_domain::ports::QueueError;
use homing_import::legacy::{Folders, look};

use super::EarlierApp;
use super::remembered::{EarlierOriginal, SettledFiles, recall, remember};

impl EarlierApp {
    /// The earlier app's databases in the known places that nobody on this machine has imported to the end or declined,
    /// the likeliest first. One that it had set aside as broken is none of them: it is read where a person names it.
    ///
    /// # Errors
    /// [`QueueError`] of the memory.
    pub async fn to_offer(&self, folders: &Folders) -> Result<Vec<PathBuf>, QueueError> {
        let mut found = look(folders).databases;
        if !found.is_empty() {
            let settled = self.settled_files().await?;
            found.retain(|file| !settled.contains(file));
        }
        Ok(found)
    }

    /// That a person does not want what [`EarlierApp::to_offer`] says. Whoever names such a file imports it all the same.
    ///
    /// # Errors
    /// [`QueueError`] where it can't be remembered.
    pub async fn decline(&self, folders: &Folders) -> Result<(), QueueError> {
        let declined = self.to_offer(folders).await?;
        if !declined.is_empty() {
            tracing::info!(files = declined.len(), "a person wants nothing of the earlier app's files");
            self.settle(declined).await?;
        }
        Ok(())
    }

    /// That an import of the file came to its end.
    pub(super) async fn settle_imported(&self, file: &Path) -> Result<(), QueueError> {
        if self.settled_files().await?.iter().any(|settled| settled == file) {
            return Ok(());
        }
        self.settle(vec![file.to_owned()]).await
    }

    async fn settle(&self, files: Vec<PathBuf>) -> Result<(), QueueError> {
        let active = self.accounts.active().await?.id();
        let mut settled = recall::<SettledFiles>(self.queue.as_ref(), active).await?.unwrap_or_default();
        settled.files.extend(files);
        remember(self.queue.as_ref(), self.accounts.as_ref(), self.clock.now(), &settled).await
    }

    /// Of every account of this machine: a file is one person's, whoever they sign in as.
    async fn settled_files(&self) -> Result<Vec<PathBuf>, QueueError> {
        let mut settled = Vec::new();
        for account in self.every_account().await? {
            let queue = self.queue.as_ref();
            settled.extend(recall::<SettledFiles>(queue, account).await?.unwrap_or_default().files);
            // An import of an older version has remembered this alone.
            settled.extend(recall::<EarlierOriginal>(queue, account).await?.map(|original| original.file));
        }
        Ok(settled)
    }
}
