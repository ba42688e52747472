//! Who sends a request: the bearer of an access token.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::{header, request::Parts};
use homing_wire::Secret;

use super::Failure;
use crate::App;
use crate::account::{SignedIn, authenticate};

/// The sign-in that a good access token stands for.
pub(super) struct Bearer(pub(super) SignedIn);

impl FromRequestParts<Arc<App>> for Bearer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| value.split_once(' ')).and_then(|(scheme, token)| {
            scheme.eq_ignore_ascii_case("bearer").then(|| Secret::new(token.trim()))
        });
        let token = token.ok_or(Failure::AccessTokenRefused)?;
        authenticate(app, &token)
            .await
            .map(Self)
            .map_err(|error| Failure::of_sign_in(error, Failure::AccessTokenRefused))
    }
}
