//! One sign-in at a provider: its secrets, the address that a person opens, and what makes an answer its own. Neither
//! the listener nor the network after discovery.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use homing_domain::Timestamp;
use homing_domain::account::ServerUrl;
use homing_domain::ports::{Http, HttpRequest, OidcGrant, OidcProvider};
use openidconnect::core::{
    CoreAuthPrompt, CoreClient, CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreResponseType,
};
use openidconnect::{
    AuthenticationFlow, ClientId, CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;
use zeroize::Zeroizing;

use super::discovery::{Discovered, discover};
use super::error::OidcError;
use super::loopback::Opening;
use super::redirect::Expected;
use super::token::{self, Code};
use crate::store::random;

/// With this scope a provider gives a refresh token, where the person is asked (OpenID Connect Core 1.0, 11).
const OFFLINE_ACCESS: &str = "offline_access";

/// Signed with a key of which the provider alone has the secret half. A public client shares none (RFC 8252, 8.5), and
/// `none` is no signature.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// One sign-in, from the address on.
pub(crate) struct Attempt {
    provider: OidcProvider,
    discovered: Discovered,
    redirect: Url,
    address: Url,
    once: SecretString,
    cookie: SecretString,
    state: SecretString,
    nonce: SecretString,
    verifier: SecretString,
}

impl Attempt {
    /// Asks the provider about itself, and draws what this sign-in is known by. The browser is to come back to
    /// `redirect`.
    ///
    /// # Errors
    /// [`OidcError`].
    pub(crate) async fn begin(
        provider: &OidcProvider,
        server: &ServerUrl,
        redirect: Url,
        http: &dyn Http,
    ) -> Result<Self, OidcError> {
        let discovered = discover(provider, server, http).await?;
        let (once, cookie) = (drawn()?, drawn()?);
        Ok(Self {
            provider: provider.clone(),
            discovered,
            address: Opening::address(&redirect, &once),
            redirect,
            once,
            cookie,
            state: drawn()?,
            nonce: drawn()?,
            verifier: drawn()?,
        })
    }

    /// The address to open in a browser: of the listener, and good for one browser. It is not for a log.
    pub(crate) fn address(&self) -> &Url {
        &self.address
    }

    /// What the browser has to bring.
    pub(crate) fn expected(&self) -> Expected {
        Expected {
            state: self.state.clone(),
            issuer: self.provider.issuer.clone(),
            issuer_is_named: self.discovered.names_itself,
            opening: Opening::new(self.once.clone(), self.cookie.clone(), self.authorization()),
        }
    }

    /// Exchanges the code that it brought (RFC 6749, 4.1.3; RFC 7636, 4.5).
    pub(crate) fn exchange(&self, code: &SecretString) -> HttpRequest {
        token::exchange(
            &self.grant(),
            &Code { code, verifier: &self.verifier, redirect: self.redirect.as_str() },
        )
    }

    /// Whether an ID token is the provider's word on this very sign-in, at `now` on the provider's clock.
    ///
    /// # Errors
    /// [`OidcError::IdToken`].
    pub(crate) fn verify(&self, id_token: &SecretString, now: Timestamp) -> Result<(), OidcError> {
        let now = DateTime::<Utc>::from_timestamp_millis(now.as_millis()).unwrap_or_default();
        let metadata = &self.discovered.metadata;
        let client = ClientId::new(self.provider.client_id.clone());
        let verifier = CoreIdTokenVerifier::new_public_client(
            client,
            metadata.issuer().clone(),
            metadata.jwks().clone(),
        );
        let verifier = verifier.set_allowed_algs(ALGORITHMS).set_time_fn(move || now);
        let nonce = Nonce::new(self.nonce.expose_secret().to_owned());
        // Not the parser's own error: it may quote what it read.
        let id_token = CoreIdToken::from_str(id_token.expose_secret())
            .map_err(|_| OidcError::IdToken("it is no signed token".into()))?;
        let claims = id_token.claims(&verifier, &nonce);
        claims.map(drop).map_err(|error| OidcError::IdToken(error.into()))
    }

    /// What is kept beside the tokens.
    pub(crate) fn grant(&self) -> OidcGrant {
        OidcGrant {
            provider: self.provider.clone(),
            token_endpoint: self.discovered.token_endpoint.clone(),
            revocation_endpoint: self.discovered.revocation_endpoint.clone(),
        }
    }

    /// Where the browser goes on to.
    fn authorization(&self) -> Url {
        let OidcProvider { client_id, scopes, resource, .. } = &self.provider;
        let client = CoreClient::from_provider_metadata(
            self.discovered.metadata.clone(),
            ClientId::new(client_id.clone()),
            None,
        )
        .set_redirect_uri(RedirectUrl::from_url(self.redirect.clone()));
        let state = CsrfToken::new(self.state.expose_secret().to_owned());
        let nonce = Nonce::new(self.nonce.expose_secret().to_owned());
        let verifier = PkceCodeVerifier::new(self.verifier.expose_secret().to_owned());
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        // The crate adds `openid` itself.
        let others = scopes.iter().filter(|scope| *scope != "openid").cloned().map(Scope::new);
        let mut request = client
            .authorize_url(flow, move || state, move || nonce)
            .add_scopes(others)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if scopes.iter().any(|scope| scope == OFFLINE_ACCESS) {
            request = request.add_prompt(CoreAuthPrompt::Consent);
        }
        if let Some(resource) = resource {
            request = request.add_extra_param("resource", resource.clone());
        }
        request.url().0
    }
}

/// 256 random bits as 64 letters: a verifier has 43 at least (RFC 7636, 4.1).
fn drawn() -> Result<SecretString, OidcError> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let bytes = Zeroizing::new(random::<32>().map_err(|error| OidcError::Entropy(error.into()))?);
    let mut text = String::with_capacity(64);
    for byte in bytes.iter() {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from(DIGITS[usize::from(half)]));
        }
    }
    Ok(text.into())
}
