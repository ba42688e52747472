//! `/v1/sync` and `/v1/time-entries`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use homing_wire::{Outcome, SyncRequest, SyncResponse, TimeEntryPage, TimeEntryQuery};
use serde_json::Value;

use super::admission::Place;
use super::bearer::Bearer;
use super::body::{Body, Params};
use super::{Failure, to_the_end};
use crate::store::StoreError;
use crate::{App, listing, measures, sync};

pub(super) async fn sync(
    State(app): State<Arc<App>>,
    Bearer(who): Bearer,
    Body(request): Body<SyncRequest<Value>>,
) -> Result<Json<SyncResponse>, Failure> {
    sync::check_envelope(&request, app.settings.limits.max_batch_tasks)?;
    let applied = to_the_end(Place::take(&app)?, async move {
        let response = sync::apply(&app, &who, request).await?;
        // Here, since it has happened whether or not the client is still there to hear of it.
        for task in &response.results {
            measures::tasks(word(&task.outcome), 1);
        }
        Ok::<_, StoreError>(response)
    });
    applied.await.map(Json)
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
    let _place = Place::take(&app)?;
    Ok(Json(listing::list(&app, &who, &query).await?))
}
