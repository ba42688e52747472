//! When a time entry, and the event it comes with, may be kept. Pure.
//!
//! These are the server's own rules: it trusts no client to have checked. What a project or a zone means
//! is not checked here, only their form.

use homing_wire::{EntryState, Event, TimeEntry, TimeEntryBody};
use jiff::Timestamp;

use super::instants::{is_id, read_instant};

/// The longest text, in Unicode characters; the API's own limit.
const MAX_TEXT_CHARS: usize = 5_000;

/// The longest name of a zone or a source: no IANA name comes near it.
const MAX_NAME_CHARS: usize = 64;

/// The greatest revision: what every JSON reader holds exactly, 2^53 - 1.
const MAX_REVISION: u64 = (1 << 53) - 1;

/// A rule that is broken: where, and which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// A path from the root of the task's body.
    pub(super) field: String,
    /// A whole sentence that repeats nothing of the body.
    pub(super) detail: &'static str,
}

fn fault<T>(field: impl Into<String>, detail: &'static str) -> Result<T, Fault> {
    Err(Fault { field: field.into(), detail })
}

/// Checks the body of a task and gives the instant that its entry is listed under, the first interval's
/// start; or tells the first rule that is broken.
pub(super) fn check(body: &TimeEntryBody) -> Result<Timestamp, Fault> {
    check_event(&body.event)?;
    check_entry(&body.entry)
}

fn check_event(event: &Event) -> Result<(), Fault> {
    instant("event.at", &event.at)?;
    zone("event", event.zone.as_deref(), event.offset_seconds)
}

fn check_entry(entry: &TimeEntry) -> Result<Timestamp, Fault> {
    id("entry.id", &entry.id)?;
    id("entry.device", &entry.device)?;
    text("entry.project", entry.project.as_deref().unwrap_or_default())?;
    text("entry.description", &entry.description)?;
    for (n, tag) in entry.tags.iter().enumerate() {
        text(format!("entry.tags[{n}]"), tag)?;
    }
    for (n, note) in entry.annotations.iter().enumerate() {
        text(format!("entry.annotations[{n}].text"), &note.text)?;
        if let Some(at) = &note.at {
            instant(format!("entry.annotations[{n}].at"), at)?;
        }
    }
    zone("entry", entry.zone.as_deref(), entry.offset_seconds)?;
    if !(1..=MAX_REVISION).contains(&entry.revision) {
        return fault("entry.revision", "A revision is at least 1 and below 2 to the power of 53.");
    }
    if !is_name(&entry.source) {
        return fault("entry.source", "A source has 1 to 64 characters and no NUL.");
    }
    check_intervals(entry)
}

fn check_intervals(entry: &TimeEntry) -> Result<Timestamp, Fault> {
    let Some((first, last)) = entry.intervals.first().zip(entry.intervals.len().checked_sub(1)) else {
        return fault("entry.intervals", "An entry has at least one interval.");
    };
    let first_start = instant("entry.intervals[0].start", &first.start)?;
    let mut free_from = None;
    for (n, interval) in entry.intervals.iter().enumerate() {
        let start = instant(format!("entry.intervals[{n}].start"), &interval.start)?;
        if free_from.is_some_and(|end| start < end) {
            return fault(
                format!("entry.intervals[{n}].start"),
                "An interval begins before the one before it has ended.",
            );
        }
        match &interval.end {
            Some(end) => {
                let end = instant(format!("entry.intervals[{n}].end"), end)?;
                if end < start {
                    return fault(format!("entry.intervals[{n}].end"), "An interval ends before it starts.");
                }
                free_from = Some(end);
            }
            None if n != last => {
                return fault(format!("entry.intervals[{n}].end"), "Only the last interval may be open.");
            }
            None => free_from = None,
        }
    }
    match (entry.state, free_from) {
        (EntryState::Running, None) | (EntryState::Paused | EntryState::Stopped, Some(_)) => Ok(first_start),
        (EntryState::Running, Some(_)) => {
            fault("entry.state", "A running entry has its last interval open; here it has ended.")
        }
        _ => fault("entry.state", "An entry that does not run has no open interval; here the last is open."),
    }
}

fn id(field: &str, value: &str) -> Result<(), Fault> {
    if is_id(value) {
        Ok(())
    } else {
        fault(field, "An id is a UUID of version 4 in lower case with hyphens.")
    }
}

fn instant(field: impl Into<String>, value: &str) -> Result<Timestamp, Fault> {
    match read_instant(value) {
        Some(instant) => Ok(instant),
        None => fault(field, "An instant is RFC 3339 in UTC with exactly three fractional digits."),
    }
}

fn text(field: impl Into<String>, value: &str) -> Result<(), Fault> {
    if value.chars().count() > MAX_TEXT_CHARS {
        fault(field, "A text has at most 5,000 characters.")
    } else if value.contains('\0') {
        fault(field, "A text holds no NUL character: not every database keeps it.")
    } else {
        Ok(())
    }
}

fn zone(parent: &str, zone: Option<&str>, offset_seconds: Option<i32>) -> Result<(), Fault> {
    if zone.is_some_and(|zone| !is_name(zone)) {
        return fault(format!("{parent}.zone"), "The name of a zone has 1 to 64 characters and no NUL.");
    }
    if offset_seconds.is_some_and(|offset| jiff::tz::Offset::from_seconds(offset).is_err()) {
        return fault(format!("{parent}.offset_seconds"), "An offset is less than 26 hours from UTC.");
    }
    Ok(())
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= MAX_NAME_CHARS && !text.contains('\0')
}

#[cfg(test)]
pub(super) mod sample {
    //! A sound entry for tests to bend.

    use homing_wire::{EntryState, Interval, TimeEntry};

    pub(in crate::sync) fn stopped_entry() -> TimeEntry {
        TimeEntry {
            id: "0b1f4c2e-7a4d-4f7e-9a53-2f1f0c8f6c11".into(),
            device: "7d3c1a90-5a0b-4a55-8f0e-0d6f0f4d9b21".into(),
            project: None,
            description: "a piece of work".into(),
            tags: vec![],
            annotations: vec![],
            intervals: vec![Interval {
                start: "2026-11-22T09:00:00.000Z".into(),
                end: Some("2026-11-22T10:00:00.000Z".into()),
            }],
            state: EntryState::Stopped,
            zone: Some("Europe/Berlin".into()),
            offset_seconds: Some(3600),
            revision: 1,
            deleted: false,
            source: "homing".into(),
            approximate: false,
        }
    }
}

#[cfg(test)]
mod tests;
