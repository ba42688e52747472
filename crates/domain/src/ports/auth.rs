//! The auth port: who may send, and how a profile's server is asked.

use std::time::Duration;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};

use super::{
    CredentialError, HttpError, HttpRequest, HttpResponse, LockError, Problem, QueueError, RetryAfter,
    SignInMethods,
};
use crate::account::{Account, ServerUrl};

/// The token that a request carries.
#[derive(Clone, Debug)]
pub struct AccessToken(SecretString);

impl AccessToken {
    /// Wraps the token.
    #[must_use]
    pub fn new(token: SecretString) -> Self {
        Self(token)
    }

    /// The secret, for a request alone.
    #[must_use]
    pub fn secret(&self) -> &SecretString {
        &self.0
    }

    /// Whether both are the same token.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

/// Why there is no token now.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// Only a person can help: nobody is signed in, or the server ended the sign-in. Tasks stay.
    #[error("sign-in is needed")]
    SignInNeeded,
    /// Another account is the active one by now: nothing of this one is sent. Its sign-in is as it was.
    #[error("another account is active on this machine")]
    NotActive,
    /// The server could not be asked. Nobody is signed out by this.
    #[error("the sign-in server could not be asked")]
    Unreachable(#[source] HttpError),
    /// The server answered, but neither with tokens nor with a refusal. Nobody is signed out by this.
    #[error("the sign-in server answered with status {status}")]
    Unavailable {
        /// The status.
        status: u16,
        /// How long it asks to wait, with a 429 or a 503.
        retry_after: Option<Duration>,
    },
    /// The server failed a moment ago, this process or another one, and is left alone for a while. Nobody is
    /// signed out by this.
    #[error("the sign-in server failed a moment ago and is left alone")]
    Paused {
        /// How long yet.
        wait: Duration,
    },
    /// Who is signed in can't be read. That says nothing of the stored sign-in.
    #[error("the accounts can't be read")]
    Accounts(#[source] QueueError),
    /// The credential store failed.
    #[error("the stored sign-in can't be used")]
    Credentials(#[source] CredentialError),
    /// The lock between processes failed.
    #[error("the sign-in can't be locked against other processes")]
    Lock(#[source] LockError),
}

/// Tokens for the engine. Every implementation:
///
/// 1. `access_token` MUST give a token that is good for a while yet, renewing it before its end.
/// 2. `renew` MUST give a token other than the refused one: what someone else stored meanwhile, else a fresh one.
/// 3. At most one exchange of an account's refresh token MUST be under way, in the process and across processes.
/// 4. A failure of network or server MUST NOT sign anyone out.
/// 5. While exchanges that reach the server fail or are refused, at most one MUST leave in 30 s, in all processes
///    together, beside one retry in the grace that the server announces; `Retry-After` of a 429 or a 503 MUST be
///    waited for, and of nothing else. A sign-out is not held back by either: it may exchange once, to tell the
///    server, and leaves nothing to exchange.
/// 6. Network and server ([`AuthError::Unreachable`], [`AuthError::Unavailable`], [`AuthError::Paused`]) MUST be
///    blamed only where the stored sign-in could be read, under its lock: a caller takes that for word that neither is
///    in the way.
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait Auth: Send + Sync {
    /// A token for the account.
    async fn access_token(&self, account: &Account) -> Result<AccessToken, AuthError>;

    /// A token in place of one that the server refused with 401.
    async fn renew(&self, account: &Account, refused: &AccessToken) -> Result<AccessToken, AuthError>;
}

/// What a server grants at sign-in and at refresh.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The server's id for the user. Empty where the answer names nobody, as one to a refresh may; a sign-in needs it.
    pub user: String,
    /// The user's name. Empty as `user` is.
    pub name: String,
    /// The new access token.
    pub access: SecretString,
    /// The new refresh token.
    pub refresh: SecretString,
    /// How long the access token lives, from the answer's `Date` on.
    pub expires_in: Duration,
}

/// Someone as a server knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownUser {
    /// The server's id for the user, opaque.
    pub id: String,
    /// The user's name.
    pub name: String,
}

/// How a server turned a sign-in or a refresh down.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Name or password, or the refresh token, is not accepted.
    Refused,
    /// Too many tries.
    Throttled(Option<Duration>),
    /// The server takes no passwords.
    NoPasswords,
}

/// An answer to a sign-in or a refresh that grants nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInAnswerError {
    /// The server said no.
    #[error("the server refused")]
    Refused(Refusal),
    /// Neither a grant nor a refusal: a fault of the server, or something else answered.
    #[error("the answer, of status {status}, can't be read")]
    Unreadable {
        /// The status.
        status: u16,
        /// What the server said of it, where it did.
        problem: Option<Problem>,
    },
}

