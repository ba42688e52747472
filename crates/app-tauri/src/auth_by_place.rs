//! The auth port over several credential places: each account's tokens are where its owner put them.

use async_trait::async_trait;
use homing_auth::AuthManager;
use homing_domain::account::{Account, CredentialPlace};
use homing_domain::ports::{AccessToken, Auth, AuthError};

/// One [`AuthManager`] for each place.
pub struct AuthByPlace {
    /// Over the keychain of the operating system.
    pub keychain: AuthManager,
    /// Over the file that a passphrase opens.
    pub encrypted_file: AuthManager,
    /// Over this process's memory.
    pub until_quit: AuthManager,
}

impl AuthByPlace {
    pub(crate) fn manager(&self, place: CredentialPlace) -> &AuthManager {
        match place {
            CredentialPlace::EncryptedFile => &self.encrypted_file,
            CredentialPlace::UntilQuit => &self.until_quit,
            // Where a newer program chose a place that this one does not know, the keychain says that
            // it holds nothing, and a sign-in is asked for.
            _ => &self.keychain,
        }
    }
}

#[async_trait]
impl Auth for AuthByPlace {
    async fn access_token(&self, account: &Account) -> Result<AccessToken, AuthError> {
        self.manager(account.credentials).access_token(account).await
    }

    async fn renew(&self, account: &Account, refused: &AccessToken) -> Result<AccessToken, AuthError> {
        self.manager(account.credentials).renew(account, refused).await
    }
}
