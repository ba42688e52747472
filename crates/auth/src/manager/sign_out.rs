//! Signing out. Not what becomes of unsent work: it stays, and the caller marks the account.

use std::sync::Arc;

use homing_domain::account::{Account, ServerUrl};
use homing_domain::ports::{AuthError, CredentialError, Credentials, GrantedBy, HttpRequest, OidcGrant};
use secrecy::SecretString;
use tracing::Instrument;

use super::exchange::{Exchange, lock};
use super::{AuthManager, AuthParts};
use crate::oidc;

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
            let farewell = parts.farewell(&account, Exchange::new(&parts, &account, &mut state.memory)).await;
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
    async fn farewell(&self, account: &Account, mut exchange: Exchange<'_>) -> Farewell {
        match exchange.for_farewell().await {
            Ok(Some(credentials)) => self.end_sign_in(&account.server, &credentials).await,
            Ok(None) | Err(AuthError::SignInNeeded) => Farewell::NothingToEnd,
            Err(AuthError::Credentials(_)) => Farewell::TokensUnread,
            Err(_) => Farewell::Unheard,
        }
    }

    /// Tells whoever granted a sign-in that it is over.
    pub(super) async fn end_sign_in(&self, server: &ServerUrl, credentials: &Credentials) -> Farewell {
        let Credentials { access, refresh, .. } = credentials;
        match &credentials.granted_by {
            GrantedBy::Server => self.told(self.api.sign_out(server, access, refresh)).await,
            GrantedBy::Oidc(grant) => self.revoke(grant, refresh).await,
        }
    }

    /// Revokes a refresh token at its provider, and so what was granted with it (RFC 7009, 2.1).
    pub(super) async fn revoke(&self, grant: &OidcGrant, refresh: &SecretString) -> Farewell {
        match oidc::revoke(grant, refresh) {
            Some(request) => self.told(request).await,
            None => Farewell::Unheard,
        }
    }

    async fn told(&self, farewell: HttpRequest) -> Farewell {
        match self.http.send(farewell).await {
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
