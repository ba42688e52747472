//! Signing in, switching and signing out, as one act over accounts, credentials and the queue's memory. Any number of
//! accounts is signed in, each with tokens of its own; one is active, and only its work is sent.

mod brought;
mod in_browser;
mod sign_in;
mod switch;

use std::sync::Arc;

use homing_auth::Farewell;
use homing_domain::account::{Account, Active, CredentialPlace, Known};
use homing_domain::names::AccountId;
use homing_domain::ports::{Accounts, AuthError, Clock, Ids, Queue, QueueError};

use crate::auth_by_place::AuthByPlace;
use crate::known_accounts::Holdings;
pub use in_browser::BrowserSignIn;
pub use sign_in::{GrantedSignIn, SignInError, SignedIn};
pub use switch::{SwitchError, Switched};

/// What becomes of unsent work where its account is left: by a sign-out, or by a switch to another one. It is never
/// dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsentWork {
    /// Nothing was said: where there is any, nothing is done, and the error says how much. Ask a person then, who may
    /// send it, write it to a file, or keep it.
    Ask,
    /// It stays on this machine, for its account alone.
    Keep,
}

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
    /// The account. Where it is the active one, it keeps recording.
    pub account: Account,
    /// What the server heard of it.
    pub farewell: Farewell,
    /// What it leaves here, kept for it alone.
    pub left: Holdings,
}

/// A sign-out that did not come about: the tokens may still be here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignOutError {
    /// No such account is known here.
    #[error("no such account is known here")]
    Unknown,
    /// It has unsent work, and nobody said what becomes of it.
    #[error("unsent work is left")]
    Unsent(Box<Holdings>),
    /// The tokens could not be removed.
    #[error("the tokens could not be removed")]
    Auth(#[source] AuthError),
    /// The account could not be stored.
    #[error("the account could not be stored")]
    Accounts(#[source] QueueError),
}

impl Session {
    /// Signs the active account out and keeps what is unsent: [`Session::sign_out_of`]. `None` where it is not signed
    /// in, or nobody ever was.
    ///
    /// # Errors
    /// [`SignOutError`]: the account is still signed in then.
    pub async fn sign_out(&self) -> Result<Option<SignedOut>, SignOutError> {
        match self.accounts.active().await.map_err(SignOutError::Accounts)? {
            Active::Local => Ok(None),
            Active::Account { account, .. } => self.sign_out_of(account.id, UnsentWork::Keep).await,
        }
    }

    /// Signs an account out, be it the active one or another; no other account notices. Its work stays, for it alone; a
    /// sync of it that runs, in whatever process, sends nothing after the request that is under way. `None` where it is
    /// not signed in. Where another machine that shares the queue signed it out, the tokens of this one are still good:
    /// they are ended and deleted, too, and nobody is asked about unsent work.
    ///
    /// # Errors
    /// [`SignOutError`]: the account is still signed in then.
    pub async fn sign_out_of(
        &self,
        account: AccountId,
        unsent: UnsentWork,
    ) -> Result<Option<SignedOut>, SignOutError> {
        let known = self.accounts.all().await.map_err(SignOutError::Accounts)?;
        let known = known.into_iter().find(|known| known.account.id == account);
        let Known { account, signed_in } = known.ok_or(SignOutError::Unknown)?;
        let left = Holdings::of(self.queue.as_ref(), account.id).await.map_err(SignOutError::Accounts)?;
        if signed_in && unsent == UnsentWork::Ask && left.unsent() > 0 {
            return Err(SignOutError::Unsent(Box::new(left)));
        }
        let manager = self.auth.manager(account.credentials);
        let holds = manager.holds(&account).await;
        let farewell = manager.sign_out(&account).await.map_err(SignOutError::Auth)?;
        // Signed in without a token here: another program has them in its memory. It stops using them.
        let elsewhere =
            signed_in && account.credentials == CredentialPlace::UntilQuit && matches!(holds, Ok(false));
        let farewell = if elsewhere { Farewell::Unheard } else { farewell };
        if !signed_in && farewell == Farewell::NothingToEnd {
            return Ok(None);
        }
        self.accounts.sign_out(account.id).await.map_err(SignOutError::Accounts)?;
        // What was recorded, or sent, while the server was told.
        let left = Holdings::of(self.queue.as_ref(), account.id).await.map_err(SignOutError::Accounts)?;
        Ok(Some(SignedOut { account, farewell, left }))
    }
}

#[cfg(test)]
mod tests;
