//! Tokens that an earlier program had: kept as those of a sign-in are, without asking anybody. Not where they come from,
//! and not whether they are still good: the first exchange shows that.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use homing_domain::Timestamp;
use homing_domain::account::Account;
use homing_domain::ports::{CredentialError, Credentials, GrantedBy};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::server_clock::ServerClock;
use super::sign_in::{SignInError, SignedIn};
use super::{AuthManager, AuthParts};

/// What an earlier program signed in with.
#[derive(Clone, Debug)]
pub struct Brought {
    /// The server's id for the user.
    pub user: String,
    /// The token that requests carried, where there is one.
    pub access: Option<SecretString>,
    /// The token that is good for new ones, once.
    pub refresh: SecretString,
}

/// The one claim that is of interest (RFC 7519, 4.1.4): seconds since 1970, which may have a fraction.
#[derive(Deserialize)]
struct Claims {
    exp: f64,
}

impl AuthManager {
    /// Makes sure that tokens can be kept, and takes these for a sign-in. Nobody is asked: when the access token ends is
    /// read from itself, unverified, for the clock alone; where it does not say, the first use renews it. The rest is as
    /// after [`AuthManager::sign_in`], but that a sign-in that is not kept is not ended at the server.
    ///
    /// # Errors
    /// [`SignInError::Credentials`]. Nothing is stored.
    pub async fn bring(&self, brought: Brought) -> Result<SignedIn, SignInError> {
        let AuthParts { store, .. } = &*self.parts;
        store.probe().await.map_err(SignInError::Credentials)?;
        let Brought { user, access, refresh } = brought;
        let at_once = Timestamp::from_millis(0);
        let at_once = at_once.map_err(|error| CredentialError::Backend(error.into()));
        let expires_at = match access.as_ref().and_then(end_of) {
            Some(end) => end,
            None => at_once.map_err(SignInError::Credentials)?,
        };
        let credentials = Credentials {
            access: access.unwrap_or_else(|| SecretString::from("")),
            refresh,
            expires_at,
            refresh_in_flight: None,
            refresh_pause: None,
            granted_by: GrantedBy::Server,
        };
        let (name, server_clock) = (user.clone(), ServerClock::default());
        Ok(SignedIn { user, name, credentials, server_clock, granted: None })
    }

    /// Whether tokens of the account are stored here, be they good or not.
    ///
    /// # Errors
    /// [`CredentialError`] of the store.
    pub async fn holds(&self, account: &Account) -> Result<bool, CredentialError> {
        Ok(self.parts.store.read(account.id).await?.is_some())
    }
}

/// When a token says that it ends. A token that is no JWT says nothing.
fn end_of(token: &SecretString) -> Option<Timestamp> {
    let mut parts = token.expose_secret().split('.');
    let claims = parts.nth(1).filter(|_| parts.clone().count() == 1)?;
    let claims = Zeroizing::new(URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?);
    let Claims { exp } = serde_json::from_slice(&claims).ok()?;
    // More than any calendar has is cut off, and refused by the instant.
    #[expect(clippy::cast_possible_truncation, reason = "a cast from a float saturates")]
    let millis = (exp * 1000.0) as i64;
    Timestamp::from_millis(millis).ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn token(claims: &str) -> SecretString {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims)).into()
    }

    #[test]
    fn a_token_that_says_when_it_ends_is_believed_for_the_clock() {
        let end = end_of(&token(r#"{"sub":"u1","exp":1700000000}"#)).unwrap();
        assert_eq!(end.as_millis(), 1_700_000_000_000);
        assert_eq!(end_of(&token(r#"{"exp":1700000000.5}"#)).unwrap().as_millis(), 1_700_000_000_500);
    }

    #[test]
    fn a_token_that_does_not_say_when_it_ends_says_nothing() {
        for claims in [r#"{"sub":"u1"}"#, r#"{"exp":"soon"}"#, r#"{"exp":1e300}"#, "no json"] {
            assert_eq!(end_of(&token(claims)), None, "{claims}");
        }
        for token in ["", "opaque", "a.b", "e30.!!.c2ln", "a.b.c.d"] {
            assert_eq!(end_of(&token.into()), None, "{token}");
        }
    }
}
