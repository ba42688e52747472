//! What a commit has to know before it writes, as either database tells it. Nothing is decided here.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use homing_domain::Timestamp;
use homing_domain::names::{Collection, Lane, RecordId, TaskId};
use homing_domain::ports::QueueError;
use homing_domain::task::{Coalesce, Commit, Expected, NewTask, Priority, RecordWrite, Release};
use sea_orm::QueryResult;

use super::error::DatabaseError;
use super::rows::{column, count, instant, priority, until};

/// A record's place within its account.
pub(crate) type Place = (Collection, RecordId);

/// The same, as a commit names it.
pub(crate) type PlaceOf<'c> = (&'c Collection, &'c RecordId);

/// What is stored of a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoredRevision {
    pub(crate) revision: i64,
    /// The newest that a task carried.
    pub(crate) carried: i64,
    /// Where it is in its table, if the database says; none for a record that this commit makes.
    #[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "PostgreSQL finds a record by its key"))]
    pub(crate) row: Option<i64>,
}

/// A lane that has a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownLane {
    pub(crate) id: i64,
    /// The number of its last unsent task; 0 where it has none.
    pub(crate) last_seq: i64,
    /// Whether tasks of other lanes wait for this one.
    pub(crate) awaited: bool,
}

/// What a task waits for: up to which number of which lane.
pub(crate) type WaitsFor = BTreeMap<(i64, Release), i64>;

/// A task that a new one may supersede, or must follow.
#[derive(Clone, Debug)]
pub(crate) struct Existing {
    pub(crate) lane_id: i64,
    pub(crate) kind: String,
    pub(crate) seq: i64,
    pub(crate) id: TaskId,
    pub(crate) priority: Priority,
    pub(crate) enqueued_at: Timestamp,
    /// Claimed, or of unknown outcome.
    pub(crate) frozen: bool,
    pub(crate) attention: bool,
    pub(crate) blob_bytes: u64,
    pub(crate) waits_for: WaitsFor,
}

/// The numbers that new rows get: none was ever given before.
#[derive(Debug)]
pub(crate) enum Numbers {
    /// Those above the highest that was ever given.
    After(i64),
    /// These, which were set aside for this commit, in ascending order.
    #[cfg_attr(not(feature = "postgres"), expect(dead_code, reason = "SQLite has one writer, who counts"))]
    SetAside(VecDeque<i64>),
}

/// A commit needs more numbers than it could know of.
#[derive(Debug, thiserror::Error)]
#[error("a commit has no number left for a new row")]
struct NoNumberLeftError;

impl Default for Numbers {
    fn default() -> Self {
        Self::After(0)
    }
}

impl Numbers {
    pub(crate) fn next(&mut self) -> Result<i64, QueueError> {
        match self {
            Self::After(last) => {
                *last += 1;
                Ok(*last)
            }
            Self::SetAside(left) => {
                left.pop_front().ok_or_else(|| QueueError::Backend(NoNumberLeftError.into()))
            }
        }
    }
}

/// What an account has in the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Tasks, in whatever state.
    pub(crate) unsent: u64,
    /// Bytes of their blobs.
    pub(crate) blob_bytes: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Before<'c> {
    /// For new tasks.
    pub(crate) seqs: Numbers,
    /// For new lanes.
    pub(crate) lane_ids: Numbers,
    pub(crate) counts: Counts,
    /// Whether an account has ever signed in.
    pub(crate) adopted: bool,
    /// Of the records that are guarded or carried, and are there.
    pub(crate) revisions: BTreeMap<PlaceOf<'c>, StoredRevision>,
    pub(crate) lanes: BTreeMap<Lane, KnownLane>,
    /// In sequence.
    pub(crate) existing: Vec<Existing>,
}

impl Before<'_> {
    /// Notes what the existing tasks wait for. A row: task, the other lane, until, up to.
    pub(crate) fn take_dependencies(&mut self, rows: &[QueryResult]) -> Result<(), DatabaseError> {
        let mut waits_for = BTreeMap::<i64, WaitsFor>::new();
        for row in rows {
            let on = (column(row, 1)?, until(&column::<String>(row, 2)?)?);
            waits_for.entry(column(row, 0)?).or_default().insert(on, column(row, 3)?);
        }
        for existing in &mut self.existing {
            existing.waits_for = waits_for.remove(&existing.seq).unwrap_or_default();
        }
        Ok(())
    }
}

/// A row: anything, lane, kind, number, priority, age, state, frozen, anything, bytes of its blob, id.
pub(crate) fn existing(row: &QueryResult) -> Result<Existing, DatabaseError> {
    let (state, frozen) = (column::<String>(row, 6)?, column::<bool>(row, 7)?);
    let attention = state == "attention";
    Ok(Existing {
        lane_id: column(row, 1)?,
        kind: column(row, 2)?,
        seq: column(row, 3)?,
        id: TaskId::new(column(row, 10)?),
        priority: priority(column(row, 4)?)?,
        enqueued_at: instant(column(row, 5)?)?,
        frozen: state == "claimed" || (frozen && !attention),
        attention,
        blob_bytes: count(column(row, 9)?),
        waits_for: WaitsFor::new(),
    })
}

/// The records that are guarded, and those that tasks carry.
pub(crate) fn places(commit: &Commit) -> Vec<PlaceOf<'_>> {
    let mut places = BTreeSet::new();
    for carried in commit.tasks.iter().filter_map(|task| task.carries.as_ref()) {
        places.insert((&carried.collection, &carried.id));
    }
    for write in commit.records.iter().filter(|write| write.expected != Expected::Anything) {
        places.insert((&write.record.collection, &write.record.id));
    }
    places.into_iter().collect()
}

/// Of the tasks themselves, and those that they wait for.
pub(crate) fn lanes(tasks: &[NewTask]) -> Vec<&Lane> {
    let named = tasks.iter().flat_map(|task| task.depends.iter().map(|dependency| &dependency.lane));
    let lanes: BTreeSet<_> = tasks.iter().map(|task| &task.lane).chain(named).collect();
    lanes.into_iter().collect()
}

/// The lanes and kinds where a new task may take an older one's place.
pub(crate) fn groups(tasks: &[NewTask]) -> Vec<(&str, &str)> {
    let superseding = tasks.iter().filter(|task| task.coalesce == Coalesce::Supersede);
    let groups: BTreeSet<_> = superseding.map(|task| (task.lane.as_str(), task.kind.as_str())).collect();
    groups.into_iter().collect()
}

/// What is stored of the records that the tasks carry, once those of the commit are written.
pub(crate) fn revisions<'c>(
    mut stored: BTreeMap<PlaceOf<'c>, StoredRevision>,
    commit: &'c Commit,
) -> BTreeMap<Place, StoredRevision> {
    let mut written = BTreeMap::new();
    for RecordWrite { record, .. } in &commit.records {
        written.insert((&record.collection, &record.id), record.revision);
    }
    let mut revisions = BTreeMap::new();
    for carried in commit.tasks.iter().filter_map(|task| task.carries.as_ref()) {
        let place = (&carried.collection, &carried.id);
        let before = stored.remove(&place);
        let after = match (before, written.remove(&place)) {
            (before, Some(revision)) => {
                let new = StoredRevision { revision, carried: 0, row: None };
                Some(before.map_or(new, |before| StoredRevision { revision, ..before }))
            }
            (before, None) => before,
        };
        if let Some(after) = after {
            revisions.insert((place.0.clone(), place.1.clone()), after);
        }
    }
    revisions
}
