//! Two keychains with a bug: one that keeps what replaces older tokens in the memory of its process alone, and one that
//! takes every account for the same.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use homing_domain::names::AccountId;
use homing_domain::ports::{CredentialError, CredentialStore, Credentials};
use secrecy::ExposeSecret as _;

pub(super) struct Forgetful {
    keychain: Arc<dyn CredentialStore>,
    remembered: Mutex<BTreeMap<AccountId, Credentials>>,
}

impl Forgetful {
    pub(super) fn over(keychain: Arc<dyn CredentialStore>) -> Self {
        Self { keychain, remembered: Mutex::default() }
    }
}

#[async_trait]
impl CredentialStore for Forgetful {
    async fn read(&self, account: AccountId) -> Result<Option<Credentials>, CredentialError> {
        let kept = self.keychain.read(account).await?;
        Ok(self.remembered.lock().unwrap().get(&account).cloned().or(kept))
    }

    async fn write(&self, account: AccountId, credentials: &Credentials) -> Result<(), CredentialError> {
        let kept = self.keychain.read(account).await?;
        let refresh = |credentials: &Credentials| credentials.refresh.expose_secret().to_owned();
        if kept.is_some_and(|kept| refresh(&kept) != refresh(credentials)) {
            self.remembered.lock().unwrap().insert(account, credentials.clone());
            return Ok(());
        }
        self.keychain.write(account, credentials).await
    }

    async fn delete(&self, account: AccountId) -> Result<(), CredentialError> {
        self.remembered.lock().unwrap().remove(&account);
        self.keychain.delete(account).await
    }

    async fn probe(&self) -> Result<(), CredentialError> {
        self.keychain.probe().await
    }
}

/// Gives everybody the tokens that this process wrote last, whoever they are of.
pub(super) struct OnePlace {
    keychain: Arc<dyn CredentialStore>,
    last: Mutex<Option<Credentials>>,
}

impl OnePlace {
    pub(super) fn over(keychain: Arc<dyn CredentialStore>) -> Self {
        Self { keychain, last: Mutex::default() }
    }
}

#[async_trait]
impl CredentialStore for OnePlace {
    async fn read(&self, account: AccountId) -> Result<Option<Credentials>, CredentialError> {
        let kept = self.keychain.read(account).await?;
        Ok(self.last.lock().unwrap().clone().or(kept))
    }

    async fn write(&self, account: AccountId, credentials: &Credentials) -> Result<(), CredentialError> {
        self.keychain.write(account, credentials).await?;
        *self.last.lock().unwrap() = Some(credentials.clone());
        Ok(())
    }

    async fn delete(&self, account: AccountId) -> Result<(), CredentialError> {
        self.keychain.delete(account).await
    }

    async fn probe(&self) -> Result<(), CredentialError> {
        self.keychain.probe().await
    }
}
