//! What an application with an API of its own need not write: the guard of a record, and what a status says.

use std::time::Duration;

use homing_domain::names::{Collection, RecordId};
use homing_domain::ports::{HttpResponse, Refusal, RetryAfter, SignInAnswerError};
use homing_domain::task::{Body, Expected, Record, RecordWrite};

#[test]
fn the_next_state_of_a_record_keeps_its_place_and_expects_the_one_before() {
    let next = |before: Option<&Record>, sort_key, body: &str| {
        let id = RecordId::new("7").unwrap();
        RecordWrite::next(before, Collection::of("note"), id, sort_key, Body::new(body))
    };
    let first = next(None, 1_000, "Milk");
    assert_eq!((first.record.revision, first.record.sort_key, first.expected), (1, 1_000, Expected::Absent));
    let second = next(Some(&first.record), 2_000, "Bread");
    assert_eq!((second.record.revision, second.record.sort_key), (2, 1_000));
    assert_eq!((second.expected, second.record.body), (Expected::Revision(1), Body::new("Bread")));
}

#[test]
fn a_status_alone_refuses_a_sign_in_or_throttles_it_and_else_says_nothing() {
    let of = |status, retry_after| {
        let response = HttpResponse { status, content_type: None, retry_after, date: None, body: Vec::new() };
        SignInAnswerError::of(&response)
    };
    assert!(matches!(of(401, None), SignInAnswerError::Refused(Refusal::Refused)));
    let asked = of(429, Some(RetryAfter::Seconds(7)));
    let wait = Duration::from_secs(7);
    assert!(
        matches!(asked, SignInAnswerError::Refused(Refusal::Throttled(Some(w))) if w == wait),
        "{asked:?}"
    );
    assert!(matches!(of(429, None), SignInAnswerError::Refused(Refusal::Throttled(None))));
    for status in [200, 302, 400, 500] {
        let error = of(status, None);
        assert!(matches!(error, SignInAnswerError::Unreadable { status: s, .. } if s == status), "{error:?}");
    }
}
