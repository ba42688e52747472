//! When there is no token, or the place where it is kept fails.

use homing_domain::ports::{AuthError, CredentialError, HttpError};

use super::CommandError;
use crate::known_accounts::Holdings;
use crate::session::{SignOutError, SwitchError};

impl From<AuthError> for CommandError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::SignInNeeded => Self::SignInNeeded,
            AuthError::NotActive => Self::AccountChanged,
            AuthError::Unreachable(HttpError::NotSent { cause, .. }) => {
                Self::ServerUnreachable { cause: Some(cause) }
            }
            AuthError::Unreachable(_) | AuthError::Paused { .. } => Self::ServerUnreachable { cause: None },
            AuthError::Unavailable { status, .. } => Self::ServerTrouble { status },
            AuthError::Accounts(error) => error.into(),
            AuthError::Credentials(error) => error.into(),
            AuthError::Lock(_) => Self::LockUnusable,
            _ => Self::Internal,
        }
    }
}

impl From<CredentialError> for CommandError {
    fn from(error: CredentialError) -> Self {
        match error {
            CredentialError::Missing(_) => Self::KeychainMissing,
            CredentialError::Locked(_) => Self::KeychainLocked,
            CredentialError::TimedOut | CredentialError::Unfaithful => Self::KeychainFails,
            CredentialError::WrongPassphrase => Self::WrongPassphrase,
            CredentialError::PassphraseNeeded => Self::SecretNeeded,
            _ => Self::CredentialsUnusable,
        }
    }
}

impl From<SwitchError> for CommandError {
    fn from(error: SwitchError) -> Self {
        match error {
            SwitchError::Unknown => Self::NoSuchAccount,
            SwitchError::Unsent(left) => left.as_ref().into(),
            SwitchError::Accounts(error) => error.into(),
        }
    }
}

impl From<SignOutError> for CommandError {
    fn from(error: SignOutError) -> Self {
        match error {
            SignOutError::Unknown => Self::NoSuchAccount,
            SignOutError::Unsent(left) => left.as_ref().into(),
            SignOutError::Auth(error) => error.into(),
            SignOutError::Accounts(error) => error.into(),
        }
    }
}

impl From<&Holdings> for CommandError {
    fn from(left: &Holdings) -> Self {
        let (waiting, attention, pictures) = (left.waiting(), left.counts.attention, left.pictures);
        Self::UnsentWork { waiting, attention, pictures, timer: left.timer.is_some() }
    }
}
