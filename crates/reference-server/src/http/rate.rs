//! Holding requests against the limits, and saying in each answer how those stand.
//!
//! `RateLimit-Policy` and `RateLimit` are written as draft-ietf-httpapi-ratelimit-headers-10 has them: lists
//! of structured fields, one member for each limit that the request was counted under.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Failure;
use crate::rates::{Address, NoRoom, Rate, Standing, WINDOW};
use crate::{App, measures};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Counts a request under the limit of its address, before anything else is done for it.
pub(super) async fn by_address(State(limit): State<AddressLimit>, request: Request, next: Next) -> Response {
    let AddressLimit { app, rate } = limit;
    let address = address_of(&app, request.headers(), request.extensions());
    match rate(&app).take(&address) {
        Ok(standing) => with_standing(next.run(request).await, standing),
        Err(full) => Failure::from(full).into_response(),
    }
}

/// Which of the limits by address a route is under.
#[derive(Clone)]
pub(super) struct AddressLimit {
    pub(super) app: Arc<App>,
    pub(super) rate: fn(&App) -> &Rate<Address>,
}

/// The address that a request counts under: the peer's, or the one that a proxy of the operator's names.
///
/// Of `X-Forwarded-For` the last member alone is the proxy's word; those before it are the client's.
pub(super) fn address_of(app: &App, headers: &HeaderMap, extensions: &Extensions) -> Address {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let forwarded = app.settings.behind_proxy.then(|| forwarded_for(headers)).flatten();
    Address::of(forwarded.or(peer))
}

fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all(FORWARDED_FOR).iter().next_back()?.to_str().ok()?;
    let last = line.rsplit(',').next()?.trim();
    if let Ok(with_port) = last.parse::<SocketAddr>() {
        return Some(with_port.ip());
    }
    let bare = last.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(last);
    bare.parse().ok()
}

/// Says in an answer how a limit stands. Several of them make a list.
pub(super) fn with_standing(mut response: Response, standing: Standing) -> Response {
    write_standing(response.headers_mut(), standing);
    response
}

/// As [`with_standing`], for an answer that is still to be made.
pub(super) fn write_standing(headers: &mut HeaderMap, standing: Standing) {
    let Standing { policy, quota, remaining, full_in } = standing;
    let window = WINDOW.as_secs();
    let full_in = whole_seconds(full_in);
    for (name, mut text) in [
        (POLICY, format!("\"{policy}\";q={quota};w={window}")),
        (LEFT, format!("\"{policy}\";r={remaining};t={full_in}")),
    ] {
        if let Some(others) = headers.get(&name).and_then(|others| others.to_str().ok()) {
            text = format!("{others}, {text}");
        }
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(name, value);
        }
    }
}

/// Never early: a client that comes back a moment too soon is refused again.
pub(super) fn whole_seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

impl From<NoRoom> for Failure {
    fn from(full: NoRoom) -> Self {
        measures::rate_limited(full.standing.policy);
        tracing::debug!(policy = full.standing.policy, "a limit was met");
        Self::RateLimited(full)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn forwarded(lines: &[&str]) -> Option<IpAddr> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        forwarded_for(&headers)
    }

    #[test]
    fn the_last_address_that_was_forwarded_is_the_proxys_word() {
        let client = Some("192.0.2.7".parse().unwrap());
        assert_eq!(forwarded(&["192.0.2.7"]), client);
        assert_eq!(forwarded(&["10.0.0.1, 192.0.2.7"]), client);
        assert_eq!(forwarded(&["10.0.0.1", "192.0.2.7:4711"]), client);
        for written in ["2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:80"] {
            assert_eq!(forwarded(&[written]), Some("2001:db8::1".parse().unwrap()), "{written}");
        }
        for nothing in [&[][..], &[""], &["192.0.2.7, unknown"]] {
            assert_eq!(forwarded(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn a_wait_is_rounded_up_to_whole_seconds() {
        for (millis, seconds) in [(0, 0), (1, 1), (999, 1), (1_000, 1), (1_001, 2)] {
            assert_eq!(whole_seconds(Duration::from_millis(millis)), seconds, "{millis}");
        }
    }
}
