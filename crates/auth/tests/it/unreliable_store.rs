//! A store that does not keep what it is given, while a test says so.

use std::sync::Mutex;

use async_trait::async_trait;
use homing_auth::MemoryCredentials;
use homing_domain::names::AccountId;
use homing_domain::ports::{CredentialError, CredentialStore, Credentials};

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// New tokens are refused; marks are written.
    FullForNewTokens,
    /// Writes are taken and forgotten.
    Forgetful,
    /// Nothing can be read, as where the passphrase is missing.
    Unreadable,
    /// Nothing can be deleted.
    Undeletable,
    /// Nothing works.
    Missing,
}

/// In memory, and good while it has no fault.
#[derive(Default)]
pub(crate) struct UnreliableStore {
    memory: MemoryCredentials,
    fault: Mutex<Option<Fault>>,
}

impl UnreliableStore {
    pub(crate) fn set(&self, fault: Option<Fault>) {
        *self.fault.lock().unwrap() = fault;
    }

    fn has(&self, fault: Fault) -> bool {
        *self.fault.lock().unwrap() == Some(fault)
    }

    fn present(&self) -> Result<(), CredentialError> {
        if self.has(Fault::Missing) { Err(CredentialError::Missing("no bus".into())) } else { Ok(()) }
    }
}

#[async_trait]
impl CredentialStore for UnreliableStore {
    async fn read(&self, account: AccountId) -> Result<Option<Credentials>, CredentialError> {
        self.present()?;
        if self.has(Fault::Unreadable) {
            return Err(CredentialError::PassphraseNeeded);
        }
        self.memory.read(account).await
    }

    async fn write(&self, account: AccountId, credentials: &Credentials) -> Result<(), CredentialError> {
        self.present()?;
        if self.has(Fault::Forgetful) {
            return Ok(());
        }
        if self.has(Fault::FullForNewTokens) && credentials.refresh_in_flight.is_none() {
            return Err(CredentialError::Backend("full".into()));
        }
        self.memory.write(account, credentials).await
    }

    async fn delete(&self, account: AccountId) -> Result<(), CredentialError> {
        self.present()?;
        if self.has(Fault::Undeletable) {
            return Err(CredentialError::Locked("no one to ask".into()));
        }
        self.memory.delete(account).await
    }

    async fn probe(&self) -> Result<(), CredentialError> {
        self.present()
    }
}
