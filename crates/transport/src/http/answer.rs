//! Reading an answer: its body up to a limit, and the few headers that the rules go by.

use std::time::{SystemTime, UNIX_EPOCH};

use homing_domain::Timestamp;
use homing_domain::ports::{HttpError, HttpResponse, RetryAfter};
use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, RETRY_AFTER};

use super::failure;

/// The answer is longer than the request allows. What came of it was thrown away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer is longer than {max_bytes} bytes")]
pub struct AnswerTooLongError {
    /// What the request allows.
    pub max_bytes: usize,
}

pub(super) async fn read(mut response: Response, max_bytes: usize) -> Result<HttpResponse, HttpError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failure::within_the_answer)? {
        if chunk.len() > max_bytes - body.len() {
            return Err(HttpError::AnswerLost(AnswerTooLongError { max_bytes }.into()));
        }
        body.extend_from_slice(&chunk);
    }
    let headers = response.headers();
    Ok(HttpResponse {
        status: response.status().as_u16(),
        content_type: text(headers, &CONTENT_TYPE).and_then(media_type),
        retry_after: text(headers, &RETRY_AFTER).and_then(retry_after),
        date: text(headers, &DATE).and_then(date),
        body,
    })
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn media_type(text: &str) -> Option<String> {
    let name = text.split(';').next().unwrap_or(text).trim();
    (!name.is_empty()).then(|| name.to_ascii_lowercase())
}

fn retry_after(text: &str) -> Option<RetryAfter> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number too great for the type is a wait too long to matter.
        return Some(RetryAfter::Seconds(text.parse().unwrap_or(u64::MAX)));
    }
    date(text).map(RetryAfter::At)
}

/// An HTTP date in any of its three forms, from 1970 on.
fn date(text: &str) -> Option<Timestamp> {
    let instant: SystemTime = httpdate::parse_http_date(text).ok()?;
    let millis = instant.duration_since(UNIX_EPOCH).ok()?.as_millis();
    Timestamp::from_millis(i64::try_from(millis).ok()?).ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_media_type_is_read_without_its_parameters_and_in_lower_case() {
        assert_eq!(media_type("Application/JSON; charset=utf-8").as_deref(), Some("application/json"));
        assert_eq!(media_type("; charset=utf-8"), None);
    }

    #[test]
    fn a_wait_is_read_in_seconds_and_as_a_date() {
        assert_eq!(retry_after("120"), Some(RetryAfter::Seconds(120)));
        let at = "2026-11-22T09:15:00Z".parse().unwrap();
        assert_eq!(retry_after("Sun, 22 Nov 2026 09:15:00 GMT"), Some(RetryAfter::At(at)));
    }

    #[test]
    fn a_wait_beyond_any_number_is_a_long_wait_and_not_none() {
        assert_eq!(retry_after(&"9".repeat(30)), Some(RetryAfter::Seconds(u64::MAX)));
    }

    #[test]
    fn a_wait_that_is_neither_is_not_believed() {
        for text in ["", "soon", "-1", "1.5", "+3"] {
            assert_eq!(retry_after(text), None, "{text}");
        }
    }
}
