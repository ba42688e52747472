//! What happens in a folder, as the system tells it: for whoever wants to act at some point of a program's work.

use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use anyhow::Result;
use rustix::fs::inotify::{self, CreateFlags, Reader, WatchFlags};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use crate::Running;

/// Changes in a folder and in one folder below it, which may come later.
#[derive(Debug)]
pub struct FolderEvents {
    heard: AsyncFd<OwnedFd>,
    below: PathBuf,
}

impl FolderEvents {
    /// From now on.
    ///
    /// # Errors
    /// The folder can't be watched.
    pub fn of(folder: &Path, below: &str) -> Result<Self> {
        let inotify = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
        inotify::add_watch(&inotify, folder, changes())?;
        #[expect(deprecated, reason = "the other way is unsafe; an owned descriptor is always the same one")]
        let heard = AsyncFd::with_interest(inotify, Interest::READABLE)?;
        Ok(Self { heard, below: folder.join(below) })
    }

    /// Kills the program with SIGKILL after so many changes. Says whether it had not ended before.
    ///
    /// # Errors
    /// The program does not end, or the system tells nothing more.
    pub async fn kill_after(&self, mut program: Running, changes: usize) -> Result<bool> {
        let mut seen = 0;
        while seen < changes {
            tokio::select! {
                ended = program.ended() => {
                    ended?;
                    return Ok(false);
                }
                ready = self.heard.readable() => {
                    seen += self.changes()?;
                    ready?.clear_ready();
                }
            }
        }
        Ok(program.kill().await.is_ok())
    }

    /// How many are told of now.
    fn changes(&self) -> Result<usize> {
        let mut room = [MaybeUninit::uninit(); 4096];
        let mut reader = Reader::new(self.heard.get_ref(), &mut room);
        let mut seen = 0;
        loop {
            match reader.next() {
                Ok(_) => seen += 1,
                Err(rustix::io::Errno::WOULDBLOCK) => break,
                Err(error) => return Err(error.into()),
            }
        }
        if self.below.is_dir() {
            // It may be gone again by now.
            inotify::add_watch(self.heard.get_ref(), &self.below, changes()).ok();
        }
        Ok(seen)
    }
}

fn changes() -> WatchFlags {
    WatchFlags::CREATE | WatchFlags::MODIFY | WatchFlags::DELETE
}
