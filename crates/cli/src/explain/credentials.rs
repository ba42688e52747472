//! When the place where a sign-in is kept fails.

use homing_domain::ports::{AuthError, CredentialError, HttpError};

use super::{Explained, network};
use crate::exit::ExitCode;
use crate::secret_input::SecretInputError;

/// In a person's words. `safe` says what is safe, as a whole sentence.
pub(super) fn credentials(error: &CredentialError, safe: &str) -> Explained {
    use ExitCode::{Configuration, Data, SignIn};
    match error {
        CredentialError::Missing(_) => Explained::new(
            Configuration,
            format!(
                "There is no keychain on this system that Homing can use. {safe} To keep the sign-in in a file \
                 that a passphrase opens, sign in with `homing login --store file`."
            ),
        ),
        CredentialError::Locked(_) => Explained::new(
            SignIn,
            format!(
                "The keychain is locked, or has no default keyring. {safe} Unlock it and try again, or sign in \
                 with `homing login --store file`."
            ),
        ),
        CredentialError::TimedOut => {
            Explained::new(Data, format!("The keychain did not answer in time. {safe} Try again."))
        }
        CredentialError::Unfaithful => Explained::new(
            Data,
            format!(
                "The keychain did not keep what was written to it. {safe} Sign in with \
                 `homing login --store file` instead."
            ),
        ),
        CredentialError::WrongPassphrase => Explained::new(
            SignIn,
            format!("The passphrase does not open the credential file. {safe} Try again with the right one."),
        ),
        CredentialError::PassphraseNeeded => Explained::new(
            SignIn,
            format!(
                "The credential file needs its passphrase. {safe} Run this on a terminal, or give it with \
                 --passphrase-fd N."
            ),
        ),
        CredentialError::Damaged(_) => Explained::new(
            Data,
            format!(
                "The stored sign-in can't be read. {safe} Sign out and in again: `homing logout`, then `homing login`."
            ),
        ),
        CredentialError::Backend(source) => match source.downcast_ref::<SecretInputError>() {
            Some(error) => super::secret(error),
            None => Explained::new(
                Data,
                format!("The sign-in can't be stored or read. {safe} HOMING_LOG=error shows why."),
            ),
        },
        _ => Explained::new(Data, format!("The sign-in can't be used. {safe} HOMING_LOG=error shows why.")),
    }
}

/// In a person's words. `safe` says what is safe, as a whole sentence.
pub(super) fn auth(error: &AuthError, safe: &str) -> Explained {
    match error {
        AuthError::SignInNeeded => sign_in_needed(safe),
        AuthError::Unreachable(error) => unreachable("The server", error, safe),
        AuthError::Unavailable { status, .. } => Explained::new(
            ExitCode::Unreachable,
            format!("The server has trouble and answered with status {status}. {safe} Try again later."),
        ),
        AuthError::Credentials(error) => credentials(error, safe),
        AuthError::Lock(_) => lock(safe),
        _ => Explained::new(
            ExitCode::Internal,
            format!("The sign-in can't be used. {safe} HOMING_LOG=error shows why."),
        ),
    }
}

/// Only a person can help.
pub(super) fn sign_in_needed(safe: &str) -> Explained {
    Explained::new(ExitCode::SignIn, format!("Signing in is needed. {safe} Sign in with `homing login`."))
}

/// A lock file that can't be used.
pub(super) fn lock(safe: &str) -> Explained {
    Explained::new(
        ExitCode::Data,
        format!(
            "The lock file in the data folder can't be used. {safe} Give access to the folder, then try again."
        ),
    )
}

/// There is no answer. `server` begins the sentence.
pub(super) fn unreachable(server: &str, error: &HttpError, safe: &str) -> Explained {
    let what = match error {
        HttpError::NotSent { cause, .. } => {
            format!("{server} can't be reached ({})", network::offline(*cause))
        }
        _ => format!("{server} was asked, but its answer was lost on the way"),
    };
    Explained::new(ExitCode::Unreachable, format!("{what}. {safe} Try again when the network is back."))
}
