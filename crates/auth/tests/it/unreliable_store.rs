//! A store that does not keep what it is given, while a test says so.

use std::collections::VecDeque;
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

/// How one call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Works,
    /// It does nothing and says so.
    Fails,
    /// What is written is taken and forgotten.
    Forgets,
    /// It is done, and the answer does not come in time.
    TimesOutDone,
    /// The answer does not come in time, and what is written is stored once all else is over.
    TimesOutLate,
}

impl Step {
    pub(crate) const ALL: [Self; 5] =
        [Self::Works, Self::Fails, Self::Forgets, Self::TimesOutDone, Self::TimesOutLate];
}

/// In memory, and good while it has no fault.
#[derive(Default)]
pub(crate) struct UnreliableStore {
    memory: MemoryCredentials,
    fault: Mutex<Option<Fault>>,
    steps: Mutex<VecDeque<Step>>,
    late: Mutex<Vec<(AccountId, Credentials)>>,
}

impl UnreliableStore {
    pub(crate) fn set(&self, fault: Option<Fault>) {
        *self.fault.lock().unwrap() = fault;
    }

    /// How the next calls go; all later ones work.
    pub(crate) fn will(&self, steps: impl IntoIterator<Item = Step>) {
        *self.steps.lock().unwrap() = steps.into_iter().collect();
    }

    /// All is over: what is late arrives.
    pub(crate) async fn settle(&self) {
        self.will([]);
        let late = std::mem::take(&mut *self.late.lock().unwrap());
        for (account, credentials) in late {
            self.memory.write(account, &credentials).await.unwrap();
        }
    }

    fn step(&self) -> Step {
        self.steps.lock().unwrap().pop_front().unwrap_or(Step::Works)
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
        match self.step() {
            Step::Works | Step::Forgets => self.memory.read(account).await,
            Step::Fails => Err(CredentialError::Backend("broken".into())),
            Step::TimesOutDone | Step::TimesOutLate => Err(CredentialError::TimedOut),
        }
    }

    async fn write(&self, account: AccountId, credentials: &Credentials) -> Result<(), CredentialError> {
        self.present()?;
        if self.has(Fault::Forgetful) {
            return Ok(());
        }
        if self.has(Fault::FullForNewTokens) && credentials.refresh_in_flight.is_none() {
            return Err(CredentialError::Backend("full".into()));
        }
        match self.step() {
            Step::Works => self.memory.write(account, credentials).await,
            Step::Fails => Err(CredentialError::Backend("broken".into())),
            Step::Forgets => Ok(()),
            Step::TimesOutDone => {
                self.memory.write(account, credentials).await?;
                Err(CredentialError::TimedOut)
            }
            Step::TimesOutLate => {
                self.late.lock().unwrap().push((account, credentials.clone()));
                Err(CredentialError::TimedOut)
            }
        }
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
