//! Moving over from the earlier app: its file is copied, cleaned, read and taken in, and its sign-in moved. How the file is
//! read is in `homing-import`, and what becomes of its work in the domain.
//!
//! The copy lies in a folder of its own and is removed at the end; what a kill left of it goes at the next start of any
//! program of ours.

mod deciding;
mod error;
mod handover;
mod offered;
mod original;
mod remembered;
mod report;
mod tokens;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use homing_domain::account::{CredentialPlace, ServerUrl};
use homing_domain::names::AccountId;
use homing_domain::ports::{Accounts, Clock, LockGuard, LockName, ProcessLock, Queue, QueueError};
use homing_domain::time::{EarlierWork, TakenIn};
use homing_import::legacy::{self, Folders, KEY_VARIABLE, Keys, LegacyError, Opened, Original};
use secrecy::SecretString;

use crate::session::Session;
use crate::{ApiName, SyncManager};
pub use deciding::DecideOriginalError;
pub use error::{LegacyImportError, OriginalError};
pub use original::OriginalWish;
pub use remembered::{EarlierOriginal, OriginalFate};
pub use report::{EarlierSignIn, FileRows, LegacyReport, NotMoved, Pictures};
use tokens::Destination;

/// The folder of the copy, in the data folder.
const WORK_FOLDER: &str = "legacy-import";

/// What is to be imported, and how.
#[derive(Clone, Debug)]
pub struct LegacyWish {
    /// The file; none: the one that the earlier app kept.
    pub file: Option<PathBuf>,
    /// Where that is looked for.
    pub folders: Folders,
    /// The key that the environment gives: see [`earlier_key`].
    pub key: Option<SecretString>,
    /// The server that the sign-in of the earlier app belongs to, where one is set.
    pub server: Option<ServerUrl>,
    /// Which API that server speaks: another server than the earlier app's gets nothing of its sign-in.
    pub api: ApiName,
    /// Where the sign-in is to be kept.
    pub place: CredentialPlace,
    /// Do everything on the copy, and keep nothing of it.
    pub dry_run: bool,
    /// What becomes of it where another import runs, in whatever process.
    pub if_one_runs: IfOneRuns,
}

/// What an import does while another one runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfOneRuns {
    /// It begins once that has ended.
    Wait,
    /// It is refused, with [`LegacyImportError::OneRuns`].
    Refuse,
}

impl LegacyWish {
    /// Another import of a file, by somebody who is signed in.
    #[must_use]
    pub fn again(file: PathBuf, api: ApiName) -> Self {
        Self {
            file: Some(file),
            folders: earlier_folders(),
            key: earlier_key(),
            server: None,
            api,
            place: CredentialPlace::Keychain,
            dry_run: false,
            if_one_runs: IfOneRuns::Wait,
        }
    }
}

/// What moving over works with.
pub struct EarlierApp {
    /// What is recorded.
    pub queue: Arc<dyn Queue>,
    /// Whose it is.
    pub accounts: Arc<dyn Accounts>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The locks between processes.
    pub locks: Arc<dyn ProcessLock>,
    /// Recording and syncing.
    pub sync: Arc<SyncManager>,
    /// Signing in.
    pub session: Arc<Session>,
    /// The data folder.
    pub data: PathBuf,
}

/// How many rows are done, and of how many.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Send + Sync);

impl EarlierApp {
    /// Imports the earlier app's file: each row once, however often it is given. The original is not changed.
    ///
    /// # Errors
    /// [`LegacyImportError`]. No copy is left, and running it again goes on where it was.
    pub async fn import(
        &self,
        wish: LegacyWish,
        progress: Progress<'_>,
    ) -> Result<LegacyReport, LegacyImportError> {
        let (file, others) = match found(&wish) {
            Err(LegacyImportError::NotFound { looked_at }) => {
                (self.file_of_before(looked_at).await?, Vec::new())
            }
            found => found?,
        };
        let _alone = self.alone(wish.if_one_runs).await?;
        let work = self.data.join(WORK_FOLDER);
        let done = self.on_a_copy(file.clone(), &work, wish, progress).await;
        // Whatever came of it: tokens may be in what is left of a copy.
        let removed = legacy::remove_copy(&work);
        let mut report = done?;
        removed.map_err(|source| LegacyImportError::File { file, source })?;
        report.others = others;
        Ok(report)
    }

    async fn alone(&self, if_one_runs: IfOneRuns) -> Result<LockGuard, LegacyImportError> {
        let guard = match if_one_runs {
            IfOneRuns::Wait => self.locks.acquire(LockName::Import).await.map(Some),
            IfOneRuns::Refuse => self.locks.try_acquire(LockName::Import),
        };
        guard.map_err(LegacyImportError::Lock)?.ok_or(LegacyImportError::OneRuns)
    }

