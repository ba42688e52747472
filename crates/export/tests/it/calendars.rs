//! What is written as iCalendar, read back line by line as RFC 5545 says, by a reader of the tests' own.

use homing_domain::time::{Annotation, Entry, Interval};
use homing_export::{WriteError, ical};
use proptest::prelude::*;

use crate::{at, deleted, entry, running, text};

const NOW: &str = "2026-11-22T12:30:00Z";

fn written(entries: &[Entry]) -> String {
    text(|out| ical::write(entries, at(NOW), out))
}

/// The events, each as its properties in order. Fails where the file is not as the standard has it.
fn read(text: &str) -> Vec<Vec<(String, String)>> {
    assert!(text.ends_with("\r\n"));
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75, "a line of {} octets: {line:?}", line.len());
        assert!(!line.contains(|letter: char| letter.is_control() && letter != '\t'), "{line:?}");
    }
    let unfolded = text.replace("\r\n ", "").replace("\r\n\t", "");
    let mut lines = unfolded.split_terminator("\r\n");
    assert_eq!(lines.next(), Some("BEGIN:VCALENDAR"));
    let (mut events, mut open) = (Vec::new(), false);
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        match (name, value) {
            ("BEGIN", "VEVENT") => events.push(Vec::new()),
            ("END", "VEVENT") => open = false,
            ("END", "VCALENDAR") => return events,
            _ if open => events.last_mut().unwrap().push((name.to_owned(), value.to_owned())),
            _ => assert!(["VERSION", "PRODID", "CALSCALE"].contains(&name), "{line}"),
        }
        open |= (name, value) == ("BEGIN", "VEVENT");
    }
    panic!("the calendar does not end: {text:?}")
}

fn value<'a>(event: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut values = event.iter().filter(|(it, _)| it == name).map(|(_, value)| value.as_str());
    let value = values.next();
    assert!(values.next().is_none(), "{name} is there twice");
    value
}

fn plain(escaped: &str) -> String {
    let (mut text, mut letters) = (String::new(), escaped.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next().unwrap() {
                'n' | 'N' => text.push('\n'),
                letter => text.push(letter),
            },
            ',' | ';' => text.push_str("(not escaped)"),
            letter => text.push(letter),
        }
    }
    text
}

#[test]
fn each_interval_is_an_event_that_a_later_export_can_change() {
    let events = read(&written(&[running(), deleted()]));
    assert_eq!(events.len(), 2);
    let first = |name| value(&events[0], name);
    assert_eq!(first("UID"), Some("11111111-1111-4111-8111-111111111111-1@homing"));
    assert_eq!(first("DTSTART"), Some("20261122T091500Z"));
    assert_eq!(first("DTEND"), Some("20261122T101500Z"));
    assert_eq!((first("SEQUENCE"), first("DTSTAMP")), (Some("3"), Some("20261122T123000Z")));
    assert_eq!((first("SUMMARY"), first("STATUS")), (Some("Write the report"), Some("CONFIRMED")));
    assert_eq!(first("CATEGORIES"), Some("writing,a\\, b"));
    assert_eq!(first("DESCRIPTION").map(plain).unwrap(), "Project: harbour\na remark");
    let second = |name| value(&events[1], name);
    assert_eq!((second("DTEND"), second("STATUS")), (Some("20261122T123000Z"), Some("TENTATIVE")));
}

#[test]
fn an_interval_of_no_length_has_no_end_and_an_entry_without_words_still_a_summary() {
    let bare = entry(|fields| {
        let start = fields.intervals[0].start;
        fields.intervals[0] = Interval { start, end: Some(start) };
        fields.description.clear();
        fields.project = None;
        fields.tags.clear();
        fields.annotations.clear();
    });
    let events = read(&written(&[bare]));
    assert_eq!((value(&events[0], "DTEND"), value(&events[0], "SUMMARY")), (None, Some("Work")));
    assert_eq!((value(&events[0], "DESCRIPTION"), value(&events[0], "CATEGORIES")), (None, None));
}

#[test]
fn an_export_of_nothing_is_a_calendar_of_nothing() {
    assert!(read(&written(&[])).is_empty());
}

#[test]
fn an_entry_that_the_format_can_not_say_is_refused_and_not_left_out() {
    let ancient = entry(|fields| fields.intervals[0].start = at("-000044-03-15T10:00:00Z"));
    let refused = ical::write(&[ancient], at(NOW), Vec::new());
    assert!(matches!(refused, Err(WriteError::BeforeYearZero)));
}

proptest! {
    #[test]
    fn any_text_reads_back_and_no_line_is_too_long(text in "[^\0]{1,120}", remark in "(?s)[,;\\\\:\"\nä👩a]{1,200}") {
        prop_assume!(!text.trim().is_empty());
        let entry = entry(|fields| {
            fields.description = text.clone();
            fields.project = None;
            fields.annotations = vec![Annotation { at: None, text: remark.clone() }];
        });
        let events = read(&written(&[entry]));
        let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
        let clean = lines(&text).replace(|letter: char| letter.is_control() && !matches!(letter, '\n' | '\t'), "\u{fffd}");
        prop_assert_eq!(plain(value(&events[0], "SUMMARY").unwrap()), clean);
        prop_assert_eq!(plain(value(&events[0], "DESCRIPTION").unwrap()), remark);
    }
}
