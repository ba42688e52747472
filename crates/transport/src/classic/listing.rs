//! `GET /time-entries`: what the server holds, newest first, at most a thousand at once and without a cursor.

use homing_domain::Timestamp;
use homing_domain::account::ServerUrl;
use homing_domain::names::DeviceId;
use homing_domain::ports::{HttpRequest, HttpResponse};
use homing_domain::time::{
    Entry, EntryFields, EntryId, EntryListing, EntryPage, EntryState, Interval, ListingAnswerError,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::row::Row;
use super::{ClassicProfile, requests};
use crate::json;

/// The most that the server gives at once. More would silently mean a hundred.
pub(super) const PAGE_ENTRIES: usize = 1_000;

/// A row of the server that can't be shown as an entry. Holds nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// The answer is no list of rows.
    #[error("the answer is no list of entries")]
    NoList,
    /// A row has no start, or its times contradict each other.
    #[error("an entry's times can't be read")]
    Times,
    /// More entries began in the same millisecond than the server gives at once.
    #[error("too many entries began in the same millisecond")]
    Crowded,
}

/// The rows of a list; none where it is none.
fn rows(response: &HttpResponse) -> Option<Vec<Row>> {
    values(response)?.into_iter().map(Row::of).collect()
}

/// As [`rows`], without what is no row.
pub(super) fn readable_rows(response: &HttpResponse) -> Option<Vec<Row>> {
    Some(values(response)?.into_iter().filter_map(Row::of).collect())
}

fn values(response: &HttpResponse) -> Option<Vec<Value>> {
    json::success(response)
}

/// The id that a row is shown by: its key, which is the entry's where it is one of ours; else the server's. Where neither
/// is a UUID, one is made of the server's id (RFC 9562, section 5.8), the same each time.
fn id_of(row: &Row) -> Uuid {
    let given = row.key.iter().chain([&row.id]).find_map(|text| text.parse().ok());
    given.unwrap_or_else(|| {
        let digest: [u8; 32] = Sha256::digest(row.id.as_bytes()).into();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Builder::from_custom_bytes(bytes).into_uuid()
    })
}

impl EntryListing for ClassicProfile {
    fn entries_request(&self, server: &ServerUrl, cursor: Option<&str>) -> HttpRequest {
        let mut request = requests::get(server, &["time-entries"]);
        request.url.query_pairs_mut().append_pair("limit", &PAGE_ENTRIES.to_string());
        if let Some(cursor) = cursor {
            request.url.query_pairs_mut().append_pair("endDate", cursor);
        }
        request
    }

    fn entries_answer(&self, response: &HttpResponse) -> Result<EntryPage, ListingAnswerError> {
        if !json::is_success(response) {
            return Err(ListingAnswerError::Status { status: response.status });
        }
        page(response).map_err(|error| ListingAnswerError::Unreadable(error.into()))
    }
}

/// A full page ends before the start of its oldest row, and the next one begins with it: so no row that began in the
/// same millisecond is left out or comes twice.
fn page(response: &HttpResponse) -> Result<EntryPage, RowError> {
    let mut rows = rows(response).ok_or(RowError::NoList)?;
    let oldest = rows.iter().filter_map(|row| row.start).min();
    let next = oldest.filter(|_| rows.len() >= PAGE_ENTRIES);
    if next.is_some() {
        rows.retain(|row| row.start != next);
        if rows.is_empty() {
            return Err(RowError::Crowded);
        }
    }
    let entries = rows.into_iter().map(entry).collect::<Result<_, _>>()?;
    Ok(EntryPage { entries, next: next.map(|start| start.to_string()) })
}

/// A row as an entry. The server knows of no pauses, only how long the work was in all: where that is less than the
/// whole, the work is shown at the beginning, and marked as approximate.
fn entry(row: Row) -> Result<Entry, RowError> {
    let id = id_of(&row);
    let start = row.start.ok_or(RowError::Times)?;
    let state = match row.status.as_str() {
        "RUNNING" => EntryState::Running,
        "PAUSED" => EntryState::Paused,
        _ => EntryState::Stopped,
    };
    let (intervals, approximate) = intervals(&row, start, state);
    let fields = EntryFields {
        id: EntryId::new(id),
        device: DeviceId::new(Uuid::nil()),
        project: row.project,
        description: row.text,
        tags: Vec::new(),
        annotations: Vec::new(),
        intervals,
        state,
        zone: row.zone,
        offset_seconds: None,
        revision: 1,
        deleted: false,
        source: "classic-server".to_owned(),
        approximate,
    };
    Entry::try_from(fields).map_err(|_| RowError::Times)
}

