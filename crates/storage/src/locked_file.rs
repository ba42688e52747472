//! An open file with a lock on it. Not which file, nor what its lock is for.

use std::fs::{File, TryLockError};
use std::io;
use std::ops::Deref;

/// Gives the lock back when it is dropped. To close the file would not do: a child process that this one starts
/// has the same open file from its fork to its exec, and with it the lock. Unlocked by one, it is by both
/// (flock(2)).
#[derive(Debug)]
pub(crate) struct LockedFile(File);

impl LockedFile {
    /// Takes the whole file for oneself, if nobody has it.
    pub(crate) fn try_exclusive(file: File) -> io::Result<Option<Self>> {
        Self::tried(file, File::try_lock)
    }

    /// As [`Self::try_exclusive`], beside others who share it.
    pub(crate) fn try_shared(file: File) -> io::Result<Option<Self>> {
        Self::tried(file, File::try_lock_shared)
    }

    /// Takes the whole file for oneself; blocks until nobody has it.
    pub(crate) fn exclusive(file: File) -> io::Result<Self> {
        file.lock()?;
        Ok(Self(file))
    }

    /// As [`Self::exclusive`], beside others who share it.
    #[cfg(feature = "blobs")]
    pub(crate) fn shared(file: File) -> io::Result<Self> {
        file.lock_shared()?;
        Ok(Self(file))
    }

    /// One whose lock was taken before.
    #[cfg(feature = "blobs")]
    pub(crate) fn already(file: File) -> Self {
        Self(file)
    }

    fn tried(file: File, lock: impl FnOnce(&File) -> Result<(), TryLockError>) -> io::Result<Option<Self>> {
        match lock(&file) {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl Deref for LockedFile {
    type Target = File;

    fn deref(&self) -> &File {
        &self.0
    }
}

impl Drop for LockedFile {
    fn drop(&mut self) {
        // Where that fails, the lock goes with the last who has the file open.
        drop(self.0.unlock());
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_lock_that_is_given_back_is_free_although_a_child_process_has_the_file_open() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for lock in [LockedFile::try_exclusive, LockedFile::try_shared] {
            let held = lock(file.reopen().unwrap()).unwrap().unwrap();
            let a_childs = held.try_clone().unwrap();
            assert!(LockedFile::try_exclusive(file.reopen().unwrap()).unwrap().is_none());
            drop(held);
            assert!(LockedFile::try_exclusive(file.reopen().unwrap()).unwrap().is_some());
            drop(a_childs);
        }
    }
}
