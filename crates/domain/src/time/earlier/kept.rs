//! How an earlier program's work lies in the queue's records: collections, ids and bodies. The only place that knows
//! them. No record is ever taken away; one that says nothing any more is overwritten.

use serde::{Deserialize, Serialize};

use super::{ItemId, PastRow, ReviewItem, RowRef, Unreadable, UnreadableRow};
use crate::Timestamp;
use crate::names::{Collection, RecordId};
use crate::ports::QueueError;
use crate::task::{Body, Expected, Record, RecordWrite};
use crate::time::EntryId;
use crate::time::records::{decode, encode};

/// Every row that was taken in, by its identity.
pub(super) fn marks() -> Collection {
    Collection::of("earlier-row")
}

/// Rows that needed nothing more, by their identity.
pub(super) fn past() -> Collection {
    Collection::of("earlier-past")
}

/// Rows that could not be read, by their identity.
pub(super) fn unreadable() -> Collection {
    Collection::of("earlier-unreadable")
}

/// What those rows hold, as it is.
pub(super) fn payloads() -> Collection {
    Collection::of("earlier-payload")
}

/// Work that a person decides on, by the item's id.
pub(super) fn items() -> Collection {
    Collection::of("earlier-item")
}

/// The bytes of the pictures among it, by the item's id. None once they are on their way.
pub(super) fn pictures() -> Collection {
    Collection::of("earlier-picture")
}

/// The entry here that stands for one of the server's, by the server's id.
pub(super) fn entries() -> Collection {
    Collection::of("earlier-entry")
}

/// Where a row went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Place {
    Past,
    Item(ItemId),
    Unreadable,
}

/// What is known of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RowMark {
    pub(super) content: String,
    pub(super) place: Place,
}

/// A row that could not be read, without what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredUnreadable {
    pub(super) row: RowRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<Timestamp>,
    pub(super) why: Unreadable,
    /// Whether a later import could read it: it is counted elsewhere then.
    #[serde(default)]
    pub(super) read_since: bool,
}

/// The entry that stands for one of the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StandsFor {
    pub(super) entry: EntryId,
}

pub(super) fn id_of(text: &str) -> Result<RecordId, QueueError> {
    RecordId::new(text).map_err(|error| QueueError::Corrupt(error.into()))
}

fn guard(read: Option<i64>) -> (Expected, i64) {
    match read {
        None => (Expected::Absent, 1),
        Some(revision) => (Expected::Revision(revision), revision + 1),
    }
}

fn write(
    (collection, id): (Collection, &str),
    sort_key: Option<Timestamp>,
    body: Body,
    (expected, revision): (Expected, i64),
) -> Result<RecordWrite, QueueError> {
    let sort_key = sort_key.map_or(0, Timestamp::as_millis);
    Ok(RecordWrite { record: Record { collection, id: id_of(id)?, sort_key, revision, body }, expected })
}

/// The mark of a row, guarded by the revision of it that was read: of two imports at once only one brings the row.
pub(super) fn mark_write(row: &RowRef, place: Place, read: Option<i64>) -> Result<RecordWrite, QueueError> {
    let mark = RowMark { content: row.content.clone(), place };
    write((marks(), &row.identity), None, encode(&mark)?, guard(read))
}

/// A row of the past. Its mark's guard is its guard, too.
pub(super) fn past_write(row: &PastRow) -> Result<RecordWrite, QueueError> {
    write((past(), &row.row.identity), row.at, encode(row)?, (Expected::Anything, 0))
}

/// A row that can't be read, and what it holds. Its mark's guard is theirs, too.
pub(super) fn unreadable_writes(row: &UnreadableRow) -> Result<[RecordWrite; 2], QueueError> {
    let UnreadableRow { row, at, why, payload } = row;
    let stored = StoredUnreadable { row: row.clone(), at: *at, why: *why, read_since: false };
    Ok([
        write((unreadable(), &row.identity), *at, encode(&stored)?, (Expected::Anything, 0))?,
        write((payloads(), &row.identity), *at, Body::new(payload.clone()), (Expected::Anything, 0))?,
    ])
}

/// That such a row could be read since, in place of what it held.
pub(super) fn read_since_writes(row: &RowRef, at: Option<Timestamp>) -> Result<[RecordWrite; 2], QueueError> {
    let (row, why) = (row.clone(), Unreadable::Missing);
    let stored = StoredUnreadable { row, at, why, read_since: true };
    let id = &stored.row.identity;
    Ok([
        write((unreadable(), id), at, encode(&stored)?, (Expected::Anything, 0))?,
        write((payloads(), id), at, Body::default(), (Expected::Anything, 0))?,
    ])
}

/// An item's next state, guarded by the revision that it has; 0 for one that is new.
pub(super) fn item_write(item: &ReviewItem) -> Result<RecordWrite, QueueError> {
    let read = (item.revision > 0).then_some(item.revision);
    write((items(), item.id.as_str()), item.began_at(), encode(item)?, guard(read))
}

/// The bytes of its picture; none once they are on their way. The item's guard is theirs, too.
pub(super) fn picture_write(item: &ItemId, bytes: Vec<u8>) -> Result<RecordWrite, QueueError> {
    write((pictures(), item.as_str()), None, Body::new(bytes), (Expected::Anything, 0))
}

/// Which entry stands for the server's; of two that would be made at once only one is.
pub(super) fn stands_for_write(server_id: RecordId, entry: EntryId) -> Result<RecordWrite, QueueError> {
    let body = encode(&StandsFor { entry })?;
    let record = Record { collection: entries(), id: server_id, sort_key: 0, revision: 0, body };
    Ok(RecordWrite { record, expected: Expected::Absent })
}

pub(super) fn item(record: &Record) -> Result<ReviewItem, QueueError> {
    let item: ReviewItem = decode(record)?;
    Ok(ReviewItem { revision: record.revision, ..item })
}
