//! `GET /metrics`, on a listener of its own: what it shows is the operator's, and whoever reaches the API
//! does not reach this.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;

/// The media type of the text that Prometheus reads.
const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The one route, over what the recorder has gathered.
pub(crate) fn metrics_router(recorder: PrometheusHandle) -> Router {
    Router::new().route("/metrics", get(scrape)).fallback(async || StatusCode::NOT_FOUND).with_state(recorder)
}

async fn scrape(State(recorder): State<PrometheusHandle>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], recorder.render())
}
