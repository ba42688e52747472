//! Locks between the processes of a machine: free again once their holder is dead, however it died.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use homing_domain::ports::{LockError, LockGuard, LockName, ProcessLock};

use crate::simulation::turn::{Call, ProcessId, Turns};

/// Which locks of a machine are held. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Locks(Arc<Mutex<BTreeSet<String>>>);

impl Locks {
    pub(crate) fn is_held(&self, name: LockName) -> bool {
        self.0.lock().unwrap().contains(&text(name))
    }

    fn try_take(&self, name: LockName) -> Option<LockGuard> {
        let taken = self.0.lock().unwrap().insert(text(name));
        taken.then(|| LockGuard::new(Held { locks: self.clone(), name }))
    }
}

/// The name of the file that a lock would be.
fn text(name: LockName) -> String {
    format!("{name:?}")
}

struct Held {
    locks: Locks,
    name: LockName,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.locks.0.lock().unwrap().remove(&text(self.name));
    }
}

/// The locks as one process takes them.
pub(crate) struct TurnLocks {
    pub(crate) locks: Locks,
    pub(crate) turns: Turns,
    pub(crate) process: ProcessId,
}

#[async_trait]
impl ProcessLock for TurnLocks {
    fn try_acquire(&self, name: LockName) -> Result<Option<LockGuard>, LockError> {
        Ok(self.locks.try_take(name))
    }

    fn is_held(&self, name: LockName) -> Result<bool, LockError> {
        Ok(self.locks.is_held(name))
    }

    async fn acquire(&self, name: LockName) -> Result<LockGuard, LockError> {
        loop {
            // Such a turn comes only while the lock is free.
            let locks = self.locks.clone();
            let taken =
                self.turns.wait(self.process, Call::Lock(name), move |_| async move { locks.try_take(name) });
            if let Some(guard) = taken.await {
                return Ok(guard);
            }
        }
    }
}
