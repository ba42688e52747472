//! Where tokens rest: a keychain that outlives its processes, and fails where the simulation wants it to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use homing_domain::names::AccountId;
use homing_domain::ports::{CredentialError, CredentialStore, Credentials};

use crate::simulation::turn::{Call, Luck, ProcessId, Turns};

/// What a machine's keychain holds. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Keychain(Arc<Mutex<BTreeMap<AccountId, Credentials>>>);

impl Keychain {
    pub(crate) fn held(&self, account: AccountId) -> Option<Credentials> {
        self.0.lock().unwrap().get(&account).cloned()
    }
}

/// The keychain as one process uses it.
pub(crate) struct TurnKeychain {
    pub(crate) keychain: Keychain,
    pub(crate) turns: Turns,
    pub(crate) process: ProcessId,
}

impl TurnKeychain {
    async fn call<T: Send + 'static>(
        &self,
        name: &'static str,
        work: impl FnOnce(&Keychain) -> T + Send + 'static,
    ) -> Result<T, CredentialError> {
        let keychain = self.keychain.clone();
        let work = move |luck| async move {
            match luck {
                Luck::Works => Ok(work(&keychain)),
                Luck::Fails => Err(CredentialError::Locked("the simulation locked it".into())),
            }
        };
        self.turns.wait(self.process, Call::Keychain { name }, work).await
    }
}

#[async_trait]
impl CredentialStore for TurnKeychain {
    async fn read(&self, account: AccountId) -> Result<Option<Credentials>, CredentialError> {
        self.call("read", move |keychain| keychain.held(account)).await
    }

    async fn write(&self, account: AccountId, credentials: &Credentials) -> Result<(), CredentialError> {
        let now = credentials.clone();
        self.call("write", move |keychain| drop(keychain.0.lock().unwrap().insert(account, now))).await
    }

    async fn delete(&self, account: AccountId) -> Result<(), CredentialError> {
        self.call("delete", move |keychain| drop(keychain.0.lock().unwrap().remove(&account))).await
    }

    async fn probe(&self) -> Result<(), CredentialError> {
        self.call("probe", |_| ()).await
    }
}