    /// The file that was imported before, where it is still there: a person had named it.
    async fn file_of_before(&self, looked_at: Vec<PathBuf>) -> Result<PathBuf, LegacyImportError> {
        let account = self.accounts.active().await?.id();
        let original = remembered::recall::<EarlierOriginal>(self.queue.as_ref(), account).await?;
        let file = original.map(|original| original.file).filter(|file| file.is_file());
        file.ok_or(LegacyImportError::NotFound { looked_at })
    }

    async fn on_a_copy(
        &self,
        file: PathBuf,
        work: &Path,
        wish: LegacyWish,
        progress: Progress<'_>,
    ) -> Result<LegacyReport, LegacyImportError> {
        let failed = |source: LegacyError| LegacyImportError::File { file: file.clone(), source };
        let keys = Keys::beside(&file, wish.key.as_ref());
        let unusable_keys = keys.unusable().to_vec();
        let mut opened: Opened = legacy::open(&file, work, keys).await.map_err(failed)?;
        let tokens = opened.tokens();
        let had_tokens = tokens.is_some();
        let server = wish.server.as_ref();
        let to = Destination { server, api: wish.api, place: wish.place, dry_run: wish.dry_run };
        let sign_in = self.move_tokens(tokens, &to).await?;
        opened.clean().await.map_err(failed)?;
        let earlier = opened.read().await.map_err(failed)?;
        let rows = FileRows::of(&earlier);
        let taken_in = self.take_in(earlier, wish.dry_run, progress).await?;
        let pictures = match wish.dry_run {
            true => Pictures::default(),
            false => {
                let pictures = Pictures::from(&self.sync.attach_earlier_pictures().await?);
                self.imported_original(file.clone(), had_tokens).await?;
                pictures
            }
        };
        let print = opened.print();
        let changed_by_another = opened.finish().await.map_err(failed)? == Original::ChangedByAnother;
        let (dry_run, others) = (wish.dry_run, Vec::new());
        Ok(LegacyReport {
            file,
            print,
            dry_run,
            rows,
            taken_in,
            pictures,
            sign_in,
            unusable_keys,
            changed_by_another,
            others,
        })
    }

    async fn take_in(
        &self,
        earlier: EarlierWork,
        dry_run: bool,
        progress: Progress<'_>,
    ) -> Result<TakenIn, LegacyImportError> {
        let all = earlier.rows();
        let advance = |done| progress(done, all);
        let tracker = self.sync.tracker();
        Ok(match dry_run {
            true => tracker.would_take_in(earlier, &advance).await?,
            false => tracker.take_in(earlier, &advance).await?,
        })
    }

    /// Every account of this machine, the active one first.
    async fn every_account(&self) -> Result<Vec<AccountId>, QueueError> {
        let active = self.accounts.active().await?.id();
        let known = self.accounts.all().await?.into_iter().map(|known| known.account.id);
        Ok(std::iter::once(active).chain(known.filter(|id| *id != active)).collect())
    }

    /// Removes what a killed import left of its copy, unless one runs.
    pub(crate) fn remove_left_copy(&self) {
        let work = self.data.join(WORK_FOLDER);
        if !work.is_dir() {
            return;
        }
        match self.locks.try_acquire(LockName::Import) {
            Ok(Some(_alone)) => {
                if let Err(error) = legacy::remove_copy(&work) {
                    tracing::warn!(%error, "what an import left of its copy can't be removed");
                }
            }
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, "the lock of an import can't be taken"),
        }
    }
}

/// The file that is meant, as an absolute path, and others of the earlier app that are there.
fn found(wish: &LegacyWish) -> Result<(PathBuf, Vec<PathBuf>), LegacyImportError> {
    let absolute = |file: PathBuf| std::path::absolute(&file).unwrap_or(file);
    if let Some(file) = &wish.file {
        return Ok((absolute(file.clone()), Vec::new()));
    }
    let found = legacy::look(&wish.folders);
    let mut databases = found.databases.into_iter();
    let Some(file) = databases.next() else {
        let looked_at = legacy::known_places(&wish.folders);
        return Err(LegacyImportError::NotFound { looked_at });
    };
    Ok((absolute(file), databases.chain(found.set_aside).collect()))
}

/// The folders of whoever runs this.
#[must_use]
pub fn earlier_folders() -> Folders {
    let named = |variable| std::env::var_os(variable).filter(|folder| !folder.is_empty()).map(Into::into);
    Folders { home: etcetera::home_dir().ok(), xdg_data: named("XDG_DATA_HOME"), app_data: named("APPDATA") }
}

/// The key that the earlier app took from the environment, where it is set.
#[must_use]
pub fn earlier_key() -> Option<SecretString> {
    std::env::var(KEY_VARIABLE).ok().filter(|key| !key.is_empty()).map(SecretString::from)
}

#[cfg(test)]
mod tests;
