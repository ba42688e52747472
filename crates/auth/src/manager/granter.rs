//! Whom tokens are renewed and revoked at: whoever granted them, the account's own server or an OpenID provider.
//! What is stored with the tokens decides, and nothing else.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::account::Account;
use homing_domain::ports::{
    Credentials, GrantedBy, HttpRequest, HttpResponse, OidcGrant, SignInAnswerError, SignInApi,
};
use secrecy::SecretString;

use crate::oidc;

/// What an exchange brought.
pub(super) struct Fresh {
    pub(super) access: SecretString,
    pub(super) refresh: SecretString,
    pub(super) expires_in: Duration,
}

/// Who granted the credentials of an account.
pub(super) enum Granter<'a> {
    /// The account's server.
    Server(&'a dyn SignInApi),
    /// An OpenID provider.
    Oidc(&'a OidcGrant),
}

impl<'a> Granter<'a> {
    pub(super) fn of(credentials: &'a Credentials, api: &'a dyn SignInApi) -> Self {
        match &credentials.granted_by {
            GrantedBy::Server => Self::Server(api),
            GrantedBy::Oidc(grant) => Self::Oidc(grant),
        }
    }

    /// The request that exchanges the refresh token.
    pub(super) fn refresh(&self, account: &Account, refresh: &SecretString) -> HttpRequest {
        match self {
            Self::Server(api) => api.refresh(&account.server, refresh),
            Self::Oidc(grant) => oidc::refresh(grant, refresh),
        }
    }

    /// As [`Granter::refresh`], once more, where the answer says that the request was not understood.
    pub(super) fn refresh_otherwise(
        &self,
        account: &Account,
        refresh: &SecretString,
        response: &HttpResponse,
    ) -> Option<HttpRequest> {
        match self {
            Self::Server(api) => api.refresh_otherwise(&account.server, refresh, response),
            Self::Oidc(_) => None,
        }
    }

    /// Reads the answer to that. A provider that gives no new refresh token means the one that was sent.
    pub(super) fn fresh(
        &self,
        response: &HttpResponse,
        sent: &SecretString,
    ) -> Result<Fresh, SignInAnswerError> {
        match self {
            Self::Server(api) => {
                let grant = api.grant(response)?;
                Ok(Fresh { access: grant.access, refresh: grant.refresh, expires_in: grant.expires_in })
            }
            Self::Oidc(_) => {
                let tokens = oidc::tokens(response)?;
                let refresh = tokens.refresh.unwrap_or_else(|| sent.clone());
                Ok(Fresh { access: tokens.access, refresh, expires_in: tokens.expires_in })
            }
        }
    }
}

/// Within what time a refresh token may be sent once more. The profile's word is for its own server; no provider
/// announces any.
pub(super) fn grace(granted_by: &GrantedBy, of_the_server: Option<Duration>) -> Option<Duration> {
    of_the_server.filter(|_| *granted_by == GrantedBy::Server)
}

impl Fresh {
    /// What is to be stored, counted from `server_now`.
    pub(super) fn credentials(self, server_now: Timestamp, granted_by: GrantedBy) -> Credentials {
        let expires_at = server_now.saturating_add(self.expires_in);
        Credentials {
            access: self.access,
            refresh: self.refresh,
            expires_at,
            refresh_in_flight: None,
            refresh_pause: None,
            granted_by,
        }
    }
}
