//! The `Auth` port: a good token for whoever asks, renewed before its end, by one exchange at a time.
//!
//! What is stored of an account, and what that means:
//!
//! | stored | means | next |
//! |---|---|---|
//! | nothing | nobody signed in here, or signed out | sign-in is needed |
//! | tokens | settled | the access token goes out until a minute before its end; then one exchange |
//! | tokens with a mark | an exchange left whose answer was not stored: it is under way, was lost, or its process was killed | younger than the grace that the profile announces: the same refresh token once more, at once; else the access token goes out to its end, and then there is one try |
//! | tokens with a pause | exchanges fail, or the server asked for rest | the access token goes out to its end; no exchange until the pause is over, in no process |
//! | tokens with a pause, refused | the server refused the refresh token | the access token goes out to its end; then sign-in is needed, said by every process; after the pause one exchange may ask again |
//!
//! A grant replaces tokens and mark in one write, which is read back before anyone gets the token. Where the
//! machine slept over that and the token has ended, one more exchange follows. Where the write fails the new
//! pair waits in memory, and the next call writes it first: the old refresh token is spent.
//! A request that surely did not arrive takes its mark back.
//!
//! At most one exchange leaves in half a minute while they fail: the pause is stored with the mark, before the
//! request leaves, and only the first try where a grace is announced goes without, so that it may be sent once
//! more at once. `Retry-After` of a 429 or a 503 makes the pause longer, to a day at most. Nobody brings it forward
//! but who signs in, and who signs out: that is one exchange at most, the last one, so that the server can be told.
//!
//! Only a refusal leads to "sign-in needed", and only after one more look at the store. No failure of network
//! or server does, whatever the mark: such a try says nothing about the tokens, and a later call tries again.
//! Refused tokens stay where they are; that they were refused is stored with them, so that the refresh token goes
//! out again after half a minute at the earliest, from whatever process: the server may have been wrong. Memory
//! knows it, too, for where it could not be stored.
//!
//! Locks: the session's mutex lets one task of this process decide at a time, and everyone who waited for it
//! shares its result; inside it, the process lock `Auth(account)` lets one process do so. Each is held to the
//! end by a task of its own: a caller that goes away takes no answer with it.

mod brought;
mod browser;
mod exchange;
mod flight;
mod granter;
mod memory;
mod server_clock;
mod shared_error;
mod sign_in;
mod sign_out;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use homing_domain::account::Account;
use homing_domain::names::AccountId;
use homing_domain::ports::{
    AccessToken, Auth, AuthError, Clock, CredentialStore, Http, ProcessLock, SignInApi,
};

pub use brought::Brought;
pub use browser::BrowserSignIn;
use flight::Session;
pub use sign_in::{HeldBack, SignInError, SignedIn};
pub use sign_out::Farewell;

/// What an [`AuthManager`] works with.
pub struct AuthParts {
    /// Where the tokens rest, as the person chose.
    pub store: Arc<dyn CredentialStore>,
    /// The network.
    pub http: Arc<dyn Http>,
    /// How this profile's servers sign people in.
    pub api: Arc<dyn SignInApi>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The locks between processes.
    pub lock: Arc<dyn ProcessLock>,
}

/// Keeps people signed in. One for each place where tokens rest; each account has a session of its own in it.
pub struct AuthManager {
    parts: Arc<AuthParts>,
    sessions: Mutex<HashMap<AccountId, Arc<Session>>>,
}

impl AuthManager {
    /// A manager over its ports. Asks nothing yet. Its calls need a tokio runtime.
    #[must_use]
    pub fn new(parts: AuthParts) -> Self {
        Self { parts: Arc::new(parts), sessions: Mutex::default() }
    }

    fn session(&self, account: AccountId) -> Arc<Session> {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(sessions.entry(account).or_default())
    }
}

#[async_trait]
impl Auth for AuthManager {
    #[tracing::instrument(level = "debug", skip_all, fields(account = %account.id))]
    async fn access_token(&self, account: &Account) -> Result<AccessToken, AuthError> {
        self.session(account.id).token(&self.parts, account, None).await
    }

    #[tracing::instrument(level = "debug", skip_all, fields(account = %account.id))]
    async fn renew(&self, account: &Account, refused: &AccessToken) -> Result<AccessToken, AuthError> {
        self.session(account.id).token(&self.parts, account, Some(refused)).await
    }
}
