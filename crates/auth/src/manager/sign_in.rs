//! Signing in with name and password. Not who the account is on this machine: the caller registers that, between
//! the two steps.

use std::sync::Arc;
use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::account::{Account, ServerUrl};
use homing_domain::ports::{
    CredentialError, CredentialStore, Credentials, GrantedBy, HttpError, HttpResponse, LockError, LockGuard,
    Refusal, SignInAnswerError,
};
use secrecy::SecretString;
use tokio::sync::OwnedMutexGuard;
use tracing::Instrument;
use zeroize::Zeroize as _;

use super::exchange::{lock, write_and_compare};
use super::flight::State;
use super::granter::Fresh;
use super::memory::{Memory, Reading};
use super::server_clock::ServerClock;
use super::{AuthManager, AuthParts};
use crate::oidc::OidcError;

/// Why nobody is signed in. Nothing that was recorded is touched by any of these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// The server does not accept this name with this password.
    #[error("the name or the password is wrong")]
    WrongCredentials,
    /// The server takes no passwords.
    #[error("the server takes no passwords")]
    NoPasswords,
    /// The server wants fewer tries.
    #[error("the server wants fewer tries")]
    Throttled {
        /// How long it asks to wait.
        retry_after: Option<Duration>,
    },
    /// There is no answer.
    #[error("the server could not be asked")]
    Unreachable(#[source] HttpError),
    /// The answer is neither a sign-in nor a refusal: a fault of the server, or something else answered.
    #[error("the server answered with status {status}")]
    Unavailable {
        /// The status.
        status: u16,
    },
    /// The place for the tokens failed. It is asked before the password leaves.
    #[error("the tokens can't be kept")]
    Credentials(#[source] CredentialError),
    /// The lock between processes failed.
    #[error("the sign-in can't be locked against other processes")]
    Lock(#[source] LockError),
    /// The sign-in at a provider, in the browser, did not come about.
    #[error(transparent)]
    Oidc(#[from] OidcError),
}

/// A sign-in that the server granted and that is not kept yet: see [`AuthManager::keep`].
#[must_use = "a sign-in that is not kept is lost"]
#[derive(Debug)]
pub struct SignedIn {
    /// The server's id for the user.
    pub user: String,
    /// The user's name.
    pub name: String,
    pub(super) credentials: Credentials,
    pub(super) server_clock: ServerClock,
    /// When the server granted them; none where an earlier program brought them.
    pub(super) granted: Option<Reading>,
}

/// Everyone who asks for a token of one account waits while this lives: see [`AuthManager::hold_back`].
#[must_use = "who asks for a token waits only while this lives"]
pub struct HeldBack {
    parts: Arc<AuthParts>,
    account: Account,
    // Dropped in this order: who waits in this process finds the lock between processes free.
    _lock: LockGuard,
    state: OwnedMutexGuard<State>,
}

impl AuthManager {
    /// Signs in: makes sure that tokens can be kept, then asks the server.
    ///
    /// The caller registers the account, which gives it its id on this machine, and then calls
    /// [`AuthManager::keep`]. A kill between the two leaves an account that needs to sign in, never tokens
    /// of nobody.
    ///
    /// # Errors
    /// [`SignInError`]. Nothing is stored.
    #[tracing::instrument(level = "debug", skip_all, fields(%server))]
    pub async fn sign_in(
        &self,
        server: &ServerUrl,
        name: &str,
        password: &SecretString,
    ) -> Result<SignedIn, SignInError> {
        let AuthParts { store, http, api, clock, .. } = &*self.parts;
        store.probe().await.map_err(SignInError::Credentials)?;
        let sent = http.send(api.sign_in(server, name, password)).await;
        let mut response = sent.map_err(SignInError::Unreachable)?;
        let (now, granted) = (clock.now(), Reading::of(clock.as_ref()));
        let server_clock = ServerClock::observed(&response, now);
        let grant = api.grant(&response).map_err(|error| refusal(&error, &response, now));
        response.body.zeroize();
        let grant = grant?;
        if grant.user.is_empty() {
            // Tokens of nobody that could be named are of no use.
            return Err(SignInError::Unavailable { status: response.status });
        }
        let (user, name) = (grant.user.clone(), grant.name.clone());
        let fresh = Fresh { access: grant.access, refresh: grant.refresh, expires_in: grant.expires_in };
        let credentials = fresh.credentials(server_clock.at(now), GrantedBy::Server);
        Ok(SignedIn { user, name, credentials, server_clock, granted: Some(granted) })
    }

    /// Holds everyone back who asks for a token of the account, here or in another process, until the sign-in is
    /// kept or this is dropped: a background job that sees the account before its tokens are there waits for them.
    ///
    /// # Errors
    /// [`SignInError::Lock`].
    pub async fn hold_back(&self, account: &Account) -> Result<HeldBack, SignInError> {
        let state = self.session(account.id).lock().await;
        let lock = lock(&self.parts, account).await.map_err(SignInError::Lock)?;
        Ok(HeldBack { parts: Arc::clone(&self.parts), account: account.clone(), state, _lock: lock })
    }

    /// Stores the tokens of a sign-in for the account, in place of older ones, and reads them back.
    ///
    /// # Errors
    /// [`SignInError::Credentials`] or [`SignInError::Lock`]. Whoever was signed in still is: the older tokens are put
    /// back, and the server is told that the new sign-in is over, if it can be reached. Where the store does not say
    /// which of the two it holds, the server is told nothing, so that either is good.
    pub async fn keep(&self, account: &Account, signed_in: SignedIn) -> Result<(), SignInError> {
        match self.hold_back(account).await {
            Ok(held_back) => held_back.keep(signed_in).await,
            Err(error) => {
                self.parts.end(&account.server, &signed_in).await;
                Err(error)
            }
        }
    }

    /// Gives a sign-in up that is not kept: the server is told that it is over, if it can be reached.
    #[tracing::instrument(level = "debug", skip_all, fields(%server))]
    pub async fn decline(&self, server: &ServerUrl, signed_in: SignedIn) {
        self.parts.end(server, &signed_in).await;
    }
}

impl HeldBack {
    /// As [`AuthManager::keep`]; then whoever waited gets a token.
    ///
    /// # Errors
    /// [`SignInError::Credentials`]: as there.
    #[tracing::instrument(level = "debug", skip_all, fields(account = %self.account.id))]
    pub async fn keep(mut self, signed_in: SignedIn) -> Result<(), SignInError> {
        let keeping = async move {
            let Self { parts, account, state, .. } = &mut self;
            match replace(parts.store.as_ref(), account, &signed_in.credentials).await {
                Ok(()) => {
                    let SignedIn { credentials, server_clock, granted, .. } = signed_in;
                    state.memory = match granted {
                        Some(granted) => Memory::signed_in(credentials, server_clock, granted),
                        // Nobody granted them just now: how long they last is what their record says.
                        None => Memory::default(),
                    };
                    Ok(())
                }
                Err(NotKept { error, may_be_in_use }) => {
                    if !may_be_in_use {
                        parts.end(&account.server, &signed_in).await;
                    }
                    Err(SignInError::Credentials(error))
                }
            }
        };
        let kept = tokio::spawn(keeping.in_current_span()).await;
        kept.unwrap_or_else(|cut| Err(SignInError::Credentials(CredentialError::Backend(cut.into()))))
    }
}

/// New tokens that did not take the place of the older ones.
struct NotKept {
    error: CredentialError,
    /// Whether the account, which someone was signed in to, may live on the new ones all the same.
    may_be_in_use: bool,
}

/// Stores `new` in place of what is there; where that fails, puts back what was there.
async fn replace(store: &dyn CredentialStore, account: &Account, new: &Credentials) -> Result<(), NotKept> {
    let older = match store.read(account.id).await {
        Ok(older) => older,
        // Nothing that anyone could go back to.
        Err(CredentialError::Damaged(_)) => None,
        Err(error) => return Err(NotKept { error, may_be_in_use: false }),
    };
    let Err(error) = write_and_compare(store, account, new).await else { return Ok(()) };
    let Some(older) = older else {
        if let Err(error) = store.delete(account.id).await {
            tracing::debug!(%error, "tokens that are good for nothing may be left");
        }
        return Err(NotKept { error, may_be_in_use: false });
    };
    let put_back = write_and_compare(store, account, &older).await;
    // A write that was given up may yet come about.
    let may_be_in_use = put_back.is_err() || matches!(error, CredentialError::TimedOut);
    Err(NotKept { error, may_be_in_use })
}

impl AuthParts {
    /// Tells the server that a sign-in is over. One that was brought is not ours to end: the program that it came from
    /// may live on it.
    async fn end(&self, server: &ServerUrl, signed_in: &SignedIn) {
        if signed_in.granted.is_none() {
            return;
        }
        self.end_sign_in(server, &signed_in.credentials).await;
    }
}

pub(super) fn refusal(error: &SignInAnswerError, response: &HttpResponse, now: Timestamp) -> SignInError {
    match error {
        SignInAnswerError::Refused(Refusal::Refused) => SignInError::WrongCredentials,
        SignInAnswerError::Refused(Refusal::NoPasswords) => SignInError::NoPasswords,
        SignInAnswerError::Refused(Refusal::Throttled(asked)) => {
            SignInError::Throttled { retry_after: asked.or_else(|| response.wait_asked(now)) }
        }
        _ => SignInError::Unavailable { status: response.status },
    }
}
