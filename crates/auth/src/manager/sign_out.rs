//! Signing out. Not what becomes of unsent work: it stays, and the caller marks the account.

use std::sync::Arc;

use homing_domain::account::Account;
use homing_domain::ports::{AuthError, CredentialError};
use secrecy::SecretString;
use tracing::Instrument;

use super::exchange::{Exchange, lock};
use super::{AuthManager, AuthParts};

/// The tokens are gone from this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedOut {
    /// Whether the server ended the sign-in too. Where it could not be reached, its tokens end by
    /// themselves, and nobody has them any more.
    pub server_told: bool,
}

impl AuthManager {
    /// Signs out: tells the server if it can be reached, then deletes the tokens here.
    ///
    /// # Errors
    /// [`AuthError::Credentials`] or [`AuthError::Lock`]: the tokens may still be here. That the server could
    /// not be told is no error.
    #[tracing::instrument(level = "debug", skip_all, fields(account = %account.id))]
    pub async fn sign_out(&self, account: &Account) -> Result<SignedOut, AuthError> {
        let (session, parts, account) = (self.session(account.id), Arc::clone(&self.parts), account.clone());
        let leaving = async move {
            let mut state = session.lock().await;
            let _lock = lock(&parts, &account).await.map_err(AuthError::Lock)?;
            // An access token lives for minutes: it is renewed for the farewell where it ended, or the
            // refresh token would outlive the sign-out on the server.
            let token = Exchange::new(&parts, &account, &mut state.memory).token_under_lock(None).await;
            let server_told = match (token, state.memory.refresh()) {
                (Ok(access), Some(refresh)) => parts.end_on_server(&account, access.secret(), &refresh).await,
                _ => false,
            };
            parts.store.delete(account.id).await.map_err(AuthError::Credentials)?;
            state.memory.forget();
            Ok(SignedOut { server_told })
        };
        let left = tokio::spawn(leaving.in_current_span()).await;
        left.unwrap_or_else(|cut| Err(AuthError::Credentials(CredentialError::Backend(cut.into()))))
    }
}

impl AuthParts {
    /// Asks the server to end a sign-in. Whether it did.
    pub(super) async fn end_on_server(
        &self,
        account: &Account,
        access: &SecretString,
        refresh: &SecretString,
    ) -> bool {
        match self.http.send(self.api.sign_out(&account.server, access, refresh)).await {
            Ok(response) => (200..300).contains(&response.status),
            Err(error) => {
                tracing::debug!(%error, "the server was not told of the sign-out");
                false
            }
        }
    }
}
