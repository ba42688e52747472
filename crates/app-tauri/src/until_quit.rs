//! The credential place of whoever stays signed in until the program ends: the memory of this process, and a lock that
//! tells the other programs of this data folder that somebody has the tokens. Nothing is written. Not what the others
//! make of it: see `reachable`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use homing_auth::MemoryCredentials;
use homing_domain::names::AccountId;
use homing_domain::ports::{
    CredentialError, CredentialStore, Credentials, LockGuard, LockName, Nudges, ProcessLock,
};

use crate::logs::Causes;

/// Tokens in this process's memory. Wiped when they are replaced, deleted or dropped.
pub struct UntilQuit {
    memory: MemoryCredentials,
    locks: Arc<dyn ProcessLock>,
    nudges: Arc<dyn Nudges>,
    held: Mutex<BTreeMap<AccountId, LockGuard>>,
}

impl UntilQuit {
    /// An empty place.
    #[must_use]
    pub fn new(locks: Arc<dyn ProcessLock>, nudges: Arc<dyn Nudges>) -> Self {
        Self { memory: MemoryCredentials::new(), locks, nudges, held: Mutex::default() }
    }

    /// Whether this program has tokens of the account.
    #[must_use]
    pub fn has(&self, account: AccountId) -> bool {
        let has = self.memory.holds(account);
        if has {
            // Where another program had the lock when these came, it may have ended since.
            self.hold(account);
        }
        has
    }

    /// Whether any program that runs has tokens of the account. Where that can't be told, none has, as far as anyone
    /// could use them.
    #[must_use]
    pub fn somebody_has(&self, account: AccountId) -> bool {
        self.has(account)
            || self.locks.is_held(LockName::UntilQuit(account)).unwrap_or_else(|error| {
                tracing::debug!(%account, causes = %Causes(&error), "who has the tokens can't be told");
                false
            })
    }

    /// Wipes everything, as the end of the program would: the others hear of it at once.
    pub fn end(&self) {
        self.memory.forget_all();
        let held = std::mem::take(&mut *self.held());
        if !held.is_empty() {
            drop(held);
            self.nudges.nudge();
        }
    }

    fn hold(&self, account: AccountId) {
        let mut held = self.held();
        if held.contains_key(&account) {
            return;
        }
        match self.locks.try_acquire(LockName::UntilQuit(account)) {
            Ok(Some(guard)) => drop(held.insert(account, guard)),
            // Two programs are signed in to the account, each with tokens of its own: one of them says so.
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(%account, causes = %Causes(&error), "other programs can't see this sign-in");
            }
        }
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<AccountId, LockGuard>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl CredentialStore for UntilQuit {
    async fn read(&self, account: AccountId) -> Result<Option<Credentials>, CredentialError> {
        self.memory.read(account).await
    }

    async fn write(&self, account: AccountId, credentials: &Credentials) -> Result<(), CredentialError> {
        let first = !self.memory.holds(account);
        self.memory.write(account, credentials).await?;
        self.hold(account);
        if first {
            // Nothing durable tells that the tokens are there now, and whoever looked before found none.
            self.nudges.nudge();
        }
        Ok(())
    }

    async fn delete(&self, account: AccountId) -> Result<(), CredentialError> {
        self.memory.delete(account).await?;
        let held = self.held().remove(&account);
        if held.is_some() {
            drop(held);
            self.nudges.nudge();
        }
        Ok(())
    }

    async fn probe(&self) -> Result<(), CredentialError> {
        self.memory.probe().await
    }
}
