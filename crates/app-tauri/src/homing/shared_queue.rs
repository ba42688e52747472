//! The locks where several workers share one queue.

use async_trait::async_trait;
use homing_domain::ports::{LockError, LockGuard, LockName, ProcessLock};

/// Locks of which the one of a cycle excludes nobody: whoever may send what is settled by claims of lanes, which run out
/// by the database's clock. Every other lock is as `L` has it.
pub(super) struct SharedQueueLocks<L>(pub(super) L);

#[async_trait]
impl<L: ProcessLock> ProcessLock for SharedQueueLocks<L> {
    fn try_acquire(&self, name: LockName) -> Result<Option<LockGuard>, LockError> {
        match name {
            LockName::Sync => Ok(Some(LockGuard::new(()))),
            other => self.0.try_acquire(other),
        }
    }

    fn is_held(&self, name: LockName) -> Result<bool, LockError> {
        match name {
            LockName::Sync => Ok(false),
            other => self.0.is_held(other),
        }
    }

    async fn acquire(&self, name: LockName) -> Result<LockGuard, LockError> {
        match name {
            LockName::Sync => Ok(LockGuard::new(())),
            other => self.0.acquire(other).await,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::names::AccountId;
    use homing_storage::MemoryLocks;

    use super::*;

    #[tokio::test]
    async fn two_workers_may_run_a_cycle_each_and_not_renew_the_same_tokens() {
        let locks = SharedQueueLocks(MemoryLocks::new());
        let _mine = locks.acquire(LockName::Sync).await.unwrap();
        assert!(locks.try_acquire(LockName::Sync).unwrap().is_some());
        assert!(!locks.is_held(LockName::Sync).unwrap());

        let auth = LockName::Auth(AccountId::LOCAL);
        let _mine = locks.acquire(auth).await.unwrap();
        assert!(locks.try_acquire(auth).unwrap().is_none());
        assert!(locks.is_held(auth).unwrap());
    }
}
