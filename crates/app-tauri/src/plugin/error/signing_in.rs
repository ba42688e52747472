//! When nobody was signed in.

use homing_domain::ports::{HttpError, OfflineCause};
use serde::Serialize;

use super::CommandError;
use crate::browser::NoBrowserError;
use crate::session::SignInError;
use crate::{AuthSignInError, OidcError};

/// Why a sign-in was turned down. In JSON it is the field `because` beside the code `sign-in-turned-down`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "because", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TurnedDown {
    /// The server takes no passwords: in the browser, then.
    NoPasswords,
    /// Nobody came back from the browser in time.
    TimedOut,
    /// The person declined, or the provider did in their name.
    Declined,
    /// The provider refused.
    Refused {
        /// Its error code (RFC 6749), letters and underscores alone.
        provider_code: String,
    },
    /// Two browsers opened the address: one of them may be somebody else's.
    OpenedTwice,
    /// What came back is not the provider's word on this sign-in.
    NotItsWord,
}

impl From<SignInError> for CommandError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Auth(error) => error.into(),
            SignInError::Accounts(error) => error.into(),
            SignInError::AccountChanged => Self::AccountChanged,
        }
    }
}

impl From<AuthSignInError> for CommandError {
    fn from(error: AuthSignInError) -> Self {
        match error {
            AuthSignInError::WrongCredentials => Self::WrongCredentials,
            AuthSignInError::NoPasswords => Self::SignInTurnedDown(TurnedDown::NoPasswords),
            AuthSignInError::Throttled { retry_after } => {
                Self::ServerThrottles { wait_seconds: retry_after.map(|wait| wait.as_secs()) }
            }
            AuthSignInError::Unreachable(error) => Self::ServerUnreachable { cause: cause(&error) },
            AuthSignInError::Unavailable { status } => Self::ServerTrouble { status },
            AuthSignInError::Credentials(error) => error.into(),
            AuthSignInError::Lock(_) => Self::LockUnusable,
            AuthSignInError::Oidc(error) => error.into(),
            _ => Self::Internal,
        }
    }
}

impl From<OidcError> for CommandError {
    fn from(error: OidcError) -> Self {
        let turned_down = match error {
            OidcError::Unreachable(error) => return Self::ProviderUnreachable { cause: cause(&error) },
            OidcError::Unavailable { status } => return Self::ProviderTrouble { status },
            // Tokens for another server come with a yes, and are asked about before they get here.
            OidcError::Unfit(_) | OidcError::ForAnother { .. } | OidcError::NoRefreshToken => {
                return Self::ProviderUnfit;
            }
            OidcError::NotTaken => return Self::TokensNotTaken,
            OidcError::TimedOut => TurnedDown::TimedOut,
            OidcError::Declined => TurnedDown::Declined,
            OidcError::Refused { code } => TurnedDown::Refused { provider_code: code },
            OidcError::OpenedTwice => TurnedDown::OpenedTwice,
            OidcError::OtherIssuer | OidcError::IdToken(_) => TurnedDown::NotItsWord,
            _ => return Self::Internal,
        };
        Self::SignInTurnedDown(turned_down)
    }
}

impl From<NoBrowserError> for CommandError {
    fn from(_: NoBrowserError) -> Self {
        Self::NoBrowser
    }
}

fn cause(error: &HttpError) -> Option<OfflineCause> {
    match error {
        HttpError::NotSent { cause, .. } => Some(*cause),
        _ => None,
    }
}
