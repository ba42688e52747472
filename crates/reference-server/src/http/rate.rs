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
use ipnet::IpNet;

use super::Failure;
use crate::rates::{Address, Rate, Standing, TakeError, WINDOW};
use crate::{App, measures};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Counts a request under the limit of its address, before anything else is done for it.
pub(super) async fn by_address(State(limit): State<AddressLimit>, request: Request, next: Next) -> Response {
    let AddressLimit { app, rate } = limit;
    let address = address_of(&app, request.headers(), request.extensions());
    match rate(&app).take(&address).await {
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
/// Of `X-Forwarded-For` the last member alone is the proxy's word; those before it are the client's, or another
/// proxy's where the operator has named them.
pub(super) fn address_of(app: &App, headers: &HeaderMap, extensions: &Extensions) -> Address {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let proxies = &app.settings.trusted_proxies;
    let from_proxy =
        app.settings.behind_proxy && (proxies.is_empty() || peer.is_some_and(|peer| is_among(proxies, peer)));
    let forwarded = from_proxy.then(|| forwarded_for(headers, proxies)).flatten();
    Address::of(forwarded.or(peer))
}

/// The last address that is none of the proxies' own: each of them adds the one that it was asked from.
fn forwarded_for(headers: &HeaderMap, proxies: &[IpNet]) -> Option<IpAddr> {
    let lines = headers.get_all(FORWARDED_FOR).iter().rev();
    let members = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    members.map(read_address).find(|address| !address.is_some_and(|address| is_among(proxies, address)))?
}

fn read_address(member: &str) -> Option<IpAddr> {
    let member = member.trim();
    if let Ok(with_port) = member.parse::<SocketAddr>() {
        return Some(with_port.ip());
    }
    let bare = member.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(member);
    bare.parse().ok()
}

fn is_among(networks: &[IpNet], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(&address.to_canonical()))
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

impl From<TakeError> for Failure {
    fn from(error: TakeError) -> Self {
        match error {
            TakeError::NoRoom(full) => {
                measures::rate_limited(full.standing.policy);
                tracing::debug!(policy = full.standing.policy, "a limit was met");
                Self::RateLimited(full)
            }
            TakeError::Store(error) => error.into(),
        }
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
        forwarded_for(&headers, &[])
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
    fn proxies_that_were_named_are_passed_over_and_what_stands_before_the_client_is_not_believed() {
        let proxies = ["10.0.0.0/8".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
        for (line, client) in [
            ("192.0.2.7, 10.0.0.1", Some("192.0.2.7")),
            ("198.51.100.1, 192.0.2.7, ::ffff:10.0.0.1, 2001:db8::1", Some("192.0.2.7")),
            ("192.0.2.7, garbage, 10.0.0.1", None),
            ("10.0.0.1, 10.0.0.2", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.append(FORWARDED_FOR, line.parse().unwrap());
            assert_eq!(forwarded_for(&headers, &proxies), client.map(|text| text.parse().unwrap()), "{line}");
        }
    }

    #[test]
    fn a_wait_is_rounded_up_to_whole_seconds() {
        for (millis, seconds) in [(0, 0), (1, 1), (999, 1), (1_000, 1), (1_001, 2)] {
            assert_eq!(whole_seconds(Duration::from_millis(millis)), seconds, "{millis}");
        }
    }
}
