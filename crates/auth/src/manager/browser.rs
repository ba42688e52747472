//! Signing in in the browser, at the provider that a server trusts. The password's way is in `sign_in`; how a provider
//! is spoken to, in `oidc`.

use std::sync::Arc;
use std::time::Duration;

use homing_domain::account::ServerUrl;
use homing_domain::ports::{
    Credentials, GrantedBy, HttpRequest, HttpResponse, KnownUser, OidcProvider, Refusal, SignInAnswerError,
    SignInMethods,
};
use secrecy::SecretString;
use tokio::time::timeout;
use url::Url;
use zeroize::Zeroize;

use super::granter::Fresh;
use super::memory::Reading;
use super::server_clock::ServerClock;
use super::sign_in::{SignInError, SignedIn, refusal};
use super::{AuthManager, AuthParts};
use crate::oidc::{self, Attempt, Loopback, OidcError, Redirect};

/// A sign-in that waits for a person in a browser. Dropped, it ends, and its address leads nowhere any more.
#[must_use = "nobody is signed in before it is finished"]
pub struct BrowserSignIn {
    parts: Arc<AuthParts>,
    server: ServerUrl,
    attempt: Attempt,
    loopback: Loopback,
}

impl AuthManager {
    /// How `server` lets people sign in.
    ///
    /// # Errors
    /// [`SignInError`].
    #[tracing::instrument(level = "debug", skip_all, fields(%server))]
    pub async fn methods(&self, server: &ServerUrl) -> Result<SignInMethods, SignInError> {
        let Some(request) = self.parts.api.ask_methods(server) else {
            return Ok(SignInMethods::PASSWORD_ALONE);
        };
        let response = self.parts.http.send(request).await.map_err(SignInError::Unreachable)?;
        let methods = self.parts.api.methods(&response);
        methods.map_err(|error| refusal(&error, &response, self.parts.clock.now()))
    }

    /// Begins a sign-in at `provider`, which `server` named: makes sure that tokens can be kept, asks the provider
    /// about itself, and listens for the browser from now on.
    ///
    /// # Errors
    /// [`SignInError`]; [`OidcError::ForAnother`] where the tokens would not be for `server` alone.
    #[tracing::instrument(level = "debug", skip_all, fields(%server))]
    pub async fn begin_in_browser(
        &self,
        server: &ServerUrl,
        provider: &OidcProvider,
    ) -> Result<BrowserSignIn, SignInError> {
        match &provider.resource {
            Some(resource) if !provider.is_for(server) => {
                Err(OidcError::ForAnother { resource: resource.clone() }.into())
            }
            _ => self.begin_in_browser_confirmed(server, provider).await,
        }
    }

    /// As [`AuthManager::begin_in_browser`], where a person said yes to tokens that are good elsewhere, too.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn begin_in_browser_confirmed(
        &self,
        server: &ServerUrl,
        provider: &OidcProvider,
    ) -> Result<BrowserSignIn, SignInError> {
        let parts = Arc::clone(&self.parts);
        parts.store.probe().await.map_err(SignInError::Credentials)?;
        let loopback = Loopback::open().await.map_err(OidcError::Listening)?;
        let redirect = loopback.address().map_err(|error| OidcError::Unfit(error.into()))?;
        let attempt = Attempt::begin(provider, server, redirect, parts.http.as_ref()).await?;
        Ok(BrowserSignIn { parts, server: server.clone(), attempt, loopback })
    }
}

impl BrowserSignIn {
    /// The address to open in the person's browser, good for that one: it leads to the provider. A second browser that
    /// opens it ends the sign-in ([`OidcError::OpenedTwice`]). Show it to the person alone.
    #[must_use]
    pub fn address(&self) -> &Url {
        self.attempt.address()
    }

    /// Waits for the browser, at most `patience`, then gets the tokens and asks the server whose they are. The rest
    /// is as after [`AuthManager::sign_in`].
    ///
    /// # Errors
    /// [`SignInError`]. Tokens that the provider had granted by then are revoked, if it can be reached.
    #[tracing::instrument(level = "debug", skip_all, fields(server = %self.server))]
    pub async fn finish(self, patience: Duration) -> Result<SignedIn, SignInError> {
        let Self { parts, server, attempt, loopback } = self;
        let expected = attempt.expected();
        let came_back = timeout(patience, loopback.redirect(&expected)).await;
        let brought = came_back.map_err(|_| OidcError::TimedOut)?.map_err(OidcError::Listening)?;
        let code = match brought {
            Redirect::Code(code) => code,
            Redirect::Declined => return Err(OidcError::Declined.into()),
            Redirect::Refused(code) => return Err(OidcError::Refused { code }.into()),
            Redirect::OtherIssuer => return Err(OidcError::OtherIssuer.into()),
            Redirect::OpenedTwice => return Err(OidcError::OpenedTwice.into()),
        };
        let (credentials, server_clock, granted) = exchange(&parts, &attempt, &code).await?;
        match who(&parts, &server, &credentials.access).await {
            Ok(KnownUser { id, name }) => {
                let granted = Some(granted);
                Ok(SignedIn { user: id, name, credentials, server_clock, granted })
            }
            Err(error) => {
                parts.end_sign_in(&server, &credentials).await;
                Err(error)
            }
        }
    }
}

async fn exchange(
    parts: &AuthParts,
    attempt: &Attempt,
    code: &SecretString,
) -> Result<(Credentials, ServerClock, Reading), OidcError> {
    let mut response = parts.http.send(attempt.exchange(code)).await.map_err(OidcError::Unreachable)?;
    let (now, granted) = (parts.clock.now(), Reading::of(parts.clock.as_ref()));
    let server_clock = ServerClock::observed(&response, now);
    let tokens = oidc::tokens(&response).map_err(|_| turned_down(&response));
    response.body.zeroize();
    let tokens = tokens?;
    let id_token = tokens.id_token.ok_or_else(|| OidcError::IdToken("there is none".into()));
    let server_now = server_clock.at(now);
    let verified = id_token.and_then(|id_token| attempt.verify(&id_token, server_now));
    let grant = attempt.grant();
    let refresh = tokens.refresh.ok_or(OidcError::NoRefreshToken);
    if let (Err(_), Ok(refresh)) = (&verified, &refresh) {
        // Nobody will use it.
        parts.revoke(&grant, refresh).await;
    }
    verified?;
    let fresh = Fresh { access: tokens.access, refresh: refresh?, expires_in: tokens.expires_in };
    Ok((fresh.credentials(server_now, GrantedBy::Oidc(Box::new(grant))), server_clock, granted))
}

fn turned_down(response: &HttpResponse) -> OidcError {
    match oidc::error_code(response).filter(|_| (400..500).contains(&response.status)) {
        Some(code) => OidcError::Refused { code },
        None => OidcError::Unavailable { status: response.status },
    }
}

/// Asks the server who the bearer is: that it takes these tokens at all shows here.
async fn who(parts: &AuthParts, server: &ServerUrl, access: &SecretString) -> Result<KnownUser, SignInError> {
    let asked: Option<HttpRequest> = parts.api.ask_who(server, access);
    let response = parts.http.send(asked.ok_or(OidcError::NotTaken)?).await;
    let response = response.map_err(SignInError::Unreachable)?;
    parts.api.who(&response).map_err(|error| match error {
        SignInAnswerError::Refused(Refusal::Refused) => OidcError::NotTaken.into(),
        error => refusal(&error, &response, parts.clock.now()),
    })
}
