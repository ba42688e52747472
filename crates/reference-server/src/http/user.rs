//! `/v1/user`: whose the bearer's account is.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use homing_wire::User;

use super::Failure;
use super::admission::Place;
use super::bearer::Bearer;
use crate::App;

pub(super) async fn user(State(app): State<Arc<App>>, Bearer(who): Bearer) -> Result<Json<User>, Failure> {
    let _place = Place::take(&app)?;
    // An account never goes; one that did would have taken its tokens along.
    let held = app.store.user(&who.user_id).await?.ok_or(Failure::AccessTokenRefused)?;
    Ok(Json(User { id: held.id, name: held.name }))
}
