//! `/v1/sync` and `/v1/time-entries`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use homing_wire::{Outcome, SyncRequest, SyncResponse, TimeEntryPage, TimeEntryQuery};
use serde_json::Value;

use super::bearer::Bearer;
use super::body::{Body, Params};
use super::{Failure, to_the_end};
use crate::{App, listing, measures, sync};

pub(super) async fn sync(
    State(app): State<Arc<App>>,
    Bearer(who): Bearer,
    Body(request): Body<SyncRequest<Value>>,
) -> Result<Json<SyncResponse>, Failure> {
    sync::check_envelope(&request, app.settings.limits.max_batch_tasks)?;
    let response = to_the_end(async move { sync::apply(&app, &who, request).await }).await?;
    for task in &response.results {
        measures::tasks(word(&task.outcome), 1);
    }
    Ok(Json(response))
}

/// The outcome as the API names it.
fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Applied => "applied",
        Outcome::Duplicate => "duplicate",
        Outcome::Rejected { .. } => "rejected",
        Outcome::Retry { .. } => "retry",
        Outcome::Blocked => "blocked",
        _ => "other",
    }
}

pub(super) async fn list(
    State(app): State<Arc<App>>,
    Bearer(who): Bearer,
    Params(query): Params<TimeEntryQuery>,
) -> Result<Json<TimeEntryPage>, Failure> {
    Ok(Json(listing::list(&app, &who, &query).await?))
}
