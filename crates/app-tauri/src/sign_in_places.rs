//! Where a sign-in can be kept on this machine, as somebody has to know who asks a person. Not the keeping: that is the
//! session's.

use std::sync::Arc;

use homing_auth::EncryptedFileStore;
use homing_domain::account::{Account, Active, CredentialPlace, ServerUrl};
use homing_domain::ports::{CredentialError, CredentialStore};
use secrecy::SecretString;
use serde::Serialize;

/// The places, and the server that is set.
#[derive(Clone)]
pub struct SignInPlaces {
    /// The system's keychain.
    pub keychain: Arc<dyn CredentialStore>,
    /// The file that a passphrase opens.
    pub file: Arc<EncryptedFileStore>,
    /// The server of `homing.toml`.
    pub server: Option<ServerUrl>,
}

/// Whether a keychain can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum KeychainState {
    /// It keeps what it is given.
    Ready,
    /// There is none.
    Missing,
    /// It is locked.
    Locked,
    /// It does not answer, or does not keep what it is given.
    Fails,
}

impl SignInPlaces {
    /// Tries the keychain out, under a name that no account has and within its time limit.
    pub async fn keychain_state(&self) -> KeychainState {
        match self.keychain.probe().await {
            Ok(()) => KeychainState::Ready,
            Err(CredentialError::Missing(_)) => KeychainState::Missing,
            Err(CredentialError::Locked(_)) => KeychainState::Locked,
            Err(_) => KeychainState::Fails,
        }
    }

    /// Whether nothing of the active account can be sent before somebody gives the passphrase of the file.
    ///
    /// # Errors
    /// [`CredentialError::Backend`] where the runtime ends.
    pub async fn is_locked_for(&self, active: &Active) -> Result<bool, CredentialError> {
        match active {
            Active::Account {
                account: Account { credentials: CredentialPlace::EncryptedFile, .. },
                signed_in: true,
            } => Ok(!self.file.is_unlocked().await?),
            _ => Ok(false),
        }
    }

    /// Takes the passphrase of the file, for this run of the program.
    ///
    /// # Errors
    /// [`CredentialError::WrongPassphrase`]: a passphrase that was given before is still the one.
    pub async fn unlock(&self, passphrase: SecretString) -> Result<(), CredentialError> {
        self.file.unlock(passphrase).await
    }
}
