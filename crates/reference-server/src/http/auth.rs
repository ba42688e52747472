//! `/v1/auth/*`: login, refresh, logout.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use homing_wire::{LoginRequest, LogoutRequest, RefreshRequest, Session};

use super::admission::Place;
use super::bearer::Bearer;
use super::body::{Body, MaybeBody};
use super::rate::with_standing;
use super::{Failure, to_the_end};
use crate::rates::NameDigest;
use crate::{App, account};

pub(super) async fn login(
    State(app): State<Arc<App>>,
    Body(request): Body<LoginRequest>,
) -> Result<Response, Failure> {
    let place = Place::take(&app)?;
    // Before the password is looked at: the look is what costs, and what a guesser wants.
    let standing = app.rates.sign_in_name.take(&NameDigest::of(&request.name)).await?;
    let session = to_the_end(place, async move {
        let session = account::login(&app, request).await;
        session.map_err(|error| Failure::of_sign_in(error, Failure::WrongCredentials))
    });
    Ok(with_standing(session.await.map(Json).into_response(), standing))
}

pub(super) async fn refresh(
    State(app): State<Arc<App>>,
    Body(request): Body<RefreshRequest>,
) -> Result<Json<Session>, Failure> {
    to_the_end(Place::take(&app)?, async move {
        let session = account::refresh(&app, &request).await;
        session.map_err(|error| Failure::of_sign_in(error, Failure::RefreshRefused))
    })
    .await
    .map(Json)
}

pub(super) async fn logout(
    State(app): State<Arc<App>>,
    Bearer(who): Bearer,
    MaybeBody(request): MaybeBody<LogoutRequest>,
) -> Result<StatusCode, Failure> {
    to_the_end(Place::take(&app)?, async move {
        let ended = account::logout(&app, &who, &request).await;
        ended.map_err(|error| Failure::of_sign_in(error, Failure::AccessTokenRefused))
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
