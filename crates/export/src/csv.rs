//! Entries as CSV after RFC 4180: a header, then a row for each interval, lines ended by CR LF.
//!
//! | column | what it holds |
//! |---|---|
//! | `id`, `interval` | the entry's id, and which of its intervals this is, from 1 on |
//! | `start`, `end` | the instants in UTC; an open interval has no end |
//! | `seconds` | how long it was, in whole seconds; nothing while it is open |
//! | `local_start`, `local_end`, `local_zone` | the same two as clocks show them in the zone that was asked for |
//! | `project`, `description` | what was done |
//! | `tags`, `annotations` | with a comma and a space, or a line break, between them |
//! | `state`, `revision`, `device`, `source`, `approximate` | as in JSON |
//!
//! A text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a CR) gets an
//! apostrophe before it, and so does one that looks as if it had got one: whoever reads takes away one apostrophe
//! where such a sign follows the apostrophes, and has the text again.

use std::io::Write;

use homing_domain::Timestamp;
use homing_domain::time::{Entry, EntryState};
use jiff::tz::TimeZone;

use crate::WriteError;

/// The columns, in their order. New ones come at the end.
pub const COLUMNS: [&str; 17] = [
    "id",
    "interval",
    "start",
    "end",
    "seconds",
    "local_start",
    "local_end",
    "local_zone",
    "project",
    "description",
    "tags",
    "annotations",
    "state",
    "revision",
    "device",
    "source",
    "approximate",
];

/// Writes the entries one by one, with local times of `zone`.
///
/// # Errors
/// [`WriteError::Stream`].
pub fn write<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    zone: &TimeZone,
    out: impl Write,
) -> Result<(), WriteError> {
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    rows.write_record(COLUMNS).map_err(std::io::Error::from)?;
    for entry in entries.into_iter().filter(|entry| !entry.deleted) {
        let annotations: Vec<_> = entry.annotations.iter().map(|remark| remark.text.as_str()).collect();
        for (index, interval) in entry.intervals.iter().enumerate() {
            let shown = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
            let local = |at: Option<Timestamp>| at.map(|at| local(at, zone)).unwrap_or_default();
            let seconds = interval.end.map(|end| end.since(interval.start).as_secs().to_string());
            let row: [String; COLUMNS.len()] = [
                entry.id.to_string(),
                (index + 1).to_string(),
                shown(Some(interval.start)),
                shown(interval.end),
                seconds.unwrap_or_default(),
                local(Some(interval.start)),
                local(interval.end),
                zone.iana_name().unwrap_or_default().to_owned(),
                harmless(entry.project.as_deref().unwrap_or_default()),
                harmless(&entry.description),
                harmless(&entry.tags.join(", ")),
                harmless(&annotations.join("\n")),
                state(entry.state).to_owned(),
                entry.revision.to_string(),
                entry.device.to_string(),
                harmless(&entry.source),
                entry.approximate.to_string(),
            ];
            rows.write_record(&row).map_err(std::io::Error::from)?;
        }
    }
    Ok(rows.flush()?)
}

/// A form that spreadsheets take for a date and a time.
fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_jiff().to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn state(state: EntryState) -> &'static str {
    match state {
        EntryState::Running => "running",
        EntryState::Paused => "paused",
        EntryState::Stopped => "stopped",
    }
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    let formula = text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text.to_owned() }
}
