//! Entries as JSON: `{"entries": [...]}`, an entry on each line, every field always there. The shape is stable:
//! fields are added, never renamed or taken away.

use std::io::Write;

use homing_domain::Timestamp;
use homing_domain::names::DeviceId;
use homing_domain::time::{Annotation, Entry, EntryFields, EntryId, EntryState, Interval};
use serde::Serialize;

use crate::WriteError;

/// Writes the entries one by one, as they come.
///
/// # Errors
/// [`WriteError::Stream`].
pub fn write<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    mut out: impl Write,
) -> Result<(), WriteError> {
    out.write_all(b"{\"entries\": [")?;
    let mut separator = "\n";
    for entry in entries.into_iter().filter(|entry| !entry.deleted) {
        out.write_all(separator.as_bytes())?;
        serde_json::to_writer(&mut out, &EntryJson::from(entry)).map_err(std::io::Error::from)?;
        separator = ",\n";
    }
    out.write_all(b"\n]}\n")?;
    Ok(out.flush()?)
}

/// An entry as JSON has it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct EntryJson<'a> {
    id: EntryId,
    device: DeviceId,
    project: Option<&'a str>,
    description: &'a str,
    tags: &'a [String],
    annotations: Vec<AnnotationJson<'a>>,
    intervals: Vec<IntervalJson>,
    state: EntryState,
    zone: Option<&'a str>,
    offset_seconds: Option<i32>,
    revision: i64,
    deleted: bool,
    source: &'a str,
    approximate: bool,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct AnnotationJson<'a> {
    at: Option<Timestamp>,
    text: &'a str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct IntervalJson {
    start: Timestamp,
    end: Option<Timestamp>,
}

impl<'a> From<&'a Entry> for EntryJson<'a> {
    fn from(entry: &'a Entry) -> Self {
        // Taken apart by name, so that a new field can't be forgotten here.
        let EntryFields {
            id,
            device,
            project,
            description,
            tags,
            annotations,
            intervals,
            state,
            zone,
            offset_seconds,
            revision,
            deleted,
            source,
            approximate,
        } = &**entry;
        let annotation = |Annotation { at, text }: &'a Annotation| AnnotationJson { at: *at, text };
        let interval = |Interval { start, end }: &Interval| IntervalJson { start: *start, end: *end };
        Self {
            id: *id,
            device: *device,
            project: project.as_deref(),
            description,
            tags,
            annotations: annotations.iter().map(annotation).collect(),
            intervals: intervals.iter().map(interval).collect(),
            state: *state,
            zone: zone.as_deref(),
            offset_seconds: *offset_seconds,
            revision: *revision,
            deleted: *deleted,
            source,
            approximate: *approximate,
        }
    }
}
