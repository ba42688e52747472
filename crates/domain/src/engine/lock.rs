//! Single flight: one cycle at a time, in the process and across processes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::ports::{LockError, LockGuard, LockName, ProcessLock};

/// Hands out the [`SyncPermit`] that a cycle demands. Clones share the lock.
#[derive(Clone)]
pub struct SyncLock {
    mutex: Arc<Mutex<()>>,
    running: Arc<AtomicBool>,
    process: Arc<dyn ProcessLock>,
}

/// Why there is no permit.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockRefused {
    /// A cycle runs in this process.
    #[error("a sync is already running")]
    AlreadyRunning,
    /// A cycle runs in another process of the same data folder.
    #[error("another program is syncing this data folder")]
    RunningElsewhere,
    /// The lock can't be asked for.
    #[error("the sync lock can't be taken")]
    Lock(#[source] LockError),
}

/// The right to run one cycle, given back on drop. Only [`SyncLock`] makes one.
#[must_use = "the permit is given back when it is dropped"]
pub struct SyncPermit {
    // Dropped in this order: the flag falls and the file is free before the next waiter wakes.
    _running: RunningGuard,
    _process: LockGuard,
    _mutex: OwnedMutexGuard<()>,
}

struct RunningGuard(Arc<AtomicBool>);

impl Drop for RunningGuard {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl SyncLock {
    /// A lock over the data folder that `process` guards.
    #[must_use]
    pub fn new(process: Arc<dyn ProcessLock>) -> Self {
        Self { mutex: Arc::default(), running: Arc::default(), process }
    }

    /// Whether a cycle runs in this process: a look, without waiting and without a promise.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.running.load(Ordering::Acquire)
    }

    /// Waits until no cycle runs in this process. The next may begin at once.
    pub async fn idle(&self) {
        drop(self.mutex.lock().await);
    }

    /// A permit now, or why not.
    ///
    /// # Errors
    /// [`LockRefused`].
    pub fn try_permit(&self) -> Result<SyncPermit, LockRefused> {
        let mutex = Arc::clone(&self.mutex).try_lock_owned().map_err(|_| LockRefused::AlreadyRunning)?;
        self.permit_under(mutex)
    }

    /// A permit as soon as the cycle of this process is over. Another process is not waited for.
    ///
    /// # Errors
    /// [`LockRefused::RunningElsewhere`] or [`LockRefused::Lock`].
    pub async fn permit(&self) -> Result<SyncPermit, LockRefused> {
        let mutex = Arc::clone(&self.mutex).lock_owned().await;
        self.permit_under(mutex)
    }

    fn permit_under(&self, mutex: OwnedMutexGuard<()>) -> Result<SyncPermit, LockRefused> {
        match self.process.try_acquire(LockName::Sync) {
            Ok(Some(process)) => {
                self.running.store(true, Ordering::Release);
                let running = RunningGuard(Arc::clone(&self.running));
                Ok(SyncPermit { _running: running, _process: process, _mutex: mutex })
            }
            Ok(None) => Err(LockRefused::RunningElsewhere),
            Err(error) => Err(LockRefused::Lock(error)),
        }
    }
}