impl SignInAnswerError {
    /// What the status alone says of an answer that grants nothing: a 401 that the server refused, a 429 that it was asked
    /// too often, in the seconds that it names, and anything else that the answer can't be read.
    #[must_use]
    pub fn of(response: &HttpResponse) -> Self {
        match (response.status, response.retry_after) {
            (401, _) => Self::Refused(Refusal::Refused),
            (429, Some(RetryAfter::Seconds(seconds))) => {
                Self::Refused(Refusal::Throttled(Some(Duration::from_secs(seconds))))
            }
            (429, _) => Self::Refused(Refusal::Throttled(None)),
            (status, _) => Self::Unreadable { status, problem: None },
        }
    }
}

/// How one API signs people in. Pure: requests are sent over [`super::Http`].
#[cfg_attr(feature = "test-util", mockall::automock)]
pub trait SignInApi: Send + Sync {
    /// Asks for tokens with name and password.
    fn sign_in(&self, server: &ServerUrl, name: &str, password: &SecretString) -> HttpRequest;

    /// Exchanges a refresh token.
    fn refresh(&self, server: &ServerUrl, refresh: &SecretString) -> HttpRequest;

    /// The same request as this API's other versions want it, where `response` says that `refresh` was not understood,
    /// so that the token was surely not looked at. It is asked once. `None`: there is no other, which is what an API
    /// says that says nothing else.
    fn refresh_otherwise(
        &self,
        _server: &ServerUrl,
        _refresh: &SecretString,
        _response: &HttpResponse,
    ) -> Option<HttpRequest> {
        None
    }

    /// Ends a sign-in on the server.
    fn sign_out(&self, server: &ServerUrl, access: &SecretString, refresh: &SecretString) -> HttpRequest;

    /// Reads the answer to `sign_in` or `refresh`.
    ///
    /// # Errors
    /// [`SignInAnswerError`] for anything but a grant.
    fn grant(&self, response: &HttpResponse) -> Result<Grant, SignInAnswerError>;

    /// Within what time after an exchange the same refresh token may be sent once more, where its
    /// answer was lost. `None`: never, which is what an API says that says nothing else.
    fn refresh_grace(&self) -> Option<Duration> {
        None
    }

    /// Asks how people sign in here. `None`: with name and password, whatever the server.
    fn ask_methods(&self, _server: &ServerUrl) -> Option<HttpRequest> {
        None
    }

    /// Reads the answer to `ask_methods`.
    ///
    /// # Errors
    /// [`SignInAnswerError::Unreadable`].
    fn methods(&self, _response: &HttpResponse) -> Result<SignInMethods, SignInAnswerError> {
        Ok(SignInMethods::PASSWORD_ALONE)
    }

    /// Asks who the bearer of an access token is, which somebody else than the server granted. `None`: such tokens
    /// are not taken by any server of this API.
    fn ask_who(&self, _server: &ServerUrl, _access: &SecretString) -> Option<HttpRequest> {
        None
    }

    /// Reads the answer to `ask_who`.
    ///
    /// # Errors
    /// [`SignInAnswerError`]: `Refused` where the server does not take the token.
    fn who(&self, response: &HttpResponse) -> Result<KnownUser, SignInAnswerError> {
        Err(SignInAnswerError::Unreadable { status: response.status, problem: None })
    }
}
