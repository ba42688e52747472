//! Nudges between processes: one file in the data folder that is written to, and a watch on the folder.
//!
//! Not the database's own files: when the system tells of a change to them differs from system to system, and a
//! log that is folded back is no change.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use async_trait::async_trait;
use homing_domain::ports::{NudgeError, NudgeWatch, Nudges};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::watch;

/// Its content says nothing; that it was written to says all.
const FILE: &str = "nudge";

/// The nudges of one data folder. The folder must be there, on a disk of this machine. The system's watch and its
/// thread are there only while someone watches; both sleep until something happens.
#[derive(Debug)]
pub struct FileNudges {
    folder: PathBuf,
    told: watch::Sender<()>,
    /// Shared by all watches of this process, and gone with the last.
    watcher: Mutex<Weak<RecommendedWatcher>>,
}

struct FileWatch {
    told: watch::Receiver<()>,
    _watcher: Arc<RecommendedWatcher>,
}

impl FileNudges {
    /// Nudges whose file lies in `folder`.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), told: watch::Sender::new(()), watcher: Mutex::default() }
    }

    fn write(&self) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(self.folder.join(FILE))?.write_all(b"\n")
    }

    fn watcher(&self) -> notify::Result<Arc<RecommendedWatcher>> {
        let mut shared = self.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(watcher) = shared.upgrade() {
            return Ok(watcher);
        }
        let told = self.told.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if event.map_or(true, |event| is_nudge(&event)) {
                told.send_replace(());
            }
        })?;
        // The folder, not the file: a watch on a file ends when someone puts another in its place.
        watcher.watch(&self.folder, RecursiveMode::NonRecursive)?;
        let watcher = Arc::new(watcher);
        *shared = Arc::downgrade(&watcher);
        Ok(watcher)
    }
}

/// Where the system lost count of what happened, anything may have.
fn is_nudge(event: &Event) -> bool {
    let written = matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_));
    let named = |path: &PathBuf| path.file_name() == Some(Path::new(FILE).as_os_str());
    event.need_rescan() || (written && event.paths.iter().any(named))
}

#[async_trait]
impl Nudges for FileNudges {
    fn nudge(&self) {
        if let Err(error) = self.write() {
            tracing::debug!(%error, "other programs were not told of a change");
        }
    }

    async fn watch(&self) -> Result<Box<dyn NudgeWatch>, NudgeError> {
        let watcher = self.watcher().map_err(|error| NudgeError(error.into()))?;
        Ok(Box::new(FileWatch { told: self.told.subscribe(), _watcher: watcher }))
    }
}

#[async_trait]
impl NudgeWatch for FileWatch {
    async fn nudged(&mut self) {
        if self.told.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_folder_that_can_t_be_written_to_costs_the_nudge_and_nothing_else() {
        FileNudges::new("/nonexistent").nudge();
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_can_t_be_watched_and_says_so() {
        assert!(FileNudges::new("/nonexistent").watch().await.is_err());
    }

    #[tokio::test]
    async fn the_systems_watch_is_gone_with_the_last_one_who_watches() {
        let folder = tempfile::tempdir().unwrap();
        let nudges = FileNudges::new(folder.path());
        let (first, second) = (nudges.watch().await.unwrap(), nudges.watch().await.unwrap());
        drop(first);
        assert!(nudges.watcher.lock().unwrap().upgrade().is_some());
        drop(second);
        assert!(nudges.watcher.lock().unwrap().upgrade().is_none());
    }

    #[test]
    fn only_what_is_written_to_the_file_is_a_nudge() {
        let event = |kind, name: &str| Event::new(kind).add_path(PathBuf::from(name));
        let written = EventKind::Modify(notify::event::ModifyKind::Any);
        assert!(is_nudge(&event(written, "/data/nudge")));
        assert!(!is_nudge(&event(written, "/data/homing.db-wal")));
        assert!(!is_nudge(&event(EventKind::Access(notify::event::AccessKind::Any), "/data/nudge")));
        assert!(is_nudge(&Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan)));
    }
}
