//! When the place where a sign-in is kept fails.

use homing_domain::ports::{AuthError, CredentialError, HttpError};

use super::{Explained, Failure, network};
use crate::secret_input::SecretInputError;

/// In a person's words. `safe` says what is safe, as a whole sentence.
pub(crate) fn credentials(error: &CredentialError, safe: &str) -> Explained {
    match error {
        CredentialError::Missing(_) => Explained::new(
            Failure::KeychainMissing,
            format!(
                "There is no keychain on this system that Homing can use. {safe} To keep the sign-in in a file \
                 that a passphrase opens, sign in with `homing login --store file`."
            ),
        ),
        CredentialError::Locked(_) => Explained::new(
            Failure::KeychainLocked,
            format!(
                "The keychain is locked, or has no default keyring. {safe} Unlock it and try again, or sign in \
                 with `homing login --store file`."
            ),
        ),
        CredentialError::TimedOut => Explained::new(
            Failure::KeychainFails,
            format!(
                "The keychain did not answer in time. {safe} Where it asks for its password, answer it and try \
                 again, or sign in with `homing login --store file`."
            ),
        ),
        CredentialError::Unfaithful => Explained::new(
            Failure::KeychainFails,
            format!(
                "The keychain did not keep what was written to it. {safe} Sign in with \
                 `homing login --store file` instead."
            ),
        ),
        CredentialError::WrongPassphrase => Explained::new(
            Failure::WrongPassphrase,
            format!(
                "The passphrase does not open the credential file. {safe} Try again with the right one; where \
                 it is forgotten, `homing logout` and then `homing login` begin with a new one, and unsent work \
                 stays."
            ),
        ),
        CredentialError::PassphraseNeeded => Explained::new(
            Failure::SecretNeeded,
            format!(
                "The credential file needs its passphrase. {safe} Run this on a terminal, or give it with \
                 --passphrase-fd N."
            ),
        ),
        CredentialError::Damaged(_) => Explained::new(
            Failure::CredentialsUnusable,
            format!(
                "The stored sign-in can't be read. {safe} Sign out and in again: `homing logout`, then `homing login`."
            ),
        ),
        CredentialError::NoPassphrase(why) => {
            why.downcast_ref::<SecretInputError>().map_or_else(|| unusable(safe), super::secret)
        }
        CredentialError::Backend(_) => unusable(safe),
        _ => Explained::new(
            Failure::CredentialsUnusable,
            format!("The sign-in can't be used. {safe} HOMING_LOG=error shows why."),
        ),
    }
}

fn unusable(safe: &str) -> Explained {
    Explained::new(
        Failure::CredentialsUnusable,
        format!("The sign-in can't be stored or read. {safe} HOMING_LOG=error shows why."),
    )
}

/// In a person's words. `safe` says what is safe, as a whole sentence.
pub(super) fn auth(error: &AuthError, safe: &str) -> Explained {
    match error {
        AuthError::SignInNeeded => sign_in_needed(safe),
        AuthError::NotActive => Explained::new(
            Failure::AccountChanged,
            format!("Somebody switched to another account meanwhile. {safe} Try again."),
        ),
        AuthError::Unreachable(error) => unreachable("The server", error, safe),
        AuthError::Unavailable { status, .. } => Explained::new(
            Failure::ServerTrouble,
            format!("The server has trouble and answered with status {status}. {safe} Try again later."),
        ),
        AuthError::Paused { wait } => Explained::new(
            Failure::ServerTrouble,
            format!(
                "The server had trouble with the sign-in a moment ago and is left alone for {} s. {safe} Try again then.",
                wait.as_secs().saturating_add(1),
            ),
        ),
        AuthError::Accounts(error) => super::queue::queue(error),
        AuthError::Credentials(error) => credentials(error, safe),
        AuthError::Lock(_) => lock(safe),
        _ => Explained::new(
            Failure::Internal,
            format!("The sign-in can't be used. {safe} HOMING_LOG=error shows why."),
        ),
    }
}

/// Only a person can help.
pub(super) fn sign_in_needed(safe: &str) -> Explained {
    Explained::new(
        Failure::SignInNeeded,
        format!("Signing in is needed. {safe} Sign in with `homing login`."),
    )
}

/// A lock file that can't be used.
pub(super) fn lock(safe: &str) -> Explained {
    Explained::new(
        Failure::LockUnusable,
        format!(
            "The lock file in the data folder can't be used. {safe} Give access to the folder, then try again."
        ),
    )
}

/// There is no answer. `server` begins the sentence.
pub(super) fn unreachable(server: &str, error: &HttpError, safe: &str) -> Explained {
    let (what, advice) = match error {
        HttpError::NotSent { cause, .. } => network::no_way(server, *cause),
        _ => (
            format!("{server} was asked, but its answer was lost on the way"),
            "Try again when the network is back.",
        ),
    };
    Explained::new(Failure::ServerUnreachable, format!("{what}. {safe} {advice}"))
}
