//! Each rule for a time entry, held and broken.

use homing_wire::{Annotation, EntryState, Event, EventKind, Interval, TimeEntry, TimeEntryBody};

use super::sample::stopped_entry;
use super::*;

/// The field of the first broken rule of an entry that `bend` made of a sound one.
fn broken(bend: impl FnOnce(&mut TimeEntry)) -> Option<String> {
    let mut entry = stopped_entry();
    bend(&mut entry);
    check_entry(&entry).err().map(|fault| fault.field)
}

fn at(minute: u32) -> String {
    format!("2026-11-22T09:{minute:02}:00.000Z")
}

fn intervals(spans: &[(u32, Option<u32>)]) -> Vec<Interval> {
    spans.iter().map(|(start, end)| Interval { start: at(*start), end: end.map(at) }).collect()
}

#[test]
fn a_sound_entry_is_taken() {
    assert_eq!(broken(|_| ()), None);
}

#[test]
fn an_entry_that_ends_before_it_starts_is_refused_and_one_of_no_length_is_taken() {
    assert_eq!(
        broken(|e| e.intervals = intervals(&[(5, Some(4))])).as_deref(),
        Some("entry.intervals[0].end")
    );
    assert_eq!(broken(|e| e.intervals = intervals(&[(5, Some(5))])), None);
}

#[test]
fn intervals_that_overlap_or_are_out_of_order_are_refused_and_touching_ones_are_taken() {
    let field = Some("entry.intervals[1].start");
    assert_eq!(broken(|e| e.intervals = intervals(&[(0, Some(10)), (9, Some(20))])).as_deref(), field);
    assert_eq!(broken(|e| e.intervals = intervals(&[(30, Some(40)), (0, Some(10))])).as_deref(), field);
    assert_eq!(broken(|e| e.intervals = intervals(&[(0, Some(10)), (10, Some(20))])), None);
}

#[test]
fn an_entry_without_intervals_is_refused() {
    assert_eq!(broken(|e| e.intervals.clear()).as_deref(), Some("entry.intervals"));
}

#[test]
fn only_the_last_interval_of_a_running_entry_is_open() {
    let running = |spans: &'static [(u32, Option<u32>)]| {
        broken(move |e| {
            e.state = EntryState::Running;
            e.intervals = intervals(spans);
        })
    };
    assert_eq!(running(&[(0, Some(10)), (20, None)]), None);
    assert_eq!(running(&[(0, Some(10))]).as_deref(), Some("entry.state"));
    assert_eq!(running(&[(0, None), (20, None)]).as_deref(), Some("entry.intervals[0].end"));
}

#[test]
fn an_entry_that_does_not_run_has_no_open_interval() {
    for state in [EntryState::Paused, EntryState::Stopped] {
        let open = |e: &mut TimeEntry| {
            e.state = state;
            e.intervals = intervals(&[(0, None)]);
        };
        assert_eq!(broken(open).as_deref(), Some("entry.state"));
        assert_eq!(broken(|e| e.state = state), None);
    }
}

#[test]
fn a_text_of_5000_characters_is_taken_and_one_more_is_refused() {
    // Two bytes each: characters count, not bytes.
    let (fits, exceeds) = ("é".repeat(5_000), "é".repeat(5_001));
    assert_eq!(broken(|e| e.description = fits.clone()), None);
    assert_eq!(broken(|e| e.description = exceeds.clone()).as_deref(), Some("entry.description"));
    assert_eq!(broken(|e| e.project = Some(exceeds.clone())).as_deref(), Some("entry.project"));
    assert_eq!(broken(|e| e.tags = vec![fits, exceeds.clone()]).as_deref(), Some("entry.tags[1]"));
    assert_eq!(
        broken(|e| e.annotations = vec![Annotation { at: None, text: exceeds }]).as_deref(),
        Some("entry.annotations[0].text")
    );
}

#[test]
fn a_text_with_a_nul_is_refused() {
    assert_eq!(broken(|e| e.description = "a\0b".into()).as_deref(), Some("entry.description"));
    assert_eq!(broken(|e| e.tags = vec!["\0".into()]).as_deref(), Some("entry.tags[0]"));
    assert_eq!(broken(|e| e.source = "\0".into()).as_deref(), Some("entry.source"));
}

#[test]
fn what_has_a_form_must_have_it() {
    assert_eq!(broken(|e| e.id = "1".into()).as_deref(), Some("entry.id"));
    assert_eq!(broken(|e| e.device = "1".into()).as_deref(), Some("entry.device"));
    assert_eq!(broken(|e| e.zone = Some(String::new())).as_deref(), Some("entry.zone"));
    assert_eq!(broken(|e| e.zone = Some("Z".repeat(65))).as_deref(), Some("entry.zone"));
    assert_eq!(broken(|e| e.offset_seconds = Some(93_600)).as_deref(), Some("entry.offset_seconds"));
    assert_eq!(broken(|e| e.offset_seconds = Some(-93_599)), None);
    assert_eq!(broken(|e| e.source = String::new()).as_deref(), Some("entry.source"));
    assert_eq!(
        broken(|e| e.intervals[0].start = "yesterday".into()).as_deref(),
        Some("entry.intervals[0].start")
    );
    assert_eq!(
        broken(|e| e.annotations = vec![Annotation { at: Some("then".into()), text: "note".into() }])
            .as_deref(),
        Some("entry.annotations[0].at")
    );
}

#[test]
fn a_revision_counts_from_1_and_stays_exact_in_every_json_reader() {
    assert_eq!(broken(|e| e.revision = 0).as_deref(), Some("entry.revision"));
    assert_eq!(broken(|e| e.revision = 1 << 53).as_deref(), Some("entry.revision"));
    assert_eq!(broken(|e| e.revision = (1 << 53) - 1), None);
}

#[test]
fn a_deleted_entry_keeps_the_same_rules() {
    assert_eq!(broken(|e| e.deleted = true), None);
    let deleted_and_empty = |e: &mut TimeEntry| {
        e.deleted = true;
        e.intervals.clear();
    };
    assert_eq!(broken(deleted_and_empty).as_deref(), Some("entry.intervals"));
}

#[test]
fn the_event_is_checked_with_the_entry() {
    let body = |at: String, offset_seconds| TimeEntryBody {
        event: Event { kind: EventKind::Stop, at, zone: None, offset_seconds },
        entry: stopped_entry(),
    };
    let field = |body: TimeEntryBody| check(&body).err().map(|fault| fault.field);
    assert_eq!(field(body(at(0), None)), None);
    assert_eq!(field(body("now".into(), None)).as_deref(), Some("event.at"));
    assert_eq!(field(body(at(0), Some(i32::MAX))).as_deref(), Some("event.offset_seconds"));
}
