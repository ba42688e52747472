//! The routes. A handler reads a request, calls one function, writes the answer; no rule lives here.

mod auth;
mod bearer;
mod body;
mod entries;
mod failure;

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use homing_wire::{Capabilities, Health};
use tower_http::trace::TraceLayer;

use crate::App;
use failure::Failure;

/// The limit for bodies that hold a name, a password or a token.
const MAX_AUTH_BYTES: usize = 16 * 1024;

/// The whole API over one [`App`].
pub fn router(app: Arc<App>) -> Router {
    let auth = Router::new()
        .route("/v1/auth/login", post(auth::login))
        .route("/v1/auth/refresh", post(auth::refresh))
        .route("/v1/auth/logout", post(auth::logout))
        .layer(DefaultBodyLimit::max(MAX_AUTH_BYTES));
    let sync = Router::new()
        .route("/v1/sync", post(entries::sync))
        .layer(DefaultBodyLimit::max(app.settings.limits.max_body_bytes));
    Router::new()
        .merge(auth)
        .merge(sync)
        .route("/v1/time-entries", get(entries::list))
        .route("/v1/capabilities", get(capabilities))
        .route("/healthz", get(health))
        .fallback(async || Failure::NotFound)
        .method_not_allowed_fallback(async || Failure::MethodNotAllowed)
        .layer(TraceLayer::new_for_http())
        .with_state(app)
}

async fn capabilities(State(app): State<Arc<App>>) -> Json<Capabilities> {
    Json(app.settings.capabilities())
}

async fn health() -> Json<Health> {
    Json(Health { status: "ok".to_owned() })
}

/// Runs what writes to its end, even where the client hangs up and its request is dropped half-way.
async fn to_the_end<T, E>(work: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, Failure>
where
    T: Send + 'static,
    E: Into<Failure> + Send + 'static,
{
    tokio::spawn(work).await.map_err(Failure::internal)?.map_err(Into::into)
}
