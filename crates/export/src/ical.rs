//! Entries as iCalendar after RFC 5545: an event for each interval, for people who look at their work in a
//! calendar.
//!
//! Times are UTC, cut to the second. An event's `UID` is the entry's id with the number of the interval, its
//! `SEQUENCE` the entry's revision: a calendar that takes the file in again changes what it has. An interval that
//! is still open ends at the instant of the export and is `TENTATIVE`.

use std::io::Write;

use homing_domain::Timestamp;
use homing_domain::time::{Entry, Interval};
use icalendar::{Calendar, Component as _, Event, EventLike as _, Property};

use crate::WriteError;

/// Who wrote the file, as the format demands.
const PRODUCT: &str = "-//Homing//Homing time tracker//EN";

/// RFC 5545, section 3.1.
const LINE_MAX_OCTETS: usize = 75;

/// Writes the entries as they are at `now`.
///
/// # Errors
/// [`WriteError`].
pub fn write<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    now: Timestamp,
    mut out: impl Write,
) -> Result<(), WriteError> {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", PRODUCT));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    for entry in entries.into_iter().filter(|entry| !entry.deleted) {
        for (index, interval) in entry.intervals.iter().enumerate() {
            calendar.push(event(entry, index + 1, *interval, now)?);
        }
    }
    out.write_all(folded(&calendar.to_string()).as_bytes())?;
    Ok(out.flush()?)
}

/// The lines in at most 75 octets each. The library folds, too, but does not count the space that a line goes on
/// with.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut octets = 0;
        for letter in line.chars() {
            if octets + letter.len_utf8() > LINE_MAX_OCTETS {
                folded.push_str("\r\n ");
                octets = 1;
            }
            folded.push(letter);
            octets += letter.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}

fn event(entry: &Entry, number: usize, interval: Interval, now: Timestamp) -> Result<Event, WriteError> {
    let end = interval.end.unwrap_or(now).max(interval.start);
    let mut event = Event::with_uid(&format!("{}-{number}@homing", entry.id));
    event.add_property("DTSTAMP", instant(now)?);
    event.add_property("DTSTART", instant(interval.start)?);
    // An event that is over at once has no end: the format demands one that is later.
    if instant(end)? > instant(interval.start)? {
        event.add_property("DTEND", instant(end)?);
    }
    event.add_property("SEQUENCE", entry.revision.to_string());
    event.add_property("STATUS", if interval.end.is_some() { "CONFIRMED" } else { "TENTATIVE" });
    // Work that is over keeps nobody from being asked to a meeting.
    event.add_property("TRANSP", "TRANSPARENT");
    event.add_property("SUMMARY", summary(entry));
    let remarks = entry.annotations.iter().map(|remark| clean(&remark.text));
    let project = entry.project.iter().map(|project| format!("Project: {}", clean(project)));
    let description: Vec<_> = project.chain(remarks).collect();
    if !description.is_empty() {
        event.add_property("DESCRIPTION", description.join("\n"));
    }
    if !entry.tags.is_empty() {
        event.categories(entry.tags.iter().map(|tag| clean(tag)));
    }
    Ok(event)
}

/// The description, else the project, else a word.
fn summary(entry: &Entry) -> String {
    let named = Some(entry.description.as_str()).filter(|text| !text.trim().is_empty());
    clean(named.or(entry.project.as_deref()).unwrap_or("Work"))
}

/// The format has line breaks and tabs in a text, and no other control character.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.replace(|letter: char| letter.is_control() && !matches!(letter, '\n' | '\t'), "\u{fffd}")
}

/// `20261122T091500Z`. In this form a later instant is a greater text.
fn instant(at: Timestamp) -> Result<String, WriteError> {
    let at = at.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
    if at.year() < 0 {
        return Err(WriteError::BeforeYearZero);
    }
    Ok(at.strftime("%Y%m%dT%H%M%SZ").to_string())
}
