//! Toggl Track's detailed report, exported as CSV: one row for each time entry. Not its summary or weekly
//! report, and not its API.
//!
//! - The columns are found by their names, in any order: the older export calls them `User`, `End date` and
//!   `End time`, the newer one `Member`, `Stop date` and `Stop time`. Others are passed over.
//! - Fields are separated by commas; spreadsheets that saved the file again may have made semicolons or tabs of
//!   them, and both are read.
//! - Times are local and say nothing about their zone: it is given by whoever imports. Where the clocks change,
//!   a time that is not there or comes twice is reported, unless the duration proves one reading.
//! - A date is `2026-03-02`, `02.03.2026`, or in the file's own order `03/02/2026`: which one, some row must
//!   prove.
//! - Homing's entries have no client and no task: they become remarks.

mod dates;
mod header;
mod local;
mod row;

use std::collections::{BTreeSet, HashMap};

use csv::{ByteRecord, ReaderBuilder};
use homing_domain::time::{Annotation, ImportedRow};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::encoding;
use crate::fingerprint;
use crate::reading::{Place, ReadError, Reading, RowError, RowProblem};
use dates::DateOrder;
use row::Fields;

/// The name of the program in what is recorded.
const SOURCE: &str = "toggl";

/// Reads an export whose local times are those of `zone`. A row that can't be read is reported, and the others
/// are read all the same. No row of the reading is open.
///
/// A row's identity is its local start: the same file with another zone is still the same file.
///
/// # Errors
/// [`ReadError`] where the file as a whole is no such export, or where nobody can say what its dates mean or
/// whose work it is. Nothing of such a file is used.
pub fn read(bytes: &[u8], zone: &TimeZone) -> Result<Reading, ReadError> {
    let bytes = encoding::without_mark(bytes)?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty);
    }
    // A quote that is not closed swallows the rows after it.
    if bytes.iter().filter(|&&byte| byte == b'"').count() % 2 != 0 {
        return Err(ReadError::Quotes);
    }
    let (delimiter, columns) = header::find(bytes)?;
    let records = records(bytes, delimiter)?;
    let rows: Vec<_> = records.iter().map(|(place, record)| (*place, Fields::of(record, &columns))).collect();
    of_one_person(rows.iter().filter_map(|(_, fields)| fields.as_ref().ok()))?;
    let order =
        DateOrder::of(rows.iter().filter_map(|(_, fields)| fields.as_ref().ok()).flat_map(Fields::dates))?;

    let ordinals = ordinals(&rows, order);
    let mut reading = Reading::default();
    for ((place, fields), ordinal) in rows.into_iter().zip(ordinals) {
        match fields.and_then(|fields| imported(place, &fields, order, zone, ordinal)) {
            Ok(row) => reading.rows.push(row),
            Err(reason) => reading.problems.push(RowProblem { place, reason }),
        }
    }
    Ok(reading)
}

/// The records below the header, each with its place.
fn records(bytes: &[u8], delimiter: u8) -> Result<Vec<(Place, ByteRecord)>, ReadError> {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let mut records = Vec::new();
    for record in reader.byte_records() {
        let record = record.map_err(|source| ReadError::NoCsv { source })?;
        let line = record.position().map_or(0, csv::Position::line);
        let place = Place { row: records.len() + 1, line: usize::try_from(line).unwrap_or(usize::MAX) };
        records.push((place, record));
    }
    Ok(records)
}

/// A report may hold the work of a whole team: someone else's is not this person's.
fn of_one_person<'a>(rows: impl Iterator<Item = &'a Fields<'a>>) -> Result<(), ReadError> {
    let people: BTreeSet<_> = rows.filter_map(Fields::person).collect();
    if people.len() > 1 { Err(ReadError::SeveralPeople { people: people.len() }) } else { Ok(()) }
}

/// The place of each row among those of its local start. By what they say, since a later export may have them in
/// another order; a row that can't be read has its place too, so that its neighbours keep theirs.
fn ordinals<E>(rows: &[(Place, Result<Fields<'_>, E>)], order: DateOrder) -> Vec<u64> {
    let mut of_start: HashMap<DateTime, Vec<usize>> = HashMap::new();
    for (at, (_, fields)) in rows.iter().enumerate() {
        if let Some(start) = fields.as_ref().ok().and_then(|fields| fields.start(order).ok()) {
            of_start.entry(start.at).or_default().push(at);
        }
    }
    let mut ordinals = vec![0; rows.len()];
    for mut beside in of_start.into_values() {
        beside.sort_by_key(|&at| rows[at].1.as_ref().ok().map(|fields| fields.content(order)));
        for (ordinal, at) in (0..).zip(beside) {
            ordinals[at] = ordinal;
        }
    }
    ordinals
}

fn imported(
    place: Place,
    fields: &Fields<'_>,
    order: DateOrder,
    zone: &TimeZone,
    ordinal: u64,
) -> Result<ImportedRow, RowError> {
    let local = fields.start(order)?;
    let said = fields.said()?;
    let stretch = fields.stretch(local, order)?;
    let (start, end) = stretch.resolve(zone)?;
    let local = local.at.to_string();
    let remark = |name: &str, text: &str| Annotation { at: None, text: format!("{name}: {text}") };
    let remarks = [("Client", &said.client), ("Task", &said.task)];
    Ok(ImportedRow {
        row: place.row,
        identity: fingerprint::local_identity(SOURCE, &local, ordinal),
        content: fingerprint::told_content(
            &[&local, &stretch.told(), &said.description, &said.project, &said.client, &said.task],
            &said.tags,
        ),
        source: SOURCE.to_owned(),
        project: Some(said.project.clone()).filter(|project| !project.is_empty()),
        description: said.description.clone(),
        tags: said.tags.clone(),
        annotations: remarks
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| remark(name, text))
            .collect(),
        zone: zone.iana_name().map(str::to_owned),
        offset_seconds: Some(zone.to_offset(start.to_jiff()).seconds()),
        start,
        end: Some(end),
    })
}
