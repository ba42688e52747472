//! A lock that two processes can hold.

use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::ports::{LockError, LockGuard, LockName, ProcessLock};

pub(super) struct GivenTwice(pub(super) Arc<dyn ProcessLock>);

#[async_trait]
impl ProcessLock for GivenTwice {
    fn try_acquire(&self, _: LockName) -> Result<Option<LockGuard>, LockError> {
        Ok(Some(LockGuard::new(())))
    }

    fn is_held(&self, name: LockName) -> Result<bool, LockError> {
        self.0.is_held(name)
    }

    async fn acquire(&self, name: LockName) -> Result<LockGuard, LockError> {
        self.0.acquire(name).await
    }
}
