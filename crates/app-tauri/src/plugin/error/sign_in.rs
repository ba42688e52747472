//! When there is no token, or the place where it is kept fails.

use homing_domain::ports::{AuthError, CredentialError, HttpError};

use super::CommandError;

impl From<AuthError> for CommandError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::SignInNeeded => Self::SignInNeeded,
            AuthError::NotActive => Self::AccountChanged,
            AuthError::Unreachable(HttpError::NotSent { cause, .. }) => {
                Self::ServerUnreachable { cause: Some(cause) }
            }
            AuthError::Unreachable(_) => Self::ServerUnreachable { cause: None },
            AuthError::Unavailable { status, .. } => Self::ServerTrouble { status },
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
