//! Why nobody was signed in at a provider. Nothing here holds a code, a state, a verifier or a token.

use homing_domain::ports::{BoxError, HttpError};

/// A sign-in in the browser that did not come about.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OidcError {
    /// The provider could not be asked.
    #[error("the sign-in provider could not be asked")]
    Unreachable(#[source] HttpError),
    /// It answered, but with nothing that could be used: a fault of its own, or something else answered.
    #[error("the sign-in provider answered with status {status}")]
    Unavailable {
        /// The status.
        status: u16,
    },
    /// What it says of itself is not what it takes: another issuer, no S256, an address that others can read.
    #[error("the sign-in provider can't be relied on")]
    Unfit(#[source] BoxError),
    /// The server asks for tokens that are good at another address than its own, and nobody has said yes to that.
    #[error("the server asks for tokens that are not for it alone")]
    ForAnother {
        /// What they are to be good at, as the server names it (RFC 8707).
        resource: String,
    },
    /// No address of this machine to come back to.
    #[error("this machine could not listen for the browser")]
    Listening(#[source] std::io::Error),
    /// The browser did not come back in time.
    #[error("nobody signed in in time")]
    TimedOut,
    /// The person, or the provider in their name, said no (`access_denied`).
    #[error("the sign-in was declined")]
    Declined,
    /// The provider refused, for a reason that it names.
    #[error("the sign-in provider refused: {code}")]
    Refused {
        /// Its error code (RFC 6749, 4.1.2.1 and 5.2), letters and underscores alone.
        code: String,
    },
    /// The browser came back in the name of another issuer (RFC 9207): somebody mixes sign-ins up.
    #[error("another issuer answered")]
    OtherIssuer,
    /// A second browser opened the address of the sign-in: one of the two is somebody else's, and whose came first
    /// nobody can tell.
    #[error("two browsers opened the address of the sign-in")]
    OpenedTwice,
    /// The ID token is missing, or not for this sign-in.
    #[error("the sign-in provider's word on who signed in can't be relied on")]
    IdToken(#[source] BoxError),
    /// There is nothing to stay signed in with.
    #[error("the sign-in provider gave no refresh token")]
    NoRefreshToken,
    /// The system gives no random bytes.
    #[error("there are no random bytes")]
    Entropy(#[source] BoxError),
    /// The Homing server does not take what the provider granted.
    #[error("the server does not take the provider's tokens")]
    NotTaken,
}
