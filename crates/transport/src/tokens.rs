//! What every sign-in over JSON does with tokens and with a wish to wait, whatever its API. Not where tokens are kept.

use std::time::Duration;

use homing_domain::ports::{HttpResponse, RetryAfter};
use homing_wire::Secret;
use secrecy::{ExposeSecret, SecretString};

/// A token that an `Authorization` header can carry (RFC 6750: visible ASCII).
pub(crate) fn token(token: Secret) -> Option<SecretString> {
    let text = SecretString::from(token.into_exposed());
    let visible = text.expose_secret().bytes().all(|byte| byte.is_ascii_graphic());
    (visible && !text.expose_secret().is_empty()).then_some(text)
}

/// As [`HttpResponse::wait_asked`], without a clock of this machine's: a date says nothing without the
/// answer's own.
pub(crate) fn wait_asked(response: &HttpResponse) -> Option<Duration> {
    match response.retry_after? {
        RetryAfter::Seconds(seconds) => Some(Duration::from_secs(seconds)),
        RetryAfter::At(_) => response.wait_asked(response.date?),
    }
}
