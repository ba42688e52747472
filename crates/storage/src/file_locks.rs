//! Locks between processes: files in the data folder that the system unlocks when their holder dies.
//!
//! The files stay where they are and hold nothing. To delete one that is held would let a second holder in.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::PathBuf;

use async_trait::async_trait;
use homing_domain::ports::{LockError, LockGuard, LockName, ProcessLock};

use crate::locked_file::LockedFile;

/// The locks of one data folder. The folder must be there, on a disk of this machine.
#[derive(Clone, Debug)]
pub struct FileLocks {
    folder: PathBuf,
}

/// A lock of a kind that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("this store knows no lock file of that name")]
struct UnknownLockError;

impl FileLocks {
    /// Locks whose files lie in `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    fn path(&self, name: LockName) -> Result<PathBuf, LockError> {
        let file_name = match name {
            LockName::Import => "import.lock".to_owned(),
            LockName::Migrate => "migrate.lock".to_owned(),
            LockName::Sync => "sync.lock".to_owned(),
            LockName::Auth(account) => format!("auth-{account}.lock"),
            LockName::UntilQuit(account) => format!("until-quit-{account}.lock"),
            _ => return Err(LockError(UnknownLockError.into())),
        };
        Ok(self.folder.join(file_name))
    }

    fn open(&self, name: LockName) -> Result<File, LockError> {
        let path = self.path(name)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).map_err(failed)
    }
}

fn failed(error: io::Error) -> LockError {
    LockError(error.into())
}

#[async_trait]
impl ProcessLock for FileLocks {
    fn try_acquire(&self, name: LockName) -> Result<Option<LockGuard>, LockError> {
        let held = LockedFile::try_exclusive(self.open(name)?).map_err(failed)?;
        Ok(held.map(LockGuard::new))
    }

    fn is_held(&self, name: LockName) -> Result<bool, LockError> {
        let file = match File::open(self.path(name)?) {
            // Nobody has taken it yet, and a look makes no file.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            file => file.map_err(failed)?,
        };
        // Shared, so that two who look do not see each other.
        Ok(LockedFile::try_shared(file).map_err(failed)?.is_none())
    }

    async fn acquire(&self, name: LockName) -> Result<LockGuard, LockError> {
        if let Some(free) = self.try_acquire(name)? {
            return Ok(free);
        }
        let file = self.open(name)?;
        let waited = tokio::task::spawn_blocking(move || LockedFile::exclusive(file)).await;
        let held = waited.map_err(|error| LockError(error.into()))?.map_err(failed)?;
        Ok(LockGuard::new(held))
    }
}
