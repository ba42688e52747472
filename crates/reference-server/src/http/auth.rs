//! `/v1/auth/*`: login, refresh, logout.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use homing_wire::{LoginRequest, LogoutRequest, RefreshRequest, Session};

use super::bearer::Bearer;
use super::body::{Body, MaybeBody};
use super::{Failure, to_the_end};
use crate::App;
use crate::account;

/// An answer that nobody on the way may keep.
type Unkept<T> = ([(HeaderName, &'static str); 1], Json<T>);

fn unkept<T>(body: T) -> Unkept<T> {
    ([(header::CACHE_CONTROL, "no-store")], Json(body))
}

pub(super) async fn login(
    State(app): State<Arc<App>>,
    Body(request): Body<LoginRequest>,
) -> Result<Unkept<Session>, Failure> {
    to_the_end(async move {
        let session = account::login(&app, request).await;
        session.map_err(|error| Failure::of_sign_in(error, Failure::WrongCredentials))
    })
    .await
    .map(unkept)
}

pub(super) async fn refresh(
    State(app): State<Arc<App>>,
    Body(request): Body<RefreshRequest>,
) -> Result<Unkept<Session>, Failure> {
    to_the_end(async move {
        let session = account::refresh(&app, &request).await;
        session.map_err(|error| Failure::of_sign_in(error, Failure::RefreshRefused))
    })
    .await
    .map(unkept)
}

pub(super) async fn logout(
    State(app): State<Arc<App>>,
    Bearer(who): Bearer,
    MaybeBody(request): MaybeBody<LogoutRequest>,
) -> Result<StatusCode, Failure> {
    to_the_end(async move {
        let ended = account::logout(&app, &who, &request).await;
        ended.map_err(|error| Failure::of_sign_in(error, Failure::AccessTokenRefused))
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
