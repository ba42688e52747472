//! What a commit does to the tasks: which rows go, which come, under which numbers, and what they wait for. Pure.

use std::collections::{BTreeMap, BTreeSet};

use homing_domain::Timestamp;
use homing_domain::names::{Lane, TaskId};
use homing_domain::policy::room;
use homing_domain::ports::QueueError;
use homing_domain::task::{Coalesce, Commit, NewTask, WithoutRoom};

use super::before::{
    Before, Counts, Existing, KnownLane, Numbers, Place, StoredRevision, WaitsFor, revisions,
};
use super::blobs::{bytes_of, check_room};

/// Whose places change with the first tasks of the lanes that are refreshed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Others {
    /// Nobody waits for them.
    #[default]
    None,
    /// What waited for tasks that are gone, or for a lane that waits for a person by now.
    Released,
    /// That, and all that waits for them to be out of the way: one of them went to attention, or came back.
    Moved,
}

/// A row to insert.
#[derive(Debug)]
pub(crate) struct Insert {
    pub(crate) lane_id: i64,
    pub(crate) task: NewTask,
    pub(crate) enqueued_at: Timestamp,
    pub(crate) waits_for: WaitsFor,
}

/// A task in whose place a new one waits for more than the old one did: only such a one can close a cycle, since
/// nothing waits for a number that is new.
#[derive(Debug)]
pub(crate) struct MayCycle {
    pub(crate) seq: i64,
    pub(crate) lane_id: i64,
    pub(crate) lane: Lane,
}

/// What is to be written.
#[derive(Debug, Default)]
pub(crate) struct Planned {
    /// Rows that are there and go.
    pub(crate) deletes: Vec<i64>,
    /// Rows that come, by sequence number.
    pub(crate) inserts: BTreeMap<i64, Insert>,
    /// Lanes that have no row yet, by id.
    pub(crate) new_lanes: BTreeMap<i64, Lane>,
    /// Lanes that are there and whose tasks change.
    pub(crate) changed_lanes: BTreeSet<i64>,
    /// Whether what waits for these has to be looked at.
    pub(crate) others: Others,
    /// Of each record that tasks carry in a newer revision than before: that revision, and where the record is.
    pub(crate) carried: BTreeMap<Place, StoredRevision>,
    pub(crate) may_cycle: Vec<MayCycle>,
}

/// How many unsent tasks more or less there are of an account, and how many bytes of their blobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) unsent: i64,
    pub(crate) blob_bytes: i64,
}

/// Takes in the new tasks one after the other.
#[derive(Debug)]
pub(crate) struct Plan {
    now: Timestamp,
    seqs: Numbers,
    lane_ids: Numbers,
    counts: Counts,
    put_off: bool,
    revisions: BTreeMap<Place, StoredRevision>,
    lanes: BTreeMap<Lane, KnownLane>,
    /// By lane and kind, each in sequence.
    rows: BTreeMap<(i64, String), Vec<Existing>>,
    planned: Planned,
    /// Ids of the rows that are there and go.
    taken_out: BTreeSet<TaskId>,
}

