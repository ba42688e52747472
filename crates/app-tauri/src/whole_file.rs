//! A file that is there whole or not at all, and its owner's alone. It is written under another name beside its
//! place, made durable, and renamed. Not what stands in it.

use std::fs::{DirBuilder, File};
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

/// What becomes of a file that is at the place already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IfThere {
    /// It stays, and the new one is not made.
    Keep,
    /// The new one takes its place.
    Replace,
}

/// A file on its way to its place; dropped before [`WholeFile::finish`], it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct WholeFile<'a> {
    file: NamedTempFile,
    place: &'a Path,
}

impl<'a> WholeFile<'a> {
    /// Begins a file for this place. The folder must be there.
    pub(crate) fn at(place: &'a Path) -> io::Result<Self> {
        Ok(Self { file: NamedTempFile::new_in(folder_of(place))?, place })
    }

    /// Where to write.
    pub(crate) fn out(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Puts it in its place. What was there before is still there where this fails, with
    /// [`io::ErrorKind::AlreadyExists`] where it was to be kept.
    pub(crate) fn finish(self, if_there: IfThere) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        match if_there {
            IfThere::Keep => self.file.persist_noclobber(self.place),
            IfThere::Replace => self.file.persist(self.place),
        }?;
        // The name is as durable as the content only once the folder is. Where a folder can't be synced, the file
        // is there all the same: to call it not made would be untrue.
        #[cfg(unix)]
        if let Err(error) = File::open(folder_of(self.place)).and_then(|folder| folder.sync_all()) {
            tracing::debug!(%error, "the folder of a new file can't be synced");
        }
        Ok(())
    }
}

/// The folder of a place; the current one where the place is a mere name.
pub(crate) fn folder_of(place: &Path) -> &Path {
    place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a folder for its owner alone, with those above it, where there is none.
///
/// # Errors
/// It can't be made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a new file: whole or not at all, durable, for its owner alone.
///
/// # Errors
/// It can't be written, or is there already ([`io::ErrorKind::AlreadyExists`]). Nothing is left half-written.
pub fn write_new_file(place: &Path, content: &[u8]) -> io::Result<()> {
    if place.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut file = WholeFile::at(place)?;
    file.out().write_all(content)?;
    file.finish(IfThere::Keep)
}

/// Writes a file in place of what may be there: whole or not at all, durable, for its owner alone. Makes its folder where
/// there is none.
///
/// # Errors
/// It can't be written. What was there before is still there.
pub fn replace_file(place: &Path, content: &[u8]) -> io::Result<()> {
    make_folder(folder_of(place))?;
    let mut file = WholeFile::at(place)?;
    file.out().write_all(content)?;
    file.finish(IfThere::Replace)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs;

    use super::*;

    fn files(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn nothing_is_left_of_a_file_that_was_not_finished() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("export");
        let mut file = WholeFile::at(&place).unwrap();
        file.out().write_all(b"half of").unwrap();
        assert!(!place.exists());
        drop(file);
        assert_eq!(files(folder.path()), 0);
    }

    #[test]
    fn a_new_file_takes_no_place_and_one_that_replaces_takes_it_whole() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("export");
        write_new_file(&place, b"mine, and long").unwrap();
        let refused = write_new_file(&place, b"other").unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        let begun = |text: &[u8]| {
            let mut file = WholeFile::at(&place).unwrap();
            file.out().write_all(text).unwrap();
            file
        };
        let refused = begun(b"other").finish(IfThere::Keep).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&place).unwrap(), b"mine, and long");
        begun(b"new").finish(IfThere::Replace).unwrap();
        assert_eq!((fs::read(&place).unwrap(), files(folder.path())), (b"new".to_vec(), 1));
    }

    #[cfg(unix)]
    #[test]
    fn it_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("export");
        write_new_file(&place, b"mine").unwrap();
        assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o600);
    }

    // To write into such a folder is allowed, to open it is not: the sync of its name fails.
    #[cfg(unix)]
    #[test]
    fn a_file_in_a_folder_that_cannot_be_synced_is_made_all_the_same() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("drop-box");
        fs::create_dir(&inner).unwrap();
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o300)).unwrap();
        let made = write_new_file(&inner.join("export"), b"mine");
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o700)).unwrap();
        made.unwrap();
        assert_eq!(fs::read(inner.join("export")).unwrap(), b"mine");
    }
}
