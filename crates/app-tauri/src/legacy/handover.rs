//! The sign-in that the earlier app's webview kept, beside its file. Reading it there is for whoever has such a webview;
//! here it is moved, under the same mark as one out of the file.

use homing_domain::account::{CredentialPlace, ServerUrl};
use homing_domain::ports::LockName;
use homing_import::legacy::EarlierTokens;

use super::report::{EarlierSignIn, NotMoved};
use super::tokens::Destination;
use super::{EarlierApp, LegacyImportError};
use crate::ApiName;

impl EarlierApp {
    /// Moves the sign-in to the keychain, once on a machine, and only where that signs in nobody whom a person did not
    /// mean. `server` and `api` are those of `homing.toml`.
    ///
    /// # Errors
    /// [`LegacyImportError`]: the tokens are still good where they are.
    pub async fn take_over(
        &self,
        tokens: EarlierTokens,
        server: Option<&ServerUrl>,
        api: ApiName,
    ) -> Result<EarlierSignIn, LegacyImportError> {
        let _alone = self.locks.acquire(LockName::Import).await.map_err(LegacyImportError::Lock)?;
        let to = Destination { server, api, place: CredentialPlace::Keychain, dry_run: false };
        Ok(self.move_tokens(Some(tokens), &to).await?)
    }

    /// Whether the earlier app's own copy may go: tokens of the very account that the copy belongs to, at this server and
    /// for this user, are read back out of the keychain. What another account has says nothing of them.
    pub async fn may_forget(
        &self,
        moved: &EarlierSignIn,
        server: Option<&ServerUrl>,
        user: Option<&str>,
    ) -> bool {
        // `Before`: by an import, or by a handover that was killed before the copy was gone.
        let (EarlierSignIn::Moved { .. } | EarlierSignIn::NotMoved(NotMoved::Before)) = moved else {
            return false;
        };
        let (Some(server), Some(user)) = (server, user) else { return false };
        let Ok(Some(account)) = self.accounts.find(server, user).await else { return false };
        account.credentials == CredentialPlace::Keychain
            && self.session.holds_tokens(&account).await.unwrap_or(false)
    }
}
