//! The folder of the files: its owner's alone, with the key that their names are made with.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use homing_domain::ports::{BlobError, Ids};
use homing_domain::task::BlobName;
use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, PersistError};

use super::of_writing;
use crate::locked_file::LockedFile;

/// Where the key is. No blob has a name with a dot.
const KEY: &str = ".key";

/// What the names of files begin with that are being written.
const DRAFT: &str = ".new-";

const KEY_BYTES: usize = 32;

/// So many folders may have to be made: this one, the one for all databases beside it, and the data folder.
const MADE_AT_MOST: usize = 3;

pub(super) struct Folder {
    path: PathBuf,
    ids: Arc<dyn Ids>,
}

impl Folder {
    pub(super) fn new(path: PathBuf, ids: Arc<dyn Ids>) -> Self {
        Self { path, ids }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn file(&self, name: &BlobName) -> PathBuf {
        self.path.join(name.as_str())
    }

    /// Makes it where there is none.
    pub(super) fn make(&self) -> Result<(), BlobError> {
        let mut folder = DirBuilder::new();
        folder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        if self.path.is_dir() {
            return Ok(());
        }
        folder.create(&self.path).map_err(of_writing)?;
        // What lies in a folder is as durable as the folder's own name, and those above it.
        let above = self.path.ancestors().skip(1).take(MADE_AT_MOST).filter(|path| path.is_dir());
        above.map(Path::to_owned).try_for_each(|path| sync(&path)).map_err(of_writing)
    }

    /// A new file under a name of its own, which whoever sweeps leaves alone as long as it is held.
    pub(super) fn draft(&self) -> Result<NamedTempFile, BlobError> {
        loop {
            let draft = self.unlocked_draft().map_err(of_writing)?;
            draft.as_file().lock_shared().map_err(of_writing)?;
            // Whoever sweeps may have been there between the two.
            if leads_to(draft.path(), draft.as_file()).map_err(of_writing)? {
                return Ok(draft);
            }
        }
    }

    fn unlocked_draft(&self) -> io::Result<NamedTempFile> {
        tempfile::Builder::new().prefix(DRAFT).tempfile_in(&self.path)
    }

    /// What such bytes are called here.
    pub(super) fn name_of(&self, digest: &[u8; 32]) -> Result<BlobName, BlobError> {
        // Of a key and a digest of one length each: nobody can say more of another name by it.
        let keyed = Sha256::new().chain_update(self.key()?).chain_update(digest).finalize();
        let name = homing_domain::task::Sha256::new(keyed.into()).to_string();
        BlobName::new(name).map_err(|error| BlobError::Backend(error.into()))
    }

    /// The key of this folder, which is made by whoever needs it first.
    fn key(&self) -> Result<[u8; KEY_BYTES], BlobError> {
        loop {
            if let Some(key) = self.stored_key().map_err(of_writing)? {
                return Ok(key);
            }
            let mut fresh = self.draft()?;
            fresh.write_all(&self.fresh_key()).map_err(of_writing)?;
            fresh.as_file().sync_all().map_err(of_writing)?;
            match fresh.persist_noclobber(self.path.join(KEY)) {
                Ok(_) => self.sync().map_err(of_writing)?,
                Err(PersistError { error, .. }) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(PersistError { error, .. }) => return Err(of_writing(error)),
            }
        }
    }

    fn stored_key(&self) -> io::Result<Option<[u8; KEY_BYTES]>> {
        let path = self.path.join(KEY);
        let mut key = [0; KEY_BYTES];
        match File::open(&path).and_then(|mut file| file.read_exact(&mut key)) {
            Ok(()) => Ok(Some(key)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            // Not of ours: a new one does as well.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => fs::remove_file(&path).map(|()| None),
            Err(error) => Err(error),
        }
    }

    /// Three ids of version 4 have 366 random bits.
    fn fresh_key(&self) -> [u8; KEY_BYTES] {
        let random = (0..3).fold(Sha256::new(), |random, _| random.chain_update(self.ids.uuid()));
        random.finalize().into()
    }

    /// What is in it: the names of blobs, and the paths of what was being written. Nothing where there is no folder.
    pub(super) fn content(&self) -> io::Result<(Vec<BlobName>, Vec<PathBuf>)> {
        let (mut names, mut drafts) = (Vec::new(), Vec::new());
        let entries = match fs::read_dir(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok((names, drafts)),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            // Whatever else lies there is not ours.
            let Some(text) = name.to_str().filter(|_| entry.file_type().is_ok_and(|it| it.is_file())) else {
                continue;
            };
            if text.starts_with(DRAFT) {
                drafts.push(self.path.join(text));
            } else if let Some(name) = BlobName::new(text).ok().filter(is_ours) {
                names.push(name);
            }
        }
        Ok((names, drafts))
    }

    /// Makes the names in it durable.
    pub(super) fn sync(&self) -> io::Result<()> {
        sync(&self.path)
    }
}

/// Where a folder can't be opened as a file, the system makes its names durable by itself.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Whether a file may be one of ours: the name is a digest in hexadecimal digits.
fn is_ours(name: &BlobName) -> bool {
    name.as_str().len() == 2 * KEY_BYTES && name.as_str().bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a path leads to that open file, and not to another or to none.
pub(super) fn leads_to(path: &Path, file: &File) -> io::Result<bool> {
    let there = match same_file::Handle::from_path(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        there => there?,
    };
    Ok(there == same_file::Handle::from_file(file.try_clone()?)?)
}

/// A file that is there, held against whoever takes files away; none where it went meanwhile.
pub(super) fn hold(path: &Path) -> io::Result<Option<LockedFile>> {
    let file = match OpenOptions::new().read(true).write(true).open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let file = LockedFile::shared(file)?;
    Ok(leads_to(path, &file)?.then_some(file))
}
