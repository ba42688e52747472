//! Whether the server is there, and whether it can do its work: two questions of whoever watches over it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use homing_wire::Health;

use super::Failure;
use crate::App;

/// Whether the process answers. A server whose database is away is not helped by being started anew, so
/// that is not asked here.
pub(super) async fn alive() -> Json<Health> {
    Json(Health { status: "ok".to_owned() })
}

/// Whether a request would find what it needs: the database is asked.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<Json<Health>, Failure> {
    app.store.check_ready().await?;
    Ok(alive().await)
}