impl Plan {
    /// Starts from what is there once the records of the commit are written.
    pub(crate) fn new<'c>(now: Timestamp, before: Before<'c>, commit: &'c Commit) -> Self {
        let mut rows = BTreeMap::<_, Vec<_>>::new();
        for existing in before.existing {
            rows.entry((existing.lane_id, existing.kind.clone())).or_default().push(existing);
        }
        let revisions = revisions(before.revisions, commit);
        Self {
            now,
            seqs: before.seqs,
            lane_ids: before.lane_ids,
            counts: before.counts,
            put_off: false,
            revisions,
            lanes: before.lanes,
            rows,
            planned: Planned::default(),
            taken_out: BTreeSet::new(),
        }
    }

    /// Adds a task to the end of its lane, or in the place of what it supersedes; or puts it off.
    pub(crate) fn add(&mut self, mut task: NewTask) -> Result<(), QueueError> {
        if self.waits_for_room(&task)? {
            return Ok(());
        }
        let superseded = self.superseded(&task);
        let is_there = |id| superseded.iter().any(|old| old.id == id) || self.taken_out.contains(&id);
        if is_there(task.id) {
            return Err(QueueError::AlreadyThere);
        }
        check_room(&task, &superseded, self.counts.blob_bytes)?;
        self.note_carried(&task);
        let lane = self.lane(&task.lane)?;
        let mut waits_for = self.named(&task);
        let mut enqueued_at = self.now;
        for old in &superseded {
            task.priority = task.priority.min(old.priority);
            enqueued_at = enqueued_at.min(old.enqueued_at);
            later(&mut waits_for, &old.waits_for);
            self.take_out(old, lane);
        }
        let group = (lane.id, task.kind.as_str().to_owned());
        // What may have reached the server goes first: the newest follows it.
        let last_frozen = self.rows.get(&group).and_then(|rows| rows.last()).map(|row| row.seq);
        let kept = superseded.first().filter(|first| last_frozen < Some(first.seq));
        if let Some(first) = kept
            && waits_for.iter().any(|(on, upto)| first.waits_for.get(on).is_none_or(|known| known < upto))
        {
            let (seq, lane_id) = (first.seq, lane.id);
            self.planned.may_cycle.push(MayCycle { seq, lane_id, lane: task.lane.clone() });
        }
        let seq = match kept {
            Some(first) => first.seq,
            None => self.seqs.next()?,
        };
        self.counts.unsent += 1;
        self.counts.blob_bytes += bytes_of(&task);
        if let Some(known) = self.lanes.get_mut(&task.lane) {
            known.last_seq = known.last_seq.max(seq);
        }
        let row = Existing {
            lane_id: lane.id,
            kind: group.1.clone(),
            seq,
            id: task.id,
            priority: task.priority,
            enqueued_at,
            frozen: false,
            attention: false,
            blob_bytes: bytes_of(&task),
            waits_for: waits_for.clone(),
        };
        self.rows.entry(group).or_default().push(row);
        self.planned.inserts.insert(seq, Insert { lane_id: lane.id, task, enqueued_at, waits_for });
        Ok(())
    }

    /// Whether a task was put off.
    pub(crate) fn puts_off(&self) -> bool {
        self.put_off
    }

    /// What is to be written, and what is to be counted more or less then.
    pub(crate) fn finish(self, before: Counts) -> (Planned, Difference) {
        let difference = |after, before| i64::try_from(i128::from(after) - i128::from(before)).unwrap_or(0);
        let unsent = difference(self.counts.unsent, before.unsent);
        let blob_bytes = difference(self.counts.blob_bytes, before.blob_bytes);
        (self.planned, Difference { unsent, blob_bytes })
    }

    /// The rows of the task's lane and kind, where it may supersede some.
    fn may_supersede(&mut self, task: &NewTask) -> Option<&mut Vec<Existing>> {
        let lane = self.lanes.get(&task.lane).filter(|_| task.coalesce == Coalesce::Supersede)?;
        self.rows.get_mut(&(lane.id, task.kind.as_str().to_owned()))
    }

    /// Takes what the task takes the place of, the oldest first.
    fn superseded(&mut self, task: &NewTask) -> Vec<Existing> {
        let rows = self.may_supersede(task);
        rows.map_or_else(Vec::new, |rows| rows.extract_if(.., |row| !row.frozen).collect())
    }

    /// Forgets a row that was planned, or lets one go that is there.
    fn take_out(&mut self, old: &Existing, lane: KnownLane) {
        self.counts.unsent = self.counts.unsent.saturating_sub(1);
        self.counts.blob_bytes = self.counts.blob_bytes.saturating_sub(old.blob_bytes);
        if self.planned.inserts.remove(&old.seq).is_none() {
            self.planned.deletes.push(old.seq);
            self.taken_out.insert(old.id);
            if lane.awaited {
                let others = if old.attention { Others::Moved } else { Others::Released };
                self.planned.others = self.planned.others.max(others);
            }
        }
    }

    /// The lane, with a row to come where it has none.
    fn lane(&mut self, name: &Lane) -> Result<KnownLane, QueueError> {
        if let Some(lane) = self.lanes.get(name) {
            if !self.planned.new_lanes.contains_key(&lane.id) {
                self.planned.changed_lanes.insert(lane.id);
            }
            return Ok(*lane);
        }
        let lane = KnownLane { id: self.lane_ids.next()?, last_seq: 0, awaited: false };
        self.planned.new_lanes.insert(lane.id, name.clone());
        self.lanes.insert(name.clone(), lane);
        Ok(lane)
    }

    /// What the task names, as far as there is something to wait for.
    fn named(&self, task: &NewTask) -> WaitsFor {
        let others = task.depends.iter().filter(|dependency| dependency.lane != task.lane);
        let holding = others.filter_map(|dependency| {
            let on = self.lanes.get(&dependency.lane).filter(|on| on.last_seq > 0)?;
            Some(((on.id, dependency.until), on.last_seq))
        });
        holding.collect()
    }

    /// Whether the task is put off. An earlier one of the commit that was takes with it all that may be: what comes
    /// later must not overtake it.
    fn waits_for_room(&mut self, task: &NewTask) -> Result<bool, QueueError> {
        let is_full = room(self.counts.unsent, task.priority) == 0
            && self.may_supersede(task).is_none_or(|rows| rows.iter().all(|row| row.frozen));
        if (is_full || self.put_off) && self.may_be_put_off(task) {
            self.put_off = true;
            return Ok(true);
        }
        if is_full {
            return Err(QueueError::NoRoom { kind: task.kind.clone(), unsent: self.counts.unsent });
        }
        Ok(false)
    }

    /// Only what would not be forgotten: a record that is found among the unsent ones, and no bytes beside it.
    fn may_be_put_off(&self, task: &NewTask) -> bool {
        let may = task.without_room == WithoutRoom::PutOff && task.blob.is_none();
        let Some(carried) = task.carries.as_ref().filter(|_| may) else {
            return false;
        };
        let stored = self.revisions.get(&(carried.collection.clone(), carried.id.clone()));
        stored.is_some_and(|stored| stored.revision > stored.carried)
    }

    fn note_carried(&mut self, task: &NewTask) {
        let Some(carried) = &task.carries else { return };
        let place = (carried.collection.clone(), carried.id.clone());
        if let Some(stored) =
            self.revisions.get_mut(&place).filter(|stored| stored.carried < carried.revision)
        {
            stored.carried = carried.revision;
            self.planned.carried.insert(place, *stored);
        }
    }
}

/// Takes in what else is waited for: of each lane as much as either says.
fn later(waits_for: &mut WaitsFor, others: &WaitsFor) {
    for (on, upto) in others {
        let known = waits_for.entry(*on).or_insert(*upto);
        *known = Ord::max(*known, *upto);
    }
}
