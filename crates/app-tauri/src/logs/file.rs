//! The log files: one that is written to and a few older ones, bounded in size. Several programs share them.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The newest file. Older ones have a number behind it, the higher the older.
const NAME: &str = "homing.log";

/// A file is full at a mebibyte: about ten thousand lines, weeks of work.
const MAX_BYTES: u64 = 1024 * 1024;

/// So many older files stay: with the newest, 5 MiB at most.
const OLDER: u32 = 4;

/// Writes lines to the files of a folder, which is made where its parent is there. What can't be written is left
/// out: a log never stops the program, and never says so in the log.
#[derive(Debug)]
pub struct LogFile {
    folder: PathBuf,
    open: Option<File>,
    max_bytes: u64,
}

impl LogFile {
    /// Files in `folder`. Nothing is made before the first line.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), open: None, max_bytes: MAX_BYTES }
    }

    /// The files of a folder that are there, the oldest first.
    #[must_use]
    pub fn all(folder: &Path) -> Vec<PathBuf> {
        let named = (0..=OLDER).rev().map(|number| numbered(folder, number));
        named.filter(|path| path.is_file()).collect()
    }

    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        let room = |file: &File| Ok::<_, io::Error>(has_room(file.metadata()?.len(), line, self.max_bytes));
        // Another program may have turned the files over: what is open is then full, and an older one.
        if !self.open.as_ref().is_some_and(|file| room(file).unwrap_or(false)) {
            self.open = None;
            self.open = Some(self.turn_over(line)?);
        }
        match &mut self.open {
            Some(file) => file.write_all(line),
            None => Ok(()),
        }
    }

    /// Opens the newest file; where it is full, it becomes an older one first, by one program at a time.
    fn turn_over(&self, line: &[u8]) -> io::Result<File> {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(&self.folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        let newest = numbered(&self.folder, 0);
        let full = |path: &Path| fs::metadata(path).is_ok_and(|it| !has_room(it.len(), line, self.max_bytes));
        if full(&newest) {
            let lock = owned_file(&self.folder.join("turning.lock"))?;
            // Whoever has the lock does it; until then the newest takes a few lines more.
            if lock.try_lock().is_ok() && full(&newest) {
                for number in (0..OLDER).rev() {
                    let older = numbered(&self.folder, number + 1);
                    fs::rename(numbered(&self.folder, number), older).ok();
                }
            }
        }
        owned_file(&newest)
    }
}

/// An empty file has room for any line.
fn has_room(bytes: u64, line: &[u8], max_bytes: u64) -> bool {
    bytes == 0 || bytes.saturating_add(line.len() as u64) <= max_bytes
}

fn numbered(folder: &Path, number: u32) -> PathBuf {
    match number {
        0 => folder.join(NAME),
        older => folder.join(format!("{NAME}.{older}")),
    }
}

/// Its owner's alone; written at its end, so that lines of several programs do not mix.
fn owned_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.append(line).is_err() {
            self.open = None;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn small(folder: &Path) -> LogFile {
        LogFile { max_bytes: 100, ..LogFile::new(folder.join("logs")) }
    }

    fn lines(folder: &Path) -> Vec<String> {
        let files = LogFile::all(&folder.join("logs"));
        let text: String = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
        text.lines().map(ToOwned::to_owned).collect()
    }

    #[test]
    fn two_programs_write_to_the_same_files_and_their_size_stays_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let (mut one, mut other) = (small(folder.path()), small(folder.path()));
        for number in 0..1_000 {
            let log = if number % 3 == 0 { &mut other } else { &mut one };
            log.write_all(format!("line {number}\n").as_bytes()).unwrap();
        }
        let files = LogFile::all(&folder.path().join("logs"));
        assert_eq!(files.len(), 5);
        assert!(files.iter().all(|file| fs::metadata(file).unwrap().len() <= 100));
        let lines = lines(folder.path());
        let last: Vec<_> = (1_000 - lines.len()..1_000).map(|number| format!("line {number}")).collect();
        assert_eq!(lines, last, "in order, without a gap, the newest at the end");
    }

    #[cfg(unix)]
    #[test]
    fn files_and_folder_are_their_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        small(folder.path()).write_all(b"line\n").unwrap();
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(folder.path().join("logs")), 0o700);
        assert_eq!(mode(folder.path().join("logs/homing.log")), 0o600);
    }

    #[test]
    fn a_log_that_can_t_be_written_stops_nobody_and_makes_no_folders() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        LogFile::new(missing.join("logs")).write_all(b"line\n").unwrap();
        assert!(!missing.exists());
        // A file in the place of the folder.
        fs::write(folder.path().join("logs"), "").unwrap();
        let mut log = small(folder.path());
        log.write_all(b"line\n").unwrap();
        fs::remove_file(folder.path().join("logs")).unwrap();
        log.write_all(b"later\n").unwrap();
        assert_eq!(lines(folder.path()), ["later"], "and it goes on once it can");
    }
}
