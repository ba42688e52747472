//! Signing in, staying signed in, signing out, and who a bearer is.
//!
//! A sign-in is a *family*: every token that descends from one login carries its family's id, so that the
//! whole of it can end at once.

use std::time::Duration;

use homing_wire::{LoginRequest, LogoutRequest, RefreshRequest, Secret, Session, User};
use jiff::Timestamp;
use secrecy::SecretString;

use super::identity::signed_in_elsewhere;
use super::password::PasswordError;
use super::rotation::{RefreshToken, Rotation, rotation};
use super::token::{digest, new_token};
use crate::App;
use crate::oidc::is_jwt;
use crate::ports::{EntropyError, new_id};
use crate::store::{NewAccessToken, NewRefreshToken, StoreError, Transaction};

/// Whose request this is, and by which sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignedIn {
    pub(crate) user_id: String,
    /// The sign-in that was made here; none, where an OpenID provider has it.
    pub(crate) family_id: Option<String>,
}

/// A sign-in did not succeed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// The name or the password is wrong, or the token is not good. Not a failure of the server.
    #[error("The sign-in was refused.")]
    Refused,
    /// Passwords sign nobody in here.
    #[error("This server takes no passwords.")]
    NoPasswords,
    /// Only the OpenID provider could tell whether the token is good, and it can't be asked just now.
    #[error("The OpenID provider can't be asked just now.")]
    ProviderAway {
        /// When to try again.
        wait: Duration,
    },
    /// The password could not be checked.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// No token could be made.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Begins a sign-in.
pub(crate) async fn login(app: &App, request: LoginRequest) -> Result<Session, SignInError> {
    if !app.settings.password_sign_in {
        return Err(SignInError::NoPasswords);
    }
    let LoginRequest { name, password } = request;
    let user = app.store.user_by_name(&name).await?;
    let stored = user.as_ref().map(|user| user.password_hash.clone());
    let fits = app.passwords.verify(SecretString::from(password.into_exposed()), stored).await?;
    let Some(user) = user.filter(|user| fits && user.disabled_at.is_none()) else {
        return Err(SignInError::Refused);
    };
    let family_id = new_id(&*app.entropy)?;
    let now = app.clock.now();
    let transaction = app.store.begin().await?;
    // Checking took a while: an account that was disabled meanwhile, or got another password, has had its
    // sign-ins ended, and this one would outlive that.
    if transaction.user_by_name(&name).await?.as_ref() != Some(&user) {
        return Err(SignInError::Refused);
    }
    let user = User { id: user.id, name: user.name };
    let session = issue(app, &transaction, user, &family_id, now).await?;
    transaction.commit().await?;
    tracing::info!(user = %session.user.id, family = %family_id, "signed in");
    Ok(session)
}

/// Exchanges a refresh token for a new pair. One that was used long ago ends its whole sign-in: who of
/// those that have it is the right one can't be known, and signing in again tells.
pub(crate) async fn refresh(app: &App, request: &RefreshRequest) -> Result<Session, SignInError> {
    let presented = digest(request.refresh_token.expose());
    let now = app.clock.now();
    let transaction = app.store.begin().await?;
    let Some(held) = transaction.refresh_token(&presented).await? else {
        return Err(SignInError::Refused);
    };
    let token = RefreshToken { expires_at: held.expires_at, first_used_at: held.first_used_at };
    match rotation(token, now, app.settings.refresh_grace.duration()) {
        Rotation::First => transaction.note_first_use(&presented, now).await?,
        Rotation::Repeated => {}
        Rotation::Reused => {
            transaction.end_family(&held.family_id).await?;
            transaction.commit().await?;
            let (user, family) = (&held.user_id, &held.family_id);
            tracing::warn!(%user, %family, "a used refresh token came again: its sign-in was ended");
            return Err(SignInError::Refused);
        }
        Rotation::Refused => return Err(SignInError::Refused),
    }
    let user = User { id: held.user_id, name: held.user_name };
    let session = issue(app, &transaction, user, &held.family_id, now).await?;
    transaction.commit().await?;
    Ok(session)
}

/// Ends the sign-in of the bearer, and that of the refresh token in the request if it is the same account's. What an
/// OpenID provider has signed in is ended there: there is nothing here to end.
pub(crate) async fn logout(app: &App, who: &SignedIn, request: &LogoutRequest) -> Result<(), SignInError> {
    let transaction = app.store.begin().await?;
    transaction.lock_user(&who.user_id).await?;
    if let Some(token) = &request.refresh_token
        && let Some(family) = transaction.family_of(&who.user_id, &digest(token.expose())).await?
    {
        transaction.end_family(&family).await?;
    }
    if let Some(family) = &who.family_id {
        transaction.end_family(family).await?;
    }
    transaction.commit().await?;
    tracing::info!(user = %who.user_id, family = who.family_id, "signed out");
    Ok(())
}

/// Who the bearer of this access token is; refused if it is unknown, expired or signed out.
///
/// The shape of a token says whose it is, the provider's or the server's own: no key is asked for where a digest
/// tells, and nobody sends the database digests of what can't be in it.
pub(crate) async fn authenticate(app: &App, access_token: &Secret) -> Result<SignedIn, SignInError> {
    if let Some(provider) = app.oidc.as_ref().filter(|_| is_jwt(access_token.expose())) {
        return signed_in_elsewhere(app, provider, access_token).await;
    }
    let held = app.store.access_token(&digest(access_token.expose())).await?;
    match held {
        Some(held) if app.clock.now() < held.expires_at => {
            Ok(SignedIn { user_id: held.user_id, family_id: Some(held.family_id) })
        }
        _ => Err(SignInError::Refused),
    }
}

async fn issue(
    app: &App,
    transaction: &Transaction,
    user: User,
    family_id: &str,
    now: Timestamp,
) -> Result<Session, SignInError> {
    let access_token = new_token(&*app.entropy)?;
    let refresh_token = new_token(&*app.entropy)?;
    let access = NewAccessToken {
        digest: digest(access_token.expose()),
        family_id: family_id.to_owned(),
        user_id: user.id.clone(),
        expires_at: later(now, app.settings.access_token_life),
    };
    let refresh = NewRefreshToken {
        digest: digest(refresh_token.expose()),
        family_id: family_id.to_owned(),
        user_id: user.id.clone(),
        issued_at: now,
        expires_at: later(now, app.settings.refresh_token_life),
    };
    transaction.add_tokens(access, refresh).await?;
    let expires_in_seconds = app.settings.access_token_life.as_secs();
    Ok(Session { user, access_token, refresh_token, expires_in_seconds })
}

/// `now` plus `life`; the last instant there is where that would be beyond it.
fn later(now: Timestamp, life: Duration) -> Timestamp {
    now.checked_add(life).unwrap_or(Timestamp::MAX)
}
