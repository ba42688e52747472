//! Signing in in the browser, at the provider that a server names. What follows is as with a password: see `sign_in`.

use std::time::Duration;

use homing_auth::BrowserSignIn as Waiting;
use homing_domain::account::{CredentialPlace, ServerUrl};
use homing_domain::ports::{OidcProvider, SignInMethods};
use url::Url;

use super::Session;
use super::sign_in::{GrantedSignIn, SignInError};

/// How long a person has: long enough to find a second factor, short enough that no port is left open over a day.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// A sign-in that waits for a person in a browser. Dropped, it ends.
#[must_use = "nobody is signed in before it is finished"]
pub struct BrowserSignIn {
    waiting: Waiting,
    server: ServerUrl,
    place: CredentialPlace,
}

impl BrowserSignIn {
    /// The address to open: see [`crate::open_in_browser`]. For this person's eyes, and for no log.
    #[must_use]
    pub fn address(&self) -> &Url {
        self.waiting.address()
    }
}

impl Session {
    /// How `server` lets people sign in.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn sign_in_methods(&self, server: &ServerUrl) -> Result<SignInMethods, SignInError> {
        // Whatever the place: the server is asked, and no store.
        Ok(self.auth.manager(CredentialPlace::Keychain).methods(server).await?)
    }

    /// Begins a sign-in at `provider`, whose tokens are to go to `place` and nowhere else; the place is tried out
    /// before anyone is asked for anything.
    ///
    /// # Errors
    /// [`SignInError`]; [`homing_auth::OidcError::ForAnother`] where the tokens would not be for `server` alone. Ask a
    /// person then, and call [`Session::begin_in_browser_confirmed`] after a yes.
    pub async fn begin_in_browser(
        &self,
        server: &ServerUrl,
        provider: &OidcProvider,
        place: CredentialPlace,
    ) -> Result<BrowserSignIn, SignInError> {
        let waiting = self.auth.manager(place).begin_in_browser(server, provider).await?;
        Ok(BrowserSignIn { waiting, server: server.clone(), place })
    }

    /// As [`Session::begin_in_browser`], where a person said yes to tokens that are good elsewhere, too.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn begin_in_browser_confirmed(
        &self,
        server: &ServerUrl,
        provider: &OidcProvider,
        place: CredentialPlace,
    ) -> Result<BrowserSignIn, SignInError> {
        let waiting = self.auth.manager(place).begin_in_browser_confirmed(server, provider).await?;
        Ok(BrowserSignIn { waiting, server: server.clone(), place })
    }

    /// Waits until the person is back, ten minutes at most. Complete or decline what comes of it.
    ///
    /// # Errors
    /// [`SignInError`].
    pub async fn finish_in_browser(&self, begun: BrowserSignIn) -> Result<GrantedSignIn, SignInError> {
        let BrowserSignIn { waiting, server, place } = begun;
        let tokens = waiting.finish(PATIENCE).await?;
        self.granted(&server, tokens, place).await
    }
}
