//! `/v1/sync` and `/v1/time-entries`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use homing_wire::{SyncRequest, SyncResponse, TimeEntryPage, TimeEntryQuery};
use serde_json::Value;

use super::bearer::Bearer;
use super::body::{Body, Params};
use super::{Failure, to_the_end};
use crate::{App, listing, sync};

pub(super) async fn sync(
    State(app): State<Arc<App>>,
    Bearer(who): Bearer,
    Body(request): Body<SyncRequest<Value>>,
) -> Result<Json<SyncResponse>, Failure> {
    sync::check_envelope(&request)?;
    to_the_end(async move { sync::apply(&app, &who, request).await }).await.map(Json)
}

pub(super) async fn list(
    State(app): State<Arc<App>>,
    Bearer(who): Bearer,
    Params(query): Params<TimeEntryQuery>,
) -> Result<Json<TimeEntryPage>, Failure> {
    Ok(Json(listing::list(&app, &who, &query).await?))
}
