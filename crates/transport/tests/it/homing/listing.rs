//! What a server holds of someone's entries.

use std::error::Error;

use homing_domain::ports::{HttpResponse, Profile};
use homing_domain::time::{EntryListing, EntryPage, EventKind, ListingAnswerError};
use homing_transport::HomingProfile;
use homing_transport::homing::EntryReadError;
use serde_json::{Value, json};

use super::{bare_entry, device, entry_task, full_entry, json as json_response, problem, response, server};

/// The entries as this client sends them.
fn on_the_wire() -> [Value; 2] {
    let tasks =
        [entry_task(1, EventKind::Start, full_entry()), entry_task(2, EventKind::Delete, bare_entry())];
    let request = HomingProfile.sync_request(&server(), device(), &tasks).unwrap();
    let sent: Value = serde_json::from_slice(&request.body.into_json().unwrap()).unwrap();
    [0, 1].map(|place| sent["tasks"][place]["body"]["entry"].clone())
}

fn page(entries: &[Value], next: Option<&str>) -> HttpResponse {
    json_response(200, &json!({"entries": entries, "next": next}))
}

#[test]
fn an_entry_comes_back_as_it_was_sent() {
    let read = HomingProfile.entries_answer(&page(&on_the_wire(), Some("more"))).unwrap();
    let expected = EntryPage { entries: vec![full_entry(), bare_entry()], next: Some("more".into()) };
    assert_eq!(read, expected);
}

#[test]
fn the_last_page_has_no_next() {
    let read = HomingProfile.entries_answer(&page(&[], None)).unwrap();
    assert_eq!(read, EntryPage { entries: vec![], next: None });
}

#[test]
fn a_cursor_is_carried_unchanged_whatever_is_in_it() {
    let request = HomingProfile.entries_request(&server(), Some("a&limit=1/=+ü"));
    let query: Vec<_> = request.url.query_pairs().into_owned().collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(query, [pair("limit", "500"), pair("cursor", "a&limit=1/=+ü")]);
    assert_eq!(request.url.path(), "/base/v1/time-entries");
    assert_eq!(HomingProfile.entries_request(&server(), None).url.query(), Some("limit=500"));
}

#[test]
fn an_entry_that_breaks_a_rule_makes_the_page_unreadable_and_says_which() {
    let refused = |member: &str, value: Value| {
        let [mut entry, _] = on_the_wire();
        entry[member] = value;
        let error = HomingProfile.entries_answer(&page(&[entry], None)).unwrap_err();
        let ListingAnswerError::Unreadable(source) = error else { panic!("{error:?}") };
        source.downcast::<EntryReadError>().unwrap()
    };
    let id = refused("id", json!("hunter2"));
    assert!(matches!(*id, EntryReadError::Id { member: "id", .. }));
    assert!(!format!("{id} {}", id.source().unwrap()).contains("hunter2"));
    assert!(matches!(*refused("device", json!("x")), EntryReadError::Id { member: "device", .. }));
    let instant = refused("intervals", json!([{"start": "yesterday"}]));
    assert!(matches!(*instant, EntryReadError::Instant { member: "interval's start", .. }));
    assert!(matches!(*refused("intervals", json!([])), EntryReadError::Rule(_)));
    assert!(matches!(*refused("state", json!("stopped")), EntryReadError::Rule(_)));
    assert!(matches!(*refused("revision", json!(0)), EntryReadError::Rule(_)));
    assert!(matches!(*refused("revision", json!(u64::MAX)), EntryReadError::Revision));
}

#[test]
fn an_answer_that_is_no_page_says_why_and_quotes_nothing() {
    let status = HomingProfile.entries_answer(&problem(503, "unavailable")).unwrap_err();
    assert!(matches!(status, ListingAnswerError::Status { status: 503 }));
    let [mut entry, _] = on_the_wire();
    entry["deleted"] = json!("hunter2");
    for answer in [page(&[entry], None), response(200, "text/html", "hunter2")] {
        let error = HomingProfile.entries_answer(&answer).unwrap_err();
        assert!(matches!(error, ListingAnswerError::Unreadable(_)), "{error:?}");
        assert!(!format!("{error:?} {}", error.source().unwrap()).contains("hunter2"));
    }
}
