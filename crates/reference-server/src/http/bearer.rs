//! Who sends a request: the bearer of an access token.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, header, request::Parts};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use homing_wire::Secret;

use super::Failure;
use super::rate::{address_of, with_standing};
use crate::App;
use crate::account::{SignedIn, authenticate};

/// The sign-in that a good access token stands for; for routes under [`signed_in`].
pub(super) struct Bearer(pub(super) SignedIn);

/// The layer of the routes that need a sign-in: finds out whose it is, and counts the request under the
/// limit of that account. A token that is not good counts under a limit of the address it came from: beyond
/// that it is told to wait. Good tokens of the same address go on, and so do its refreshes, since neighbours
/// behind one address must not stop each other; what keeps a token from being guessed is its length.
pub(super) async fn signed_in(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    match bearer(&app, request.headers()).await {
        Ok(who) => {
            tracing::Span::current().record("user", who.user_id.as_str());
            match app.rates.account.take(&who.user_id).await {
                Ok(standing) => {
                    request.extensions_mut().insert(who);
                    with_standing(next.run(request).await, standing)
                }
                Err(full) => Failure::from(full).into_response(),
            }
        }
        Err(Failure::AccessTokenRefused) => {
            let address = address_of(&app, request.headers(), request.extensions());
            match app.rates.token_address.take(&address).await {
                Ok(standing) => with_standing(Failure::AccessTokenRefused.into_response(), standing),
                Err(full) => Failure::from(full).into_response(),
            }
        }
        Err(failure) => failure.into_response(),
    }
}

async fn bearer(app: &App, headers: &HeaderMap) -> Result<SignedIn, Failure> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header
        .and_then(|value| value.split_once(' '))
        .and_then(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer").then(|| Secret::new(token.trim())));
    let token = token.ok_or(Failure::AccessTokenRefused)?;
    authenticate(app, &token).await.map_err(|error| Failure::of_sign_in(error, Failure::AccessTokenRefused))
}

impl<S: Sync> FromRequestParts<S> for Bearer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts.extensions.remove().map(Self).ok_or(Failure::AccessTokenRefused)
    }
}
