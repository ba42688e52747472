//! What makes an entry impossible, each with its own reason.

use homing_domain::Timestamp;
use homing_domain::names::DeviceId;
use homing_domain::time::{
    Annotation, Entry, EntryError, EntryFields, EntryId, EntryState, Interval, TextField,
};
use uuid::Uuid;

pub(crate) fn minute(minute: i64) -> Timestamp {
    Timestamp::from_millis(minute * 60_000).unwrap()
}

pub(crate) fn closed(from: i64, to: i64) -> Interval {
    Interval { start: minute(from), end: Some(minute(to)) }
}

pub(crate) fn open(from: i64) -> Interval {
    Interval { start: minute(from), end: None }
}

pub(crate) fn fields(intervals: Vec<Interval>) -> EntryFields {
    EntryFields {
        id: EntryId::new(Uuid::from_u128(1)),
        device: DeviceId::new(Uuid::from_u128(2)),
        project: None,
        description: String::new(),
        tags: vec![],
        annotations: vec![],
        intervals,
        state: EntryState::Stopped,
        zone: None,
        offset_seconds: None,
        revision: 1,
        deleted: false,
        source: "homing".to_owned(),
        approximate: false,
    }
}

fn refused(fields: EntryFields) -> EntryError {
    Entry::try_from(fields).unwrap_err()
}

#[test]
fn an_entry_of_closed_intervals_that_touch_is_fine_and_so_is_one_of_no_length() {
    assert!(Entry::try_from(fields(vec![closed(0, 5), closed(5, 9), closed(9, 9)])).is_ok());
}

#[test]
fn an_entry_without_an_interval_is_refused() {
    assert_eq!(refused(fields(vec![])), EntryError::NoInterval);
}

#[test]
fn an_entry_that_ends_before_it_starts_is_refused() {
    let expected = EntryError::EndsBeforeStart { place: 1, start: minute(9), end: minute(8) };
    assert_eq!(refused(fields(vec![closed(0, 5), closed(9, 8)])), expected);
}

#[test]
fn an_entry_that_overlaps_itself_or_goes_back_in_time_is_refused() {
    let expected = EntryError::Overlaps { place: 1, start: minute(4), end: minute(5) };
    assert_eq!(refused(fields(vec![closed(0, 5), closed(4, 9)])), expected);
    assert!(matches!(refused(fields(vec![closed(8, 9), closed(0, 1)])), EntryError::Overlaps { .. }));
}

#[test]
fn an_open_interval_stands_last_and_in_a_running_entry_only() {
    let running = |intervals| EntryFields { state: EntryState::Running, ..fields(intervals) };
    assert!(Entry::try_from(running(vec![closed(0, 1), open(2)])).is_ok());
    assert_eq!(refused(running(vec![open(0), open(2)])), EntryError::OpenInTheMiddle { place: 0 });
    assert_eq!(refused(running(vec![closed(0, 1)])), EntryError::StateMismatch { running: true });
    assert_eq!(refused(fields(vec![open(0)])), EntryError::StateMismatch { running: false });
    let paused = EntryFields { state: EntryState::Paused, ..fields(vec![open(0)]) };
    assert_eq!(refused(paused), EntryError::StateMismatch { running: false });
}

#[test]
fn a_text_of_over_five_thousand_characters_is_refused_and_says_which() {
    let long = "й".repeat(5_001);
    let base = || fields(vec![closed(0, 1)]);
    let annotation = Annotation { at: None, text: long.clone() };
    let too_long = |field| EntryError::TextTooLong { field, chars: 5_001 };
    let description = EntryFields { description: long.clone(), ..base() };
    assert_eq!(refused(description), too_long(TextField::Description));
    let tags = EntryFields { tags: vec!["ok".to_owned(), long.clone()], ..base() };
    assert_eq!(refused(tags), too_long(TextField::Tag));
    let annotations = EntryFields { annotations: vec![annotation], ..base() };
    assert_eq!(refused(annotations), too_long(TextField::Annotation));
    let project = EntryFields { project: Some(long), ..base() };
    assert_eq!(refused(project), too_long(TextField::Project));
    assert!(Entry::try_from(EntryFields { description: "й".repeat(5_000), ..base() }).is_ok());
}

#[test]
fn a_text_with_a_nul_is_refused() {
    let nul = EntryFields { description: "a\0b".to_owned(), ..fields(vec![closed(0, 1)]) };
    assert_eq!(refused(nul), EntryError::NulInText { field: TextField::Description });
}

#[test]
fn an_entry_is_checked_again_when_it_is_read_from_storage() {
    let mut json = serde_json::to_value(Entry::try_from(fields(vec![closed(0, 1)])).unwrap()).unwrap();
    assert!(serde_json::from_value::<Entry>(json.clone()).is_ok());
    json["intervals"] = serde_json::json!([]);
    assert!(serde_json::from_value::<Entry>(json).is_err());
}
