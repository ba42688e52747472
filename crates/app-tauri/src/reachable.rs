//! Who is signed in, for a program that can't reach every token: those in another program's memory are not its own.

use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::account::{Account, Active, CredentialPlace, Known, ServerUrl};
use homing_domain::names::{AccountId, DeviceId};
use homing_domain::ports::{Accounts, Adopted, QueueError};

use crate::until_quit::UntilQuit;

/// Whose memory counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This program's: for whoever sends. An account whose tokens another program has is not signed in, so that nothing
    /// is tried without tokens, and nobody marks it as in need of a sign-in.
    ThisProgram,
    /// That of any program that runs: for whoever shows how things stand, signs in or signs out.
    AnyProgram,
}

/// The accounts as they are stored, but that one whose tokens were to be kept until a program quits is signed in only
/// while they can be reached. Nothing of it is stored: each look asks anew.
pub struct ReachableAccounts {
    /// What is stored.
    pub accounts: Arc<dyn Accounts>,
    /// The tokens of this program's memory, and word of the others'.
    pub until_quit: Arc<UntilQuit>,
    /// Whose memory counts.
    pub reach: Reach,
}

impl ReachableAccounts {
    fn can_be_signed_in(&self, account: &Account) -> bool {
        match (account.credentials, self.reach) {
            (CredentialPlace::UntilQuit, Reach::ThisProgram) => self.until_quit.has(account.id),
            (CredentialPlace::UntilQuit, Reach::AnyProgram) => self.until_quit.somebody_has(account.id),
            _ => true,
        }
    }
}

#[async_trait]
impl Accounts for ReachableAccounts {
    async fn device(&self, candidate: DeviceId) -> Result<DeviceId, QueueError> {
        self.accounts.device(candidate).await
    }

    async fn active(&self) -> Result<Active, QueueError> {
        Ok(match self.accounts.active().await? {
            Active::Account { account, signed_in } => {
                let signed_in = signed_in && self.can_be_signed_in(&account);
                Active::Account { account, signed_in }
            }
            local => local,
        })
    }

    async fn find(&self, server: &ServerUrl, user: &str) -> Result<Option<Account>, QueueError> {
        self.accounts.find(server, user).await
    }

    async fn all(&self) -> Result<Vec<Known>, QueueError> {
        let mut all = self.accounts.all().await?;
        for known in &mut all {
            known.signed_in = known.signed_in && self.can_be_signed_in(&known.account);
        }
        Ok(all)
    }

    async fn sign_in(&self, account: &Account) -> Result<Adopted, QueueError> {
        self.accounts.sign_in(account).await
    }

    async fn activate(&self, account: AccountId) -> Result<bool, QueueError> {
        self.accounts.activate(account).await
    }

    async fn sign_out(&self, account: AccountId) -> Result<(), QueueError> {
        self.accounts.sign_out(account).await
    }
}
