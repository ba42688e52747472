//! A file on its way to its name.

use std::fs::File;
use std::io::{self, ErrorKind, Seek, Write};

use homing_domain::ports::{BlobError, StoredBlob};
use homing_domain::task::BlobRef;
use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, PersistError};

use super::folder::{Folder, hold};
use super::of_writing;
use crate::locked_file::LockedFile;

/// What has been written of a blob. Dropped, it leaves nothing.
pub(super) struct Draft {
    file: NamedTempFile,
    digest: Sha256,
    bytes: u64,
}

impl Draft {
    pub(super) fn begin(folder: &Folder) -> Result<Self, BlobError> {
        folder.make()?;
        Ok(Self { file: folder.draft()?, digest: Sha256::new(), bytes: 0 })
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn write(mut self, chunk: &[u8]) -> Result<Self, BlobError> {
        self.file.write_all(chunk).map_err(of_writing)?;
        self.digest.update(chunk);
        self.bytes += chunk.len() as u64;
        Ok(self)
    }

    /// Gives the file its name, or takes the one that has it already; either is held.
    pub(super) fn finish(self, folder: &Folder) -> Result<StoredBlob, BlobError> {
        let Self { mut file, digest, bytes } = self;
        file.as_file().sync_all().map_err(of_writing)?;
        let digest: [u8; 32] = digest.finalize().into();
        let name = folder.name_of(&digest)?;
        let path = folder.file(&name);
        let held = loop {
            match file.persist_noclobber(&path) {
                Ok(held) => break LockedFile::already(held),
                Err(PersistError { error, file: again }) if error.kind() == ErrorKind::AlreadyExists => {
                    file = again;
                }
                Err(PersistError { error, .. }) => return Err(of_writing(error)),
            }
            if let Some(there) = hold(&path).map_err(of_writing)? {
                mend(&there, &mut file, bytes).map_err(of_writing)?;
                break there;
            }
        };
        // Also where it was there: whoever made it may have died before this.
        folder.sync().map_err(of_writing)?;
        let sha256 = homing_domain::task::Sha256::new(digest);
        Ok(StoredBlob::new(BlobRef { name, sha256, bytes }, held))
    }
}

/// A file that lost a part of itself gets it back: its name says what was in it.
fn mend(mut there: &File, whole: &mut NamedTempFile, bytes: u64) -> io::Result<()> {
    if there.metadata()?.len() == bytes {
        return Ok(());
    }
    whole.rewind()?;
    io::copy(whole, &mut there)?;
    there.set_len(bytes)?;
    there.sync_all()
}
