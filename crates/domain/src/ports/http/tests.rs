//! How a request is shown, and what is read of an answer.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;

fn answer(retry_after: RetryAfter, date: Option<&str>) -> HttpResponse {
    let date = date.map(|text| text.parse().unwrap());
    HttpResponse { status: 503, content_type: None, retry_after: Some(retry_after), date, body: vec![] }
}

#[test]
fn a_retry_date_is_read_against_the_servers_own_clock() {
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    let at = RetryAfter::At("2030-05-05T10:00:30Z".parse().unwrap());
    let asked = answer(at, Some("2030-05-05T10:00:00Z")).wait_asked(now);
    assert_eq!(asked, Some(Duration::from_secs(30)));
    assert_eq!(answer(RetryAfter::Seconds(7), None).wait_asked(now), Some(Duration::from_secs(7)));
}

#[test]
fn a_retry_date_in_the_past_asks_for_no_wait() {
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    let at = RetryAfter::At("2025-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(answer(at, None).wait_asked(now), Some(Duration::ZERO));
}

#[test]
fn json_is_read_from_a_success_that_says_it_is_json_and_from_nothing_else() {
    let portal = "<html>";
    for (status, content_type, body, read) in [
        (200, Some("application/json"), "7", Some(7)),
        (201, Some("application/json"), "7", Some(7)),
        (200, Some("application/json"), portal, None),
        (200, Some("text/html"), "7", None),
        (200, None, "7", None),
        (302, Some("application/json"), "7", None),
        (500, Some("application/json"), "7", None),
    ] {
        let (content_type, body) = (content_type.map(str::to_owned), body.into());
        let answer = HttpResponse { status, content_type, retry_after: None, date: None, body };
        assert_eq!(answer.json::<u32>(), read, "{answer:?}");
    }
}

#[test]
fn the_debug_form_of_a_request_shows_no_query_no_bearer_and_no_body() {
    let request = HttpRequest {
        method: Method::Post,
        url: "https://example.org/v1/sync?code=secret".parse().unwrap(),
        bearer: Some(SecretString::from("secret")),
        body: HttpBody::Json(b"secret".to_vec()),
        timeout: Duration::from_secs(1),
        max_answer_bytes: 1,
    };
    assert_eq!(format!("{request:?}"), "Post example.org/v1/sync");
}
