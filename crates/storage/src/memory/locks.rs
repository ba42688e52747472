//! Process locks for tests that need no second process.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use async_trait::async_trait;
use homing_domain::ports::{LockError, LockGuard, LockName, ProcessLock};
use tokio::sync::Mutex;

/// Locks that exclude whoever holds a clone. Clones stand for processes of one data folder.
#[derive(Clone, Debug, Default)]
pub struct MemoryLocks(Arc<std::sync::Mutex<HashMap<LockName, Arc<Mutex<()>>>>>);

impl MemoryLocks {
    /// Locks of which none is held.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn named(&self, name: LockName) -> Arc<Mutex<()>> {
        Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_default())
    }
}

#[async_trait]
impl ProcessLock for MemoryLocks {
    fn try_acquire(&self, name: LockName) -> Result<Option<LockGuard>, LockError> {
        Ok(self.named(name).try_lock_owned().ok().map(LockGuard::new))
    }

    fn is_held(&self, name: LockName) -> Result<bool, LockError> {
        Ok(self.named(name).try_lock().is_err())
    }

    async fn acquire(&self, name: LockName) -> Result<LockGuard, LockError> {
        Ok(LockGuard::new(self.named(name).lock_owned().await))
    }
}
