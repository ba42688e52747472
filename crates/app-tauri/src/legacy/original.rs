//! The earlier app's own file, once its work is here and sent: kept, scrubbed of its tokens, or deleted, and each only
//! because a person said so.

use homing_domain::account::Active;
use homing_domain::engine::SyncState;
use homing_domain::ports::QueueError;
use homing_domain::time::Unreadable;
use homing_import::legacy::{Keys, LegacyError, delete_original, scrub_original};
use secrecy::SecretString;

use super::EarlierApp;
use super::error::OriginalError;
use super::remembered::{EarlierOriginal, OriginalFate, recall, remember};
use super::report::LegacyReport;

/// What a person wants with the earlier app's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginalWish {
    /// Leave it as it is, and ask no more.
    Keep,
    /// Take the tokens out of it, and nothing else.
    Scrub,
    /// Delete it.
    Delete,
}

impl EarlierApp {
    /// The earlier app's file, where a person should be told that it is still there: it was imported, a sync has brought
    /// everything to the server since, and nobody has said what becomes of it. `synced_now` says that a good sync has
    /// just ended.
    ///
    /// # Errors
    /// [`QueueError`].
    pub async fn original_to_decide(&self, synced_now: bool) -> Result<Option<EarlierOriginal>, QueueError> {
        let active = self.accounts.active().await?;
        let original = recall::<EarlierOriginal>(self.queue.as_ref(), active.id()).await?;
        let open = |original: &EarlierOriginal| original.fate == OriginalFate::Undecided;
        let Some(mut original) = original.filter(|original| open(original) && original.file.is_file()) else {
            return Ok(None);
        };
        if synced_now && !original.synced && matches!(active, Active::Account { .. }) {
            original.synced = true;
            self.remember_original(&original).await?;
        }
        let state = SyncState::load(self.queue.as_ref(), active.id()).await?;
        let answered = state.last_exchange.is_some_and(|then| then > original.imported_at);
        Ok((original.synced || answered).then_some(original))
    }

    /// That a person was asked: once is enough.
    ///
    /// # Errors
    /// [`QueueError`].
    pub async fn asked_about_original(&self, original: EarlierOriginal) -> Result<(), QueueError> {
        self.remember_original(&EarlierOriginal { asked: true, ..original }).await
    }

    /// Does with the file what a person wants, after an import of it that came to its end: `imported` is what that said.
    ///
    /// # Errors
    /// [`OriginalError`]. After [`OriginalError::Queue`] it is done, and asked about again.
    pub async fn decide_original(
        &self,
        imported: &LegacyReport,
        wish: OriginalWish,
        key: Option<SecretString>,
    ) -> Result<(), OriginalError> {
        let file = imported.file.clone();
        let failed = |source| OriginalError::File { file: file.clone(), source };
        if imported.changed_by_another && wish != OriginalWish::Keep {
            return Err(failed(LegacyError::Changed));
        }
        let fate = match wish {
            OriginalWish::Keep => OriginalFate::Kept,
            OriginalWish::Scrub => {
                let keys = Keys::beside(&file, key.as_ref());
                scrub_original(&file, &keys).await.map_err(failed)?;
                OriginalFate::Scrubbed
            }
            OriginalWish::Delete => {
                if imported.rows.unreadable.contains_key(&Unreadable::Damaged) {
                    return Err(OriginalError::RowsDamaged { file });
                }
                if imported.rows.unreadable.contains_key(&Unreadable::NoKey) {
                    return Err(OriginalError::RowsSealed { file });
                }
                delete_original(&file, imported.print).await.map_err(failed)?;
                OriginalFate::Deleted
            }
        };
        tracing::info!(?fate, "a person decided on the earlier app's file");
        let known =
            recall::<EarlierOriginal>(self.queue.as_ref(), self.accounts.active().await?.id()).await?;
        if let Some(known) = known {
            self.remember_original(&EarlierOriginal { fate, ..known }).await?;
        }
        Ok(())
    }

    /// That the file was imported just now. What a person said of it before stays said, unless it has tokens anew.
    pub(super) async fn imported_original(
        &self,
        file: std::path::PathBuf,
        has_tokens: bool,
    ) -> Result<(), QueueError> {
        self.settle_imported(&file).await?;
        let known =
            recall::<EarlierOriginal>(self.queue.as_ref(), self.accounts.active().await?.id()).await?;
        let same = known.filter(|known| known.file == file);
        let fate = match &same {
            Some(known) if known.fate == OriginalFate::Kept || !has_tokens => known.fate,
            _ => OriginalFate::Undecided,
        };
        let (asked, synced) = same.map_or((false, false), |known| (known.asked, known.synced));
        let imported_at = self.clock.now();
        let original = EarlierOriginal { file, imported_at, had_tokens: has_tokens, fate, asked, synced };
        self.remember_original(&original).await
    }

    async fn remember_original(&self, original: &EarlierOriginal) -> Result<(), QueueError> {
        remember(self.queue.as_ref(), self.accounts.as_ref(), self.clock.now(), original).await
    }
}
