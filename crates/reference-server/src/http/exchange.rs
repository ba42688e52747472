//! What surrounds every exchange: its id, its span and line in the log, its measures, and the last word on
//! what an answer that is no success looks like. It knows no route.
//!
//! The log has the route's template and never the path or the query, sizes and never bodies, the account's
//! id and never a name: what a person does is theirs.

use std::sync::Arc;
use std::time::Duration;

use axum::body::HttpBody as _;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use homing_wire::{Problem, problem};
use tracing::Instrument as _;
use tracing::field::Empty;

use super::request_id::{self, RequestId};
use crate::problems::problem_of_status;
use crate::{App, measures};

/// What stands for every path that is no route: a label of its own for each would have no end.
const NO_ROUTE: &str = "none";

/// The outermost layer.
pub(super) async fn exchange(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let began = app.clock.uptime();
    let id = RequestId::of(request.headers(), &*app.entropy);
    let method = method_label(request.method());
    let path = request.extensions().get::<MatchedPath>().cloned();
    let route = path.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
    let received = length(request.headers());
    // At the level of the gravest line in it: an error says its request however little is logged.
    let span = tracing::error_span!("request", id = id.as_str(), method, route, user = Empty);

    let in_flight = measures::InFlight::begin();
    let mut unanswered = Unanswered { app: &app, began, method, route, span: Some(&span) };
    let response = next.run(request).instrument(span.clone()).await;
    let response = finished(response, &id);
    drop(in_flight);
    unanswered.span = None;

    let took = app.clock.uptime().saturating_sub(began);
    let status = response.status();
    measures::answered(method, route, status.as_u16(), took);
    span.in_scope(|| note(route, status, took, received, response.body().size_hint().exact()));
    response
}

/// An exchange whose client hangs up is dropped where it stands: then this has the last word.
struct Unanswered<'a> {
    app: &'a App,
    began: Duration,
    method: &'static str,
    route: &'a str,
    /// None once there is an answer.
    span: Option<&'a tracing::Span>,
}

impl Drop for Unanswered<'_> {
    fn drop(&mut self) {
        let Some(span) = self.span else { return };
        let took = self.app.clock.uptime().saturating_sub(self.began);
        measures::unanswered(self.method, self.route, took);
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        span.in_scope(|| tracing::info!(ms, "the client hung up before it was answered"));
    }
}

/// The line of the log. Probes come every few seconds and say nothing: they are for whoever looks closer.
fn note(route: &str, status: StatusCode, took: Duration, received: Option<u64>, sent: Option<u64>) {
    let (status, ms) = (status.as_u16(), u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    if route.starts_with("/v1/") || route == NO_ROUTE {
        tracing::info!(status, ms, received, sent, "answered");
    } else {
        tracing::debug!(status, ms, received, sent, "answered");
    }
}

/// The answer as it leaves: with its id, never kept on the way, and a problem where it is no success.
fn finished(mut response: Response, id: &RequestId) -> Response {
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        let named = response.extensions_mut().remove::<Problem>();
        let mut body = named.unwrap_or_else(|| problem_of_status(status.as_u16()));
        body.instance = Some(id.urn());
        response = with_body(&response, &body);
    }
    let headers = response.headers_mut();
    if let Some(id) = id.header() {
        headers.insert(request_id::HEADER, id);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(NOSNIFF.0).or_insert(NOSNIFF.1);
    response
}

/// A browser that is led here must not guess that an answer is a page.
const NOSNIFF: (HeaderName, HeaderValue) =
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));

fn with_body(response: &Response, body: &Problem) -> Response {
    let mut rendered = (response.status(), axum::Json(body)).into_response();
    let headers = rendered.headers_mut();
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            headers.append(name, value.clone());
        }
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(problem::MEDIA_TYPE));
    rendered
}

/// The method as a word of a closed list: anybody may send any method.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
