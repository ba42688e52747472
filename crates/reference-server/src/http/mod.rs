//! The routes. A handler reads a request, calls one function, writes the answer; no rule lives here.

mod admission;
mod auth;
mod bearer;
mod blobs;
mod body;
mod entries;
mod exchange;
mod failure;
mod health;
mod projects;
mod rate;
mod request_id;
mod scrape;
mod unread;
mod user;

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use homing_wire::Capabilities;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument as _;

use crate::App;
use admission::Place;
use body::MaxBytes;
use failure::Failure;
use rate::AddressLimit;

pub(crate) use admission::places;
pub(crate) use scrape::metrics_router;

/// The limit for bodies that hold a name, a password or a token.
const MAX_AUTH_BYTES: usize = 16 * 1024;

/// The whole API over one [`App`].
///
/// Where it is served with [`axum::extract::ConnectInfo`], the limits by address tell addresses apart; else
/// all requests count as from one.
pub fn router(app: Arc<App>) -> Router {
    let by_address =
        |rate| from_fn_with_state(AddressLimit { app: Arc::clone(&app), rate }, rate::by_address);
    let signed_in = from_fn_with_state(Arc::clone(&app), bearer::signed_in);

    let login = post(auth::login).route_layer(by_address(|app| &app.rates.sign_in_address));
    let refresh = post(auth::refresh).route_layer(by_address(|app| &app.rates.address));
    let auth = Router::new()
        .route("/v1/auth/login", login)
        .route("/v1/auth/refresh", refresh)
        .route("/v1/auth/logout", post(auth::logout).route_layer(signed_in.clone()))
        .layer(at_most(MAX_AUTH_BYTES));
    let sync = Router::new()
        .route("/v1/sync", post(entries::sync).route_layer(signed_in.clone()))
        .layer(at_most(app.settings.limits.max_body_bytes));
    let blob = get(blobs::get).put(blobs::put).route_layer(signed_in.clone());
    let blob = blob.route_layer(from_fn_with_state(Arc::clone(&app), unread::unread));
    let work = Router::new()
        .merge(auth)
        .merge(sync)
        .route("/v1/blobs/{sha256}", blob)
        .route("/v1/screenshots", get(blobs::list).route_layer(signed_in.clone()))
        .route("/v1/time-entries", get(entries::list).route_layer(signed_in.clone()))
        .route("/v1/projects", get(projects::list).route_layer(signed_in.clone()))
        .route("/v1/user", get(user::user).route_layer(signed_in));
    Router::new()
        .merge(work)
        .route("/v1/capabilities", get(capabilities))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback(async || Failure::NotFound)
        .method_not_allowed_fallback(other_method)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(Arc::clone(&app), exchange::exchange))
        .with_state(app)
}

/// The limit of a body: told to who reads it, and held where the body does not say how long it is.
fn at_most(bytes: usize) -> (Extension<MaxBytes>, DefaultBodyLimit) {
    (Extension(MaxBytes(bytes)), DefaultBodyLimit::max(bytes))
}

async fn capabilities(State(app): State<Arc<App>>) -> Json<Capabilities> {
    Json(app.settings.capabilities())
}

/// `OPTIONS` asks which methods there are; `Allow`, which the router adds, is the answer.
async fn other_method(method: Method) -> Response {
    if method == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Failure::MethodNotAllowed.into_response()
    }
}

/// A handler panicked. What it said may quote what it worked on, so it goes nowhere.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Failure::internal("a handler panicked").into_response()
}

/// Runs what writes to its end, even where the client hangs up and its request is dropped half-way. It keeps
/// its place until then.
async fn to_the_end<T, E>(
    place: Place,
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, Failure>
where
    T: Send + 'static,
    E: Into<Failure> + Send + 'static,
{
    let work = async move {
        let _place = place;
        work.await
    };
    tokio::spawn(work.in_current_span()).await.map_err(Failure::internal)?.map_err(Into::into)
}