fn intervals(row: &Row, start: Timestamp, state: EntryState) -> (Vec<Interval>, bool) {
    let worked = std::time::Duration::from_secs(row.seconds.unwrap_or(0));
    let after_work = start.saturating_add(worked);
    let closed = |start, end| Interval { start, end: Some(end) };
    match (state, row.end) {
        (EntryState::Running, _) => (vec![Interval { start, end: None }], false),
        (EntryState::Stopped, Some(end)) => {
            let is_whole = end.since(start).as_secs() == worked.as_secs();
            match end > after_work {
                _ if is_whole => (vec![closed(start, end.max(start))], false),
                true => (vec![closed(start, after_work), closed(end, end)], true),
                false => (vec![closed(start, after_work)], true),
            }
        }
        _ => (vec![closed(start, after_work)], true),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use serde_json::json;

    use super::*;
    use crate::classic::testing::{finished, json as answer, row_of, server};

    fn read(rows: &[Value]) -> Result<EntryPage, ListingAnswerError> {
        ClassicProfile.entries_answer(&answer(200, &Value::from(rows.to_vec()).to_string()))
    }

    fn started(millis: usize) -> Value {
        let start = Timestamp::from_millis(1_700_000_000_000 + i64::try_from(millis).unwrap()).unwrap();
        let mut row = row_of(&finished(1), "7");
        row["startTime"] = json!(start);
        row["endTime"] = json!(start);
        row["duration"] = json!(0);
        row
    }

    #[test]
    fn the_list_is_asked_for_by_the_thousand_and_goes_on_before_the_oldest() {
        let first = ClassicProfile.entries_request(&server(), None).url;
        assert_eq!(first.as_str(), "https://example.org/api/v1/time-entries?limit=1000");
        let next = ClassicProfile.entries_request(&server(), Some("2026-11-26T08:00:00.250Z")).url;
        assert!(next.as_str().ends_with("?limit=1000&endDate=2026-11-26T08%3A00%3A00.250Z"), "{next}");
    }

    #[test]
    fn rows_of_the_same_millisecond_are_on_the_next_page_and_on_no_other() {
        let rows: Vec<Value> = (0..PAGE_ENTRIES).rev().map(|at| started(at.max(2))).collect();
        let page = read(&rows).unwrap();
        assert_eq!(
            (page.entries.len(), page.next),
            (PAGE_ENTRIES - 3, Some("2023-11-14T22:13:20.002Z".into()))
        );
        let last = read(&rows[1..]).unwrap();
        assert_eq!((last.entries.len(), last.next), (PAGE_ENTRIES - 1, None));
    }

    #[test]
    fn a_page_of_one_millisecond_is_said_and_does_not_go_round_for_ever() {
        let rows: Vec<Value> = (0..PAGE_ENTRIES).map(|_| started(0)).collect();
        assert!(matches!(read(&rows), Err(ListingAnswerError::Unreadable(_))));
    }

    #[test]
    fn a_row_is_shown_with_its_work_and_pauses_that_nobody_knows_are_approximate() {
        let entry = finished(1);
        let page = read(&[row_of(&entry, "7")]).unwrap();
        let shown = page.entries.first().unwrap();
        assert_eq!((shown.id, shown.started_at(), shown.last_instant()), {
            (entry.id, entry.started_at(), entry.last_instant())
        });
        assert!(shown.approximate);
        assert_eq!(super::super::item::worked_seconds(shown), super::super::item::worked_seconds(&entry));
    }

    #[test]
    fn a_row_whose_id_is_no_uuid_has_one_that_is_the_same_each_time_and_no_other_rows() {
        let mut foreign = row_of(&finished(1), "17");
        foreign["idempotencyKey"] = json!("another client's");
        let mut own_start = row_of(&finished(1), "18");
        own_start["idempotencyKey"] = Value::Null;
        let ids = || {
            read(&[foreign.clone(), own_start.clone()])
                .map(|page| page.entries.iter().map(|it| it.id).collect::<Vec<_>>())
        };
        let (first, again) = (ids().unwrap(), ids().unwrap());
        assert_eq!(first, again);
        assert_ne!(first[0], first[1]);
    }

    #[test]
    fn a_refusal_and_a_page_of_something_else_are_no_list() {
        let status = |status| ClassicProfile.entries_answer(&answer(status, "{}"));
        assert!(matches!(status(500), Err(ListingAnswerError::Status { status: 500 })));
        assert!(matches!(status(200), Err(ListingAnswerError::Unreadable(_))));
    }
}
