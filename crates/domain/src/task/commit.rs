//! One transaction of an application: its own records and the tasks that tell a server of them.

use super::{Body, NewTask};
use crate::names::{Collection, RecordId};

/// A piece of an application's own state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Which group it belongs to.
    pub collection: Collection,
    /// Its id within the group.
    pub id: RecordId,
    /// What a scan is ordered by, such as a start in milliseconds since 1970.
    pub sort_key: i64,
    /// The n-th state, from 1 on; 0 for a record that is written once and never sent.
    pub revision: i64,
    /// Its content.
    pub body: Body,
}

/// What must be stored for a write to go through: two writers can't overwrite each other unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Nothing under this id.
    Absent,
    /// Exactly this revision.
    Revision(i64),
    /// Whatever is there: the last write wins.
    Anything,
}

/// One record to write, with its guard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordWrite {
    /// The new state.
    pub record: Record,
    /// The guard.
    pub expected: Expected,
}

impl RecordWrite {
    /// The state that follows `before`, or the first one under this id, whose sort key it keeps from then on. The guard is
    /// that nobody wrote meanwhile.
    #[must_use]
    pub fn next(
        before: Option<&Record>,
        collection: Collection,
        id: RecordId,
        sort_key: i64,
        body: Body,
    ) -> Self {
        let (sort_key, revision, expected) = match before {
            Some(before) => {
                (before.sort_key, before.revision.saturating_add(1), Expected::Revision(before.revision))
            }
            None => (sort_key, 1, Expected::Absent),
        };
        Self { record: Record { collection, id, sort_key, revision, body }, expected }
    }
}

/// The record's state that a task carries to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The record's collection.
    pub collection: Collection,
    /// The record's id.
    pub id: RecordId,
    /// The revision.
    pub revision: i64,
}

/// Records and tasks that become durable together or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// Records to write, at most one for each id.
    pub records: Vec<RecordWrite>,
    /// Tasks to enqueue, in this order.
    pub tasks: Vec<NewTask>,
}
