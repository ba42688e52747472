//! Credentials until quit: nothing on disk, nothing after a restart.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use homing_domain::names::AccountId;
use homing_domain::ports::{CredentialError, CredentialStore, Credentials};

/// A store in this process's memory. The secrets are wiped when they are replaced, deleted or dropped.
#[derive(Debug, Default)]
pub struct MemoryCredentials {
    accounts: Mutex<BTreeMap<AccountId, Credentials>>,
}

impl MemoryCredentials {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether tokens of the account are here.
    #[must_use]
    pub fn holds(&self, account: AccountId) -> bool {
        self.accounts().contains_key(&account)
    }

    /// Wipes all of them.
    pub fn forget_all(&self) {
        self.accounts().clear();
    }

    fn accounts(&self) -> MutexGuard<'_, BTreeMap<AccountId, Credentials>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl CredentialStore for MemoryCredentials {
    async fn read(&self, account: AccountId) -> Result<Option<Credentials>, CredentialError> {
        Ok(self.accounts().get(&account).cloned())
    }

    async fn write(&self, account: AccountId, credentials: &Credentials) -> Result<(), CredentialError> {
        self.accounts().insert(account, credentials.clone());
        Ok(())
    }

    async fn delete(&self, account: AccountId) -> Result<(), CredentialError> {
        self.accounts().remove(&account);
        Ok(())
    }

    async fn probe(&self) -> Result<(), CredentialError> {
        Ok(())
    }
}
