//! Timewarrior's export, as `timew export` prints it: a JSON array with one object for each interval.
//! Not its data files, and not what it pipes into report extensions.
//!
//! - `id` is a position that changes with every new interval; nothing here looks at it.
//! - `start` and `end` are UTC, whole seconds, `YYYYMMDDTHHMMSSZ`. No `end`: the interval is open.
//! - `tags` and `annotation` are left out where there are none. Unknown fields are passed over, and a
//!   field that is `null` is as good as absent.
//! - Two intervals may have one start, where the first has no length.
//! - An open interval that meets configured exclusions is printed as closed pieces and an open rest; a
//!   later export may cut it elsewhere, and its last piece then counts as changed.
//!
//! All this was seen with 1.4.3. Earlier releases print no `id`, the earliest no `annotation`; the manual
//! of 1.9.1 describes the same format.

mod bytes;
mod row;

use std::collections::HashMap;

use homing_domain::Timestamp;
use homing_domain::time::{Annotation, ImportedRow};
use serde_json::value::RawValue;

use crate::fingerprint;
use crate::reading::{Place, ReadError, Reading, RowError, RowProblem};
use row::{Fields, Interval};

/// The name of the program in what is recorded.
const SOURCE: &str = "timewarrior";

/// Reads an export. A row that can't be read is reported, and the others are read all the same.
///
/// Of several open rows only the one that starts last is read as open; the others are reported. A start
/// in the future is taken as it stands: there is no clock here to judge it.
///
/// # Errors
/// [`ReadError`] where the file as a whole is not a JSON array. Nothing of such a file is used: of one
/// that was cut off, nobody can say what is missing.
pub fn read(bytes: &[u8]) -> Result<Reading, ReadError> {
    let text = bytes::json_text(bytes)?;
    let mut ordinals = Ordinals::default();
    let mut intervals = Vec::new();
    let mut problems = Vec::new();
    for (place, raw) in rows(&text)? {
        match read_row(raw, &mut ordinals) {
            Ok(interval) => intervals.push((place, interval)),
            Err(reason) => problems.push(RowProblem { place, reason }),
        }
    }
    // Of equal starts, `max_by_key` takes the last.
    let open = intervals.iter().filter(|(_, (interval, _))| interval.end.is_none());
    let running = open.max_by_key(|(_, (interval, _))| interval.start).map(|(place, _)| *place);
    let mut rows = Vec::with_capacity(intervals.len());
    for (place, (interval, ordinal)) in intervals {
        if interval.end.is_none() && running != Some(place) {
            problems.push(RowProblem { place, reason: RowError::OpenBeforeAnother });
        } else {
            rows.push(imported(place, interval, ordinal));
        }
    }
    problems.sort_by_key(|problem| problem.place);
    Ok(Reading { rows, problems })
}

/// How many rows of each start there were so far.
#[derive(Default)]
struct Ordinals(HashMap<Timestamp, u64>);

impl Ordinals {
    fn next(&mut self, start: Timestamp) -> u64 {
        let count = self.0.entry(start).or_default();
        let ordinal = *count;
        *count += 1;
        ordinal
    }
}

/// The array's elements, none of them looked into yet, and where they are.
fn rows(text: &str) -> Result<Vec<(Place, &RawValue)>, ReadError> {
    let raws: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| {
        let line = error.line();
        if error.is_eof() { ReadError::CutOff { line } } else { ReadError::Broken { line, source: error } }
    })?;
    let (mut seen, mut line) = (0, 1);
    let placed = raws.into_iter().enumerate().map(|(index, raw)| {
        // Each raw value is a slice of the text, so the difference is its offset in it.
        let offset = raw.get().as_ptr().addr() - text.as_ptr().addr();
        line += text.as_bytes()[seen..offset].iter().filter(|&&byte| byte == b'\n').count();
        seen = offset;
        (Place { row: index + 1, line }, raw)
    });
    Ok(placed.collect())
}

fn read_row(raw: &RawValue, ordinals: &mut Ordinals) -> Result<(Interval, u64), RowError> {
    let fields = Fields::of(raw)?;
    let start = fields.start()?;
    // Counted before the rest is read: once a row beside this one is put right, this one must not turn
    // into another.
    let ordinal = ordinals.next(start);
    Ok((fields.interval(start)?, ordinal))
}

fn imported(place: Place, interval: Interval, ordinal: u64) -> ImportedRow {
    let Interval { start, end, tags, annotation } = interval;
    ImportedRow {
        row: place.row,
        identity: fingerprint::identity(SOURCE, start, ordinal),
        content: fingerprint::content(start, end, &tags, annotation.as_deref()),
        source: SOURCE.to_owned(),
        project: None,
        description: String::new(),
        tags,
        annotations: annotation.into_iter().map(|text| Annotation { at: None, text }).collect(),
        // The file knows none, and a guess would be a lie.
        zone: None,
        offset_seconds: None,
        start,
        end,
    }
}
