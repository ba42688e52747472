//! Where tokens rest: a keychain, an encrypted file, memory.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};

use super::oidc::GrantedBy;
use super::queue::BoxError;
use crate::Timestamp;
use crate::names::AccountId;

/// All that is secret of one account, written as one piece.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The token that requests carry.
    pub access: SecretString,
    /// The token that gets a new pair, once.
    pub refresh: SecretString,
    /// When the access token ends, on the server's clock.
    pub expires_at: Timestamp,
    /// Since when an exchange of `refresh` is under way whose answer was not stored. Kept before
    /// the request leaves, so that a kill in between is known at the next start.
    pub refresh_in_flight: Option<Timestamp>,
    /// When `refresh` is left alone, because exchanges of it fail or it was refused. Kept before the request leaves, so that no
    /// number of processes and of kills makes more of them.
    pub refresh_pause: Option<RefreshPause>,
    /// Who granted them, and so whom to ask for more. Beside the tokens and as secret as they are: whoever can
    /// change the database alone can't have a refresh token sent elsewhere.
    pub granted_by: GrantedBy,
}

/// A time in which a refresh token is not exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshPause {
    /// Its beginning, on this machine's clock. A clock that shows less was set back, and the pause is over: nobody
    /// knows how much of it is left.
    pub since: Timestamp,
    /// Its end.
    pub until: Timestamp,
    /// Whether the token was refused: then only a person can help, and the pause is for a server that was wrong.
    pub refused: bool,
}

impl RefreshPause {
    /// What is left of it, where it is not over.
    #[must_use]
    pub fn left_at(self, now: Timestamp) -> Option<Duration> {
        (self.since <= now && now < self.until).then(|| self.until.since(now))
    }
}

impl PartialEq for Credentials {
    fn eq(&self, other: &Self) -> bool {
        self.access.expose_secret() == other.access.expose_secret()
            && self.refresh.expose_secret() == other.refresh.expose_secret()
            && self.expires_at == other.expires_at
            && self.refresh_in_flight == other.refresh_in_flight
            && self.refresh_pause == other.refresh_pause
            && self.granted_by == other.granted_by
    }
}

/// What can go wrong with a store. None says anything of the tokens themselves.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialError {
    /// There is no such store on this machine (no keychain service, no session bus).
    #[error("there is no keychain here")]
    Missing(#[source] BoxError),
    /// It is locked and nobody opened it.
    #[error("the keychain is locked")]
    Locked(#[source] BoxError),
    /// It did not answer in time.
    #[error("the keychain did not answer in time")]
    TimedOut,
    /// It gave back something else than was written.
    #[error("the keychain did not keep what was written to it")]
    Unfaithful,
    /// The passphrase does not open the file.
    #[error("the passphrase does not open the credential file")]
    WrongPassphrase,
    /// The store needs a passphrase and nobody gave one.
    #[error("the credential file needs its passphrase")]
    PassphraseNeeded,
    /// Whoever was asked for the passphrase gave none that could be used, or did not want to.
    #[error("there is no passphrase")]
    NoPassphrase(#[source] Arc<dyn std::error::Error + Send + Sync>),
    /// What is stored can't be read. It is left as it is.
    #[error("the stored sign-in can't be read")]
    Damaged(#[source] BoxError),
    /// Anything else.
    #[error("the credential store failed")]
    Backend(#[source] BoxError),
}

/// A place for secrets. Every implementation:
///
/// 1. `read` MUST give exactly what the last `write` for the account stored, also after a restart
///    (the memory store: within the process), and `None` where there is none or it was deleted.
/// 2. `write` MUST be one act: after a kill either the old or the new is there.
/// 3. `delete` of nothing MUST succeed.
/// 4. Accounts MUST NOT see each other's.
/// 5. `probe` MUST write, read, compare and delete a value of its own, leave no trace, and fail as
///    [`CredentialError`] says; it MUST end within ten seconds, a prompt or a hang included.
/// 6. No secret MUST be readable on disk, in an error, or in a log.
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait CredentialStore: Send + Sync {
    /// What is stored for the account.
    async fn read(&self, account: AccountId) -> Result<Option<Credentials>, CredentialError>;

    /// Stores, in place of what was there.
    async fn write(&self, account: AccountId, credentials: &Credentials) -> Result<(), CredentialError>;

    /// Removes.
    async fn delete(&self, account: AccountId) -> Result<(), CredentialError>;

    /// Tells whether the store works at all.
    async fn probe(&self) -> Result<(), CredentialError>;
}
