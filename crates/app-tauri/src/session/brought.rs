//! Signing in with the tokens that an earlier program had. What follows is as with a password: see `sign_in`.

use homing_auth::Brought;
use homing_domain::account::{Account, CredentialPlace, ServerUrl};
use homing_domain::ports::CredentialError;

use super::Session;
use super::sign_in::{GrantedSignIn, SignInError};

impl Session {
    /// Takes tokens for a sign-in, without asking the server. They are to go to `place` and nowhere else; the place is
    /// tried out first.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn bring(
        &self,
        server: &ServerUrl,
        brought: Brought,
        place: CredentialPlace,
    ) -> Result<GrantedSignIn, SignInError> {
        let tokens = self.auth.manager(place).bring(brought).await?;
        self.granted(server, tokens, place).await
    }

    /// Whether tokens of the account are kept in its place, be they good or not.
    ///
    /// # Errors
    /// [`CredentialError`] of the place.
    pub async fn holds_tokens(&self, account: &Account) -> Result<bool, CredentialError> {
        self.auth.manager(account.credentials).holds(account).await
    }
}
