//! Signing in and out, as one act over accounts, credentials and the queue's memory. At most one account is
//! signed in on a machine: a sign-in as someone else ends the one before.

mod in_browser;
mod sign_in;

use std::sync::Arc;

use homing_auth::Farewell;
use homing_domain::account::{Account, Active};
use homing_domain::ports::{Accounts, AuthError, Clock, Ids, Queue, QueueCounts, QueueError};

use crate::auth_by_place::AuthByPlace;
pub use in_browser::BrowserSignIn;
pub use sign_in::{GrantedSignIn, SignInError, SignedIn};

/// Signs people in and out on this machine.
pub struct Session {
    /// What the engine remembers of a server is kept here.
    pub queue: Arc<dyn Queue>,
    /// Who uses this machine.
    pub accounts: Arc<dyn Accounts>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where the id of a new account comes from.
    pub ids: Arc<dyn Ids>,
    /// Where tokens rest.
    pub auth: Arc<AuthByPlace>,
}

/// A sign-out that is done.
#[derive(Clone, Debug)]
pub struct SignedOut {
    /// The account. It keeps recording.
    pub account: Account,
    /// What the server heard of it.
    pub farewell: Farewell,
    /// Its tasks, kept for it alone.
    pub counts: QueueCounts,
}

/// A sign-out that did not come about: the tokens may still be here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignOutError {
    /// The tokens could not be removed.
    #[error("the tokens could not be removed")]
    Auth(#[source] AuthError),
    /// The account could not be stored.
    #[error("the account could not be stored")]
    Accounts(#[source] QueueError),
}

impl Session {
    /// Signs the active account out. Its work stays, for it alone; a sync that runs, in whatever process, sends
    /// nothing after the request that is under way. `None` where nobody is signed in.
    ///
    /// # Errors
    /// [`SignOutError`]: the account is still signed in then.
    pub async fn sign_out(&self) -> Result<Option<SignedOut>, SignOutError> {
        let active = self.accounts.active().await.map_err(SignOutError::Accounts)?;
        let Active::Account { account, signed_in: true } = active else { return Ok(None) };
        let left = self.auth.manager(account.credentials).sign_out(&account).await;
        let farewell = left.map_err(SignOutError::Auth)?;
        self.accounts.sign_out().await.map_err(SignOutError::Accounts)?;
        let counts = self.queue.counts(account.id).await.map_err(SignOutError::Accounts)?;
        Ok(Some(SignedOut { account, farewell, counts }))
    }
}

#[cfg(test)]
mod tests;
