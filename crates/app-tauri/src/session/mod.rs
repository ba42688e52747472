//! Signing in and out, as one act over accounts, credentials and the queue's memory.

use std::sync::Arc;

use homing_auth::{AuthManager, SignInError as AuthSignInError};
use homing_domain::account::{Account, Active, CredentialPlace, ServerUrl};
use homing_domain::engine::SyncState;
use homing_domain::names::AccountId;
use homing_domain::ports::{Accounts, Adopted, AuthError, Clock, Ids, Queue, QueueCounts, QueueError};
use secrecy::SecretString;

use crate::auth_by_place::AuthByPlace;

/// Signs people in and out on this machine.
pub struct Session {
    pub(crate) queue: Arc<dyn Queue>,
    pub(crate) accounts: Arc<dyn Accounts>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn Ids>,
    pub(crate) auth: Arc<AuthByPlace>,
}

/// A sign-in that is done.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The account, now the active one.
    pub account: Account,
    /// What was recorded before anyone had signed in and now belongs to it.
    pub adopted: Adopted,
}

/// A sign-out that is done.
#[derive(Clone, Debug)]
pub struct SignedOut {
    /// The account. It keeps recording.
    pub account: Account,
    /// Whether the server ended the sign-in too.
    pub server_told: bool,
    /// Its tasks, kept for it alone.
    pub counts: QueueCounts,
}

/// A sign-in that did not come about. What is recorded stays as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// The server or the credential store did not go along.
    #[error(transparent)]
    Auth(#[from] AuthSignInError),
    /// The account could not be stored.
    #[error("the account could not be stored")]
    Accounts(#[source] QueueError),
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
    /// Signs in with name and password and makes the account the active one. The tokens go to `place`
    /// and nowhere else; the place is tried out before the password leaves this machine.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn sign_in(
        &self,
        server: &ServerUrl,
        name: &str,
        password: &SecretString,
        place: CredentialPlace,
    ) -> Result<SignedIn, SignInError> {
        let manager: &AuthManager = self.auth.manager(place);
        let signed_in = manager.sign_in(server, name, password).await?;
        let known = self.accounts.find(server, &signed_in.user).await.map_err(SignInError::Accounts)?;
        let account = Account {
            id: known.map_or_else(|| AccountId::new(self.ids.uuid()), |account| account.id),
            server: server.clone(),
            user: signed_in.user.clone(),
            name: signed_in.name.clone(),
            credentials: place,
        };
        // The account first: tokens of an account that nobody knows could never be found again. A kill
        // in between leaves an account that says "sign-in needed".
        let adopted = self.accounts.sign_in(&account).await.map_err(SignInError::Accounts)?;
        if let Err(error) = manager.keep(&account, signed_in).await {
            self.accounts.sign_out().await.map_err(SignInError::Accounts)?;
            return Err(error.into());
        }
        let queue = self.queue.as_ref();
        SyncState::signed_in(queue, account.id, self.clock.now()).await.map_err(SignInError::Accounts)?;
        Ok(SignedIn { account, adopted })
    }

    /// Signs the active account out. Its work stays, for it alone. `None` where nobody is signed in.
    ///
    /// # Errors
    /// [`SignOutError`]: the account is still signed in then.
    pub async fn sign_out(&self) -> Result<Option<SignedOut>, SignOutError> {
        let active = self.accounts.active().await.map_err(SignOutError::Accounts)?;
        let Active::Account { account, signed_in: true } = active else { return Ok(None) };
        let left = self.auth.manager(account.credentials).sign_out(&account).await;
        let server_told = left.map_err(SignOutError::Auth)?.server_told;
        self.accounts.sign_out().await.map_err(SignOutError::Accounts)?;
        let counts = self.queue.counts(account.id).await.map_err(SignOutError::Accounts)?;
        Ok(Some(SignedOut { account, server_told, counts }))
    }
}

#[cfg(test)]
mod tests;
