//! Signing in with name and password. Not who the account is on this machine: the caller registers that, between
//! the two steps.

use std::sync::Arc;
use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::account::{Account, ServerUrl};
use homing_domain::ports::{
    CredentialError, Credentials, HttpError, HttpResponse, LockError, Refusal, SignInAnswerError,
};
use secrecy::SecretString;
use tracing::Instrument;

use super::exchange::{credentials, lock, write_and_compare};
use super::memory::{Memory, Reading};
use super::server_clock::ServerClock;
use super::{AuthManager, AuthParts};

/// Why nobody is signed in. Nothing that was recorded is touched by any of these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// The server does not accept this name with this password.
    #[error("the name or the password is wrong")]
    WrongCredentials,
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
}

/// A sign-in that the server granted and that is not kept yet: see [`AuthManager::keep`].
#[must_use = "a sign-in that is not kept is lost"]
#[derive(Debug)]
pub struct SignedIn {
    /// The server's id for the user.
    pub user: String,
    /// The user's name.
    pub name: String,
    credentials: Credentials,
    server_clock: ServerClock,
    granted: Reading,
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
        let response = sent.map_err(SignInError::Unreachable)?;
        let (now, granted) = (clock.now(), Reading::of(clock.as_ref()));
        let server_clock = ServerClock::observed(&response, now);
        let grant = api.grant(&response).map_err(|error| refusal(&error, &response, now))?;
        let (user, name) = (grant.user.clone(), grant.name.clone());
        let credentials = credentials(grant, server_clock.at(now));
        Ok(SignedIn { user, name, credentials, server_clock, granted })
    }

    /// Stores the tokens of a sign-in for the account, in place of older ones, and reads them back.
    ///
    /// # Errors
    /// [`SignInError::Credentials`] or [`SignInError::Lock`]. The server is told that the sign-in is over, if it
    /// can be reached.
    #[tracing::instrument(level = "debug", skip_all, fields(account = %account.id))]
    pub async fn keep(&self, account: &Account, signed_in: SignedIn) -> Result<(), SignInError> {
        let (session, parts, account) = (self.session(account.id), Arc::clone(&self.parts), account.clone());
        let keeping = async move {
            let mut state = session.lock().await;
            let SignedIn { credentials, server_clock, granted, .. } = signed_in;
            let kept = keep(&parts, &account, &credentials).await;
            if kept.is_ok() {
                state.memory = Memory::signed_in(credentials, server_clock, granted);
            } else {
                parts.end_on_server(&account.server, &credentials.access, &credentials.refresh).await;
            }
            kept
        };
        let kept = tokio::spawn(keeping.in_current_span()).await;
        kept.unwrap_or_else(|cut| Err(SignInError::Credentials(CredentialError::Backend(cut.into()))))
    }

    /// Gives a sign-in up that is not kept: the server is told that it is over, if it can be reached.
    #[tracing::instrument(level = "debug", skip_all, fields(%server))]
    pub async fn decline(&self, server: &ServerUrl, signed_in: SignedIn) {
        let SignedIn { credentials, .. } = signed_in;
        self.parts.end_on_server(server, &credentials.access, &credentials.refresh).await;
    }
}

async fn keep(parts: &AuthParts, account: &Account, credentials: &Credentials) -> Result<(), SignInError> {
    let _lock = lock(parts, account).await.map_err(SignInError::Lock)?;
    write_and_compare(parts.store.as_ref(), account, credentials).await.map_err(SignInError::Credentials)
}

fn refusal(error: &SignInAnswerError, response: &HttpResponse, now: Timestamp) -> SignInError {
    match error {
        SignInAnswerError::Refused(Refusal::Refused) => SignInError::WrongCredentials,
        SignInAnswerError::Refused(Refusal::Throttled(asked)) => {
            SignInError::Throttled { retry_after: asked.or_else(|| response.wait_asked(now)) }
        }
        _ => SignInError::Unavailable { status: response.status },
    }
}
