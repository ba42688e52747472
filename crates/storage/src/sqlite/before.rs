//! What a commit has to know before it writes: read in one go. Nothing is decided here.

use std::collections::{BTreeMap, BTreeSet};

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, Lane, RecordId};
use homing_domain::task::{Coalesce, Commit, Expected, NewTask, Priority, Release, WithoutRoom};
use sea_orm::QueryResult;

use super::error::SqliteError;
use super::rows::{column, count, given, instant, priority, until};
use super::script::{json, numbers, script};
use super::sql;
use super::transaction::Transaction;

/// A record's place within its account.
pub(super) type Place = (Collection, RecordId);

/// What is stored of a record.
#[derive(Clone, Copy, Debug)]
pub(super) struct StoredRevision {
    pub(super) revision: i64,
    /// The newest that a task carried.
    pub(super) carried: i64,
}

/// A lane that has a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownLane {
    pub(super) id: i64,
    /// The number of its last unsent task; 0 where it has none.
    pub(super) last_seq: i64,
    /// Whether tasks of other lanes wait for this one.
    pub(super) awaited: bool,
}

/// What a task waits for: up to which number of which lane.
pub(super) type WaitsFor = BTreeMap<(i64, Release), i64>;

/// A task that a new one may supersede, or must follow.
#[derive(Clone, Debug)]
pub(super) struct Existing {
    pub(super) lane_id: i64,
    pub(super) kind: String,
    pub(super) seq: i64,
    pub(super) priority: Priority,
    pub(super) enqueued_at: Timestamp,
    /// Claimed, or of unknown outcome.
    pub(super) frozen: bool,
    pub(super) attention: bool,
    pub(super) waits_for: WaitsFor,
}

#[derive(Debug, Default)]
pub(super) struct Before {
    /// The highest number of a task that was ever given.
    pub(super) last_seq: i64,
    /// The highest id of a lane that was ever given.
    pub(super) last_lane_id: i64,
    /// How many tasks of the account are unsent.
    pub(super) unsent: u64,
    /// Whether an account has ever signed in.
    pub(super) adopted: bool,
    /// Of the records that are guarded, or whose tasks may be put off.
    pub(super) revisions: BTreeMap<Place, StoredRevision>,
    pub(super) lanes: BTreeMap<Lane, KnownLane>,
    /// In sequence.
    pub(super) existing: Vec<Existing>,
}

pub(super) async fn read(
    transaction: &Transaction<'_>,
    account: AccountId,
    commit: &Commit,
) -> Result<Before, SqliteError> {
    let whose = || account.uuid().into();
    let (places, lanes, groups) = (places(commit), lanes(&commit.tasks), groups(&commit.tasks));
    let mut asked = script(sql::NUMBERS, [whose()]);
    if !places.is_empty() {
        asked.then(sql::REVISIONS, [json(&places)?, whose()]);
    }
    if !lanes.is_empty() {
        asked.then(sql::LANES, [json(&lanes)?, whose()]);
    }
    if !groups.is_empty() {
        asked.then(sql::OF_LANE_AND_KIND, [json(&groups)?, whose()]);
    }
    let mut before = Before::default();
    let mut depending = false;
    for row in transaction.rows(asked).await? {
        match column::<i64>(&row, 0)? {
            0 => before.take_numbers(&row)?,
            1 => {
                let stored = StoredRevision { revision: column(&row, 2)?, carried: column(&row, 3)? };
                before.revisions.insert(given(&places, &row, 1)?.clone(), stored);
            }
            2 => {
                let lane =
                    KnownLane { id: column(&row, 2)?, last_seq: column(&row, 3)?, awaited: column(&row, 4)? };
                before.lanes.insert((*given(&lanes, &row, 1)?).clone(), lane);
            }
            _ => {
                depending |= column::<bool>(&row, 8)?;
                before.existing.push(existing(&row)?);
            }
        }
    }
    if depending {
        before.take_dependencies(transaction).await?;
    }
    Ok(before)
}

impl Before {
    fn take_numbers(&mut self, row: &QueryResult) -> Result<(), SqliteError> {
        self.last_seq = column(row, 1)?;
        self.last_lane_id = column(row, 2)?;
        self.unsent = count(column(row, 3)?);
        self.adopted = column::<Option<bool>>(row, 4)?.unwrap_or(false);
        Ok(())
    }

    async fn take_dependencies(&mut self, transaction: &Transaction<'_>) -> Result<(), SqliteError> {
        let seqs = numbers(self.existing.iter().map(|existing| existing.seq));
        let mut waits_for = BTreeMap::<i64, WaitsFor>::new();
        for row in transaction.rows(script(sql::DEPENDENCIES_OF, [seqs])).await? {
            let on = (column(&row, 1)?, until(&column::<String>(&row, 2)?)?);
            waits_for.entry(column(&row, 0)?).or_default().insert(on, column(&row, 3)?);
        }
        for existing in &mut self.existing {
            existing.waits_for = waits_for.remove(&existing.seq).unwrap_or_default();
        }
        Ok(())
    }
}

fn existing(row: &QueryResult) -> Result<Existing, SqliteError> {
    let (state, frozen) = (column::<String>(row, 6)?, column::<bool>(row, 7)?);
    let attention = state == "attention";
    Ok(Existing {
        lane_id: column(row, 1)?,
        kind: column(row, 2)?,
        seq: column(row, 3)?,
        priority: priority(column(row, 4)?)?,
        enqueued_at: instant(column(row, 5)?)?,
        frozen: state == "claimed" || (frozen && !attention),
        attention,
        waits_for: WaitsFor::new(),
    })
}

fn places(commit: &Commit) -> Vec<Place> {
    let guarded = commit.records.iter().filter(|write| write.expected != Expected::Anything);
    let guarded = guarded.map(|write| (&write.record.collection, &write.record.id));
    let may_be_put_off = commit.tasks.iter().filter(|task| task.without_room == WithoutRoom::PutOff);
    let carried = may_be_put_off.filter_map(|task| task.carries.as_ref());
    let carried = carried.map(|carried| (&carried.collection, &carried.id));
    let places: BTreeSet<_> = guarded.chain(carried).collect();
    places.into_iter().map(|(collection, id)| (collection.clone(), id.clone())).collect()
}

/// Of the tasks themselves, and those that they wait for.
fn lanes(tasks: &[NewTask]) -> Vec<&Lane> {
    let named = tasks.iter().flat_map(|task| task.depends.iter().map(|dependency| &dependency.lane));
    let lanes: BTreeSet<_> = tasks.iter().map(|task| &task.lane).chain(named).collect();
    lanes.into_iter().collect()
}

/// The lanes and kinds where a new task may take an older one's place.
fn groups(tasks: &[NewTask]) -> Vec<(&str, &str)> {
    let superseding = tasks.iter().filter(|task| task.coalesce == Coalesce::Supersede);
    let groups: BTreeSet<_> = superseding.map(|task| (task.lane.as_str(), task.kind.as_str())).collect();
    groups.into_iter().collect()
}
