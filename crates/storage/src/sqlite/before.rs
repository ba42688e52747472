//! What a commit has to know before it writes: read in one go. Nothing is decided here.

use std::collections::{BTreeMap, BTreeSet};

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, Lane, RecordId};
use homing_domain::task::{Coalesce, Commit, Expected, NewTask, Priority, Release};
use sea_orm::QueryResult;

use super::error::SqliteError;
use super::rows::{column, count, given, instant, priority, until};
use super::script::{numbers, script};
use super::sql;
use super::transaction::Transaction;

/// A record's place within its account.
pub(super) type Place = (Collection, RecordId);

/// The same, as a commit names it.
pub(super) type PlaceOf<'c> = (&'c Collection, &'c RecordId);

/// What is stored of a record.
#[derive(Clone, Copy, Debug)]
pub(super) struct StoredRevision {
    pub(super) revision: i64,
    /// The newest that a task carried.
    pub(super) carried: i64,
    /// Where it is in its table; none for a record that this commit makes.
    pub(super) row: Option<i64>,
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
pub(super) struct Before<'c> {
    /// The highest number of a task that was ever given.
    pub(super) last_seq: i64,
    /// The highest id of a lane that was ever given.
    pub(super) last_lane_id: i64,
    /// How many tasks of the account are unsent.
    pub(super) unsent: u64,
    /// Whether an account has ever signed in.
    pub(super) adopted: bool,
    /// Of the records that are guarded or carried, and are there.
    pub(super) revisions: BTreeMap<PlaceOf<'c>, StoredRevision>,
    pub(super) lanes: BTreeMap<Lane, KnownLane>,
    /// In sequence.
    pub(super) existing: Vec<Existing>,
}

pub(super) async fn read<'c>(
    transaction: &Transaction<'_>,
    account: AccountId,
    commit: &'c Commit,
) -> Result<Before<'c>, SqliteError> {
    let whose = || account.uuid().into();
    let (places, lanes, groups) = (places(commit), lanes(&commit.tasks), groups(&commit.tasks));
    let mut asked = script(sql::NUMBERS, [whose()]);
    if !places.is_empty() {
        asked.and_listed(&sql::REVISIONS, &places, [whose()])?;
    }
    if !lanes.is_empty() {
        asked.and_listed(&sql::LANES, &lanes, [whose()])?;
    }
    if !groups.is_empty() {
        asked.and_listed(&sql::OF_LANE_AND_KIND, &groups, [whose()])?;
    }
    let mut before = Before::default();
    let mut depending = false;
    for row in transaction.rows(asked).await? {
        match column::<i64>(&row, 0)? {
            0 => before.take_numbers(&row)?,
            1 => {
                let stored = StoredRevision {
                    revision: column(&row, 2)?,
                    carried: column(&row, 3)?,
                    row: Some(column(&row, 4)?),
                };
                before.revisions.insert(*given(&places, &row, 1)?, stored);
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
    before.existing.sort_by_key(|existing| existing.seq);
    if depending {
        before.take_dependencies(transaction).await?;
    }
    Ok(before)
}

impl Before<'_> {
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

/// The records that are guarded, and those that tasks carry.
fn places(commit: &Commit) -> Vec<PlaceOf<'_>> {
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
