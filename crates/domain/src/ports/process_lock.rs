//! Locks between the processes of one data folder.

use std::any::Any;

use async_trait::async_trait;

use super::queue::BoxError;
use crate::names::AccountId;

/// Which lock. The order of taking is the order here; recording takes none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LockName {
    /// Held while the file of an earlier program is worked on.
    Import,
    /// Held while the schema is brought up to date.
    Migrate,
    /// Held for one cycle.
    Sync,
    /// Held for one refresh of an account's tokens.
    Auth(AccountId),
    /// Held for as long as a program has the account's tokens in its memory, and nowhere else. Nobody waits for it.
    UntilQuit(AccountId),
}

/// Holds a lock until dropped.
pub struct LockGuard(#[expect(dead_code, reason = "held for its Drop alone")] Box<dyn Any + Send + Sync>);

impl LockGuard {
    /// Wraps whatever gives the lock back when it is dropped.
    #[must_use]
    pub fn new(held: impl Any + Send + Sync) -> Self {
        Self(Box::new(held))
    }
}

impl std::fmt::Debug for LockGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LockGuard")
    }
}

/// A lock could not be asked for at all.
#[derive(Debug, thiserror::Error)]
#[error("the lock file can't be used")]
pub struct LockError(#[source] pub BoxError);

/// Mutual exclusion between processes. Every implementation:
///
/// 1. At most one holder of a name MUST exist at any time, within a process and across processes.
/// 2. A lock MUST be free again once its guard is dropped or its process is dead, however it died.
/// 3. Different names MUST NOT exclude each other.
/// 4. `try_acquire` MUST return at once; `acquire` MUST wait without holding up the runtime.
/// 5. `is_held` MUST return at once, and leave nothing behind.
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait ProcessLock: Send + Sync {
    /// Takes the lock, or says `None` where another holds it.
    fn try_acquire(&self, name: LockName) -> Result<Option<LockGuard>, LockError>;

    /// Whether someone holds the lock, for whoever looks what goes on. It may have changed since: only
    /// taking the lock excludes others.
    fn is_held(&self, name: LockName) -> Result<bool, LockError>;

    /// Waits for the lock.
    async fn acquire(&self, name: LockName) -> Result<LockGuard, LockError>;
}
