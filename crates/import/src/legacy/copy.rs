//! The copy of the earlier app's file: how it is made so that it is whole, where it lies, and how it goes. What is in
//! it is not looked at here.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::error::LegacyError;

/// The files that SQLite keeps what was written in, beside the main one; the index of the log can be made again.
const LOGS: [&str; 2] = ["-wal", "-journal"];

/// All that SQLite may make beside a file.
const SIDE_FILES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The copy, and what could be saved of a damaged one, in their folder.
const DATABASE: &str = "earlier.db";
const SALVAGE: &str = "salvage.db";

/// How often copying begins anew where the file changes meanwhile. A running app writes once a minute.
const TRIES: usize = 3;

/// Read at a time, in bytes.
const PIECE: usize = 64 * 1024;

/// The file with its logs, as it was. A log that is empty is as none: who opens the file may make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print([u8; 32]);

impl Print {
    /// Of the file as it is now.
    ///
    /// # Errors
    /// [`LegacyError::NotThere`], [`LegacyError::NotReadable`].
    pub fn of(original: &Path) -> Result<Self, LegacyError> {
        print(original)
    }
}

/// A folder that holds a copy, and nothing else.
#[derive(Debug)]
pub(super) struct WorkFolder(PathBuf);

impl WorkFolder {
    /// Makes it, for its owner alone, without what an earlier run may have left there.
    pub(super) fn new(folder: &Path) -> Result<Self, LegacyError> {
        remove(folder)?;
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(LegacyError::Copy)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let owner = fs::Permissions::from_mode(0o700);
            fs::set_permissions(folder, owner).map_err(LegacyError::Copy)?;
        }
        Ok(Self(folder.to_owned()))
    }

    /// The copy.
    pub(super) fn database(&self) -> PathBuf {
        self.0.join(DATABASE)
    }

    /// What could be saved of a damaged copy.
    pub(super) fn salvage(&self) -> PathBuf {
        self.0.join(SALVAGE)
    }

    /// Copies the file with its logs, each as it was at one and the same moment.
    pub(super) fn copy(&self, original: &Path) -> Result<Print, LegacyError> {
        for _ in 0..TRIES {
            remove_database(&self.database()).map_err(LegacyError::Copy)?;
            let copied = self.copy_once(original)?;
            // What is as it was when it was copied has not changed between: so the parts belong together.
            if print(original)? == copied {
                return Ok(copied);
            }
        }
        Err(LegacyError::InUse)
    }

    fn copy_once(&self, original: &Path) -> Result<Print, LegacyError> {
        let copy = self.database();
        let mut hash = Sha256::new();
        for end in [""].into_iter().chain(LOGS) {
            let Some(file) = open(original, end)? else {
                hash.update(nothing());
                continue;
            };
            let mut into = private(&beside(&copy, end)).map_err(LegacyError::Copy)?;
            hash.update(read(&file, &mut |piece| into.write_all(piece).map_err(LegacyError::Copy))?);
        }
        Ok(Print(hash.finalize().into()))
    }

    /// Removes the copy and the folder.
    pub(super) fn remove(&self) -> Result<(), LegacyError> {
        remove(&self.0)
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        // What stays goes before the next copy is made.
        let _ = self.remove();
    }
}

/// Removes a copy and its folder. What is not of a copy stays, and the folder with it.
pub(super) fn remove(folder: &Path) -> Result<(), LegacyError> {
    for database in [DATABASE, SALVAGE] {
        remove_database(&folder.join(database)).map_err(LegacyError::Copy)?;
    }
    match fs::remove_dir(folder) {
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::DirectoryNotEmpty) => {
            Err(LegacyError::Copy(error))
        }
        _ => Ok(()),
    }
}

/// What tells whether the file or one of its logs was changed.
pub(super) fn print(original: &Path) -> Result<Print, LegacyError> {
    print_of_open(original).map(|(print, _)| print)
}

/// As [`print`], with what was read still open: to close it would end the locks that SQLite has in this process.
pub(super) fn print_of_open(original: &Path) -> Result<(Print, Vec<File>), LegacyError> {
    let (mut hash, mut files) = (Sha256::new(), Vec::new());
    for end in [""].into_iter().chain(LOGS) {
        let Some(file) = open(original, end)? else {
            hash.update(nothing());
            continue;
        };
        hash.update(read(&file, &mut |_| Ok(()))?);
        files.push(file);
    }
    Ok((Print(hash.finalize().into()), files))
}

/// The hash of a log that is not there.
fn nothing() -> [u8; 32] {
    Sha256::digest([]).into()
}

/// Whether there is nothing in the file, nor in its logs.
pub(super) fn is_empty(database: &Path) -> bool {
    let empty = |end| fs::metadata(beside(database, end)).map_or(true, |file| file.len() == 0);
    [""].into_iter().chain(LOGS).all(empty)
}

/// Makes an empty file for its owner alone. What SQLite makes beside it gets the same rights.
pub(super) fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Removes a database with all that lies beside it: the logs first, so that none is ever without its file.
pub(super) fn remove_database(database: &Path) -> io::Result<()> {
    for end in SIDE_FILES.into_iter().chain([""]) {
        match fs::remove_file(beside(database, end)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// The file, or one beside it, to read; a log need not be there.
fn open(original: &Path, end: &str) -> Result<Option<File>, LegacyError> {
    match File::open(beside(original, end)) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::NotFound && !end.is_empty() => Ok(None),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(LegacyError::NotThere(error)),
        Err(error) => Err(LegacyError::NotReadable(error)),
    }
}

/// Reads to the end, hands out each piece, and answers the hash of all.
fn read(
    mut file: &File,
    each: &mut dyn FnMut(&[u8]) -> Result<(), LegacyError>,
) -> Result<[u8; 32], LegacyError> {
    let mut hash = Sha256::new();
    let mut buffer = Zeroizing::new(vec![0; PIECE]);
    loop {
        let length = match file.read(&mut buffer) {
            Ok(0) => return Ok(hash.finalize().into()),
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(LegacyError::NotReadable(error)),
        };
        let piece = buffer.get(..length).unwrap_or_default();
        hash.update(piece);
        each(piece)?;
    }
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    name.into()
}
