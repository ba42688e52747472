//! Signing out. Not what becomes of unsent work: it stays, and the caller marks the account.

use std::sync::Arc;

use homing_domain::account::{Account, ServerUrl};
use homing_domain::ports::{AuthError, CredentialError};
use secrecy::SecretString;
use tracing::Instrument;

use super::exchange::{Exchange, lock};
use super::{AuthManager, AuthParts};

/// What the server heard of a sign-out. Whatever it is, the tokens are gone from this machine: where the server
/// heard nothing, its side ends by itself, and nobody has the tokens any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Farewell {
    /// It ended the sign-in.
    Told,
    /// There was nothing to end: no tokens, or ones that it had ended itself.
    NothingToEnd,
    /// It could not be reached, or did not go along.
    Unheard,
    /// The tokens could not be read, as where the passphrase is missing; so nobody could say which sign-in to end.
    TokensUnread,
}

impl AuthManager {
    /// Signs out: tells the server if it can be reached, then deletes the tokens here.
    ///
    /// # Errors
    /// [`AuthError::Credentials`] or [`AuthError::Lock`]: the tokens may still be here. That the server could
    /// not be told is no error.
    #[tracing::instrument(level = "debug", skip_all, fields(account = %account.id))]
    pub async fn sign_out(&self, account: &Account) -> Result<Farewell, AuthError> {
        let (session, parts, account) = (self.session(account.id), Arc::clone(&self.parts), account.clone());
        let leaving = async move {
            let mut state = session.lock().await;
            let _lock = lock(&parts, &account).await.map_err(AuthError::Lock)?;
            // An access token lives for minutes: it is renewed for the farewell where it ended, or the
            // refresh token would outlive the sign-out on the server.
            let token = Exchange::new(&parts, &account, &mut state.memory).token_under_lock(None).await;
            let farewell = match (token, state.memory.refresh()) {
                (Ok(access), Some(refresh)) => {
                    parts.end_on_server(&account.server, access.secret(), &refresh).await
                }
                (Err(AuthError::SignInNeeded), _) => Farewell::NothingToEnd,
                (Err(AuthError::Credentials(_)), _) => Farewell::TokensUnread,
                _ => Farewell::Unheard,
            };
            parts.store.delete(account.id).await.map_err(AuthError::Credentials)?;
            state.memory.forget();
            Ok(farewell)
        };
        let left = tokio::spawn(leaving.in_current_span()).await;
        left.unwrap_or_else(|cut| Err(AuthError::Credentials(CredentialError::Backend(cut.into()))))
    }

    /// Deletes the tokens of an account that another sign-in has replaced. Needs no network and no passphrase:
    /// the server's side ends by itself.
    ///
    /// # Errors
    /// [`AuthError::Credentials`] or [`AuthError::Lock`]: the tokens may still be here.
    #[tracing::instrument(level = "debug", skip_all, fields(account = %account.id))]
    pub async fn forget(&self, account: &Account) -> Result<(), AuthError> {
        let (session, parts, account) = (self.session(account.id), Arc::clone(&self.parts), account.clone());
        let forgetting = async move {
            let mut state = session.lock().await;
            let _lock = lock(&parts, &account).await.map_err(AuthError::Lock)?;
            parts.store.delete(account.id).await.map_err(AuthError::Credentials)?;
            state.memory.forget();
            Ok(())
        };
        let forgot = tokio::spawn(forgetting.in_current_span()).await;
        forgot.unwrap_or_else(|cut| Err(AuthError::Credentials(CredentialError::Backend(cut.into()))))
    }
}

impl AuthParts {
    /// Asks the server to end a sign-in.
    pub(super) async fn end_on_server(
        &self,
        server: &ServerUrl,
        access: &SecretString,
        refresh: &SecretString,
    ) -> Farewell {
        match self.http.send(self.api.sign_out(server, access, refresh)).await {
            Ok(response) if (200..300).contains(&response.status) => Farewell::Told,
            Ok(response) => {
                tracing::debug!(status = response.status, "the server did not go along with the sign-out");
                Farewell::Unheard
            }
            Err(error) => {
                tracing::debug!(%error, "the server was not told of the sign-out");
                Farewell::Unheard
            }
        }
    }
}
