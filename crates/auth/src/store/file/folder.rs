//! The files of one folder: their names, and how one is replaced as a whole. Knows nothing of what is in them.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A folder of small files, each written as a whole.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(super) fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        found(fs::read(self.0.join(name)))
    }

    /// Replaces the file: after a kill at any point the old or the new one is there, whole. Makes the folder,
    /// for its owner alone, where there is none.
    pub(super) fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        make(&self.0)?;
        // Readable by its owner alone from the first moment on.
        let mut new = tempfile::Builder::new().prefix(&unfinished(name)).tempfile_in(&self.0)?;
        new.write_all(bytes)?;
        new.as_file().sync_all()?;
        new.persist(self.0.join(name))?;
        self.sync()
    }

    /// Removes the file, and what a killed process may have left of a new one.
    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        found(fs::remove_file(self.0.join(name)))?;
        for left in self.names()? {
            if left.starts_with(&unfinished(name)) {
                found(fs::remove_file(self.0.join(left)))?;
            }
        }
        self.sync()
    }

    /// The names of what is here. One that is no text is none of ours.
    pub(super) fn names(&self) -> io::Result<Vec<String>> {
        let entries = found(fs::read_dir(&self.0))?.into_iter().flatten();
        let names = entries.map(|entry| Ok(entry?.file_name().into_string().ok()));
        names.filter_map(Result::transpose).collect()
    }

    fn sync(&self) -> io::Result<()> {
        sync_folder(&self.0)
    }
}

/// A folder that is there keeps its rights: someone else may have chosen them, and each file has its own.
fn make(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn unfinished(name: &str) -> String {
    format!(".{name}-")
}

/// A rename or a removal lasts through a power cut only once its folder is synced.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    found(File::open(path))?.map_or(Ok(()), |folder| folder.sync_all())
}

/// Elsewhere a folder can't be opened as a file.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
