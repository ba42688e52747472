//! The queue once more, as plainly as it can be said: a list of rows, looked through from the front. What the rules of
//! [`crate::ports::Queue`] say, and nothing of how a backend comes by it.

use std::collections::BTreeMap;

use crate::Timestamp;
use crate::names::{AccountId, Lane};
use crate::policy::{blob_room, room};
use crate::task::{
    Coalesce, Commit, Dependency, Expected, NewTask, Record, RecordWrite, Release, Task, TaskState,
    WithoutRoom,
};

/// An unsent task.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) account: AccountId,
    pub(super) task: Task,
    /// Whether an earlier outcome is unknown, also while it is claimed.
    pub(super) frozen: bool,
    pub(super) waits_for: Vec<Wait>,
}

/// The tasks of a lane up to this one go first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wait {
    pub(super) lane: Lane,
    pub(super) until: Release,
    pub(super) upto: i64,
}

/// A claim of a lane, and how often there was one.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims {
    pub(super) epoch: i64,
    /// Since when, and until when, if it is claimed.
    pub(super) held: Option<(Timestamp, Timestamp)>,
}

/// A record, and the newest revision of it that a task carried.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) account: AccountId,
    pub(super) record: Record,
    pub(super) carried: i64,
}

/// A row of the history.
#[derive(Clone, Debug)]
pub(super) struct Left {
    pub(super) account: AccountId,
    pub(super) at: Timestamp,
    pub(super) seq: i64,
    pub(super) sent: bool,
}

/// Why a commit writes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Conflict,
    AlreadyThere,
    NoRoom,
    Cycle,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    /// In sequence.
    pub(super) rows: Vec<Row>,
    pub(super) records: Vec<Stored>,
    pub(super) claims: BTreeMap<(AccountId, Lane), Claims>,
    pub(super) left: Vec<Left>,
    last_seq: i64,
}

impl Model {
    pub(super) fn commit(
        &mut self,
        account: AccountId,
        now: Timestamp,
        commit: &Commit,
    ) -> Result<(), Refused> {
        let mut after = self.clone();
        for write in &commit.records {
            after.guard(account, write)?;
        }
        if commit.tasks.iter().any(|task| self.rows.iter().any(|row| row.task.task.id == task.id)) {
            return Err(Refused::AlreadyThere);
        }
        for write in &commit.records {
            after.write(account, &write.record);
        }
        let mut put_off = false;
        for task in &commit.tasks {
            after.add(account, now, task.clone(), &mut put_off)?;
        }
        *self = after;
        Ok(())
    }

    fn guard(&self, account: AccountId, write: &RecordWrite) -> Result<(), Refused> {
        let stored = self.stored(account, &write.record).map(|stored| stored.record.revision);
        let holds = match write.expected {
            Expected::Absent => stored.is_none(),
            Expected::Revision(revision) => stored == Some(revision),
            Expected::Anything => true,
        };
        if holds { Ok(()) } else { Err(Refused::Conflict) }
    }

    fn stored(&self, account: AccountId, like: &Record) -> Option<&Stored> {
        self.records.iter().find(|stored| {
            stored.account == account
                && (&stored.record.collection, &stored.record.id) == (&like.collection, &like.id)
        })
    }

    fn write(&mut self, account: AccountId, record: &Record) {
        let carried = self.stored(account, record).map_or(0, |stored| stored.carried);
        self.records.retain(|stored| {
            stored.account != account
                || (&stored.record.collection, &stored.record.id) != (&record.collection, &record.id)
        });
        self.records.push(Stored { account, record: record.clone(), carried });
    }

    fn add(
        &mut self,
        account: AccountId,
        now: Timestamp,
        mut task: NewTask,
        put_off: &mut bool,
    ) -> Result<(), Refused> {
        let alike = |row: &Row| {
            row.account == account && row.task.task.lane == task.lane && row.task.task.kind == task.kind
        };
        let gives_way = |row: &Row| {
            task.coalesce == Coalesce::Supersede && alike(row) && row.task.state.may_be_superseded()
        };
        let superseded: Vec<Row> = self.rows.iter().filter(|row| gives_way(row)).cloned().collect();
        let unsent = self.of_account(account).count() as u64;
        let is_full = superseded.is_empty() && room(unsent, task.priority) == 0;
        if (is_full || *put_off) && self.may_be_put_off(account, &task) {
            *put_off = true;
            return Ok(());
        }
        if is_full {
            return Err(Refused::NoRoom);
        }
        let freed: u64 = superseded.iter().map(Row::blob_bytes).sum();
        if task.blob.as_ref().is_some_and(|blob| blob.bytes > blob_room(self.blob_bytes(account) - freed)) {
            return Err(Refused::NoRoom);
        }
        let mut waits_for = Vec::new();
        for wait in superseded.iter().flat_map(|row| &row.waits_for) {
            add_wait(&mut waits_for, wait);
        }
        for Dependency { lane, until } in &task.depends {
            let last = self.of_lane(account, lane).last().map(|row| row.task.seq);
            if let Some(upto) = last.filter(|_| *lane != task.lane) {
                add_wait(&mut waits_for, &Wait { lane: lane.clone(), until: *until, upto });
            }
        }
        let last_alike = self.rows.iter().rfind(|row| alike(row) && !gives_way(row));
        let last_alike = last_alike.map(|row| row.task.seq);
        self.rows.retain(|row| !superseded.iter().any(|old| old.task.seq == row.task.seq));
        if let Some(carried) = &task.carries {
            for stored in self.records.iter_mut().filter(|stored| {
                (stored.account, &stored.record.collection, &stored.record.id)
                    == (account, &carried.collection, &carried.id)
            }) {
                stored.carried = stored.carried.max(carried.revision);
            }
        }
        let enqueued_at = superseded.iter().map(|old| old.task.enqueued_at).fold(now, Ord::min);
        task.priority = superseded.iter().map(|old| old.task.task.priority).fold(task.priority, Ord::min);
        task.depends = Vec::new();
        let place = superseded.first().map(|first| first.task.seq).filter(|seq| last_alike < Some(*seq));
        let seq = place.unwrap_or(self.last_seq + 1);
        self.last_seq = self.last_seq.max(seq);
        let new = Task {
            seq,
            task,
            enqueued_at,
            attempts: 0,
            crashes: 0,
            unknown_since: None,
            not_before: now,
            state: TaskState::Waiting,
        };
        self.rows.push(Row { account, task: new, frozen: false, waits_for });
        self.rows.sort_by_key(|row| row.task.seq);
        if self.waits_for_itself(account, seq) { Err(Refused::Cycle) } else { Ok(()) }
    }

    fn may_be_put_off(&self, account: AccountId, task: &NewTask) -> bool {
        task.without_room == WithoutRoom::PutOff
            && task.blob.is_none()
            && task.carries.as_ref().is_some_and(|carried| {
                self.unsent(account)
                    .iter()
                    .any(|record| (&record.collection, &record.id) == (&carried.collection, &carried.id))
            })
    }

    /// Over whatever chain of what waits for what, and of what stands behind what in its lane.
    fn waits_for_itself(&self, account: AccountId, seq: i64) -> bool {
        let at = |seq: i64| self.of_account(account).find(move |row| row.task.seq == seq);
        let before = |row: &Row| -> Vec<i64> {
            row.waits_for
                .iter()
                .flat_map(|wait| self.of_lane(account, &wait.lane).filter(|row| row.task.seq <= wait.upto))
                .map(|row| row.task.seq)
                .collect()
        };
        let mut open = at(seq).map(before).unwrap_or_default();
        let mut seen = Vec::new();
        while let Some(next) = open.pop() {
            if next == seq {
                return true;
            }
            if !seen.contains(&next) {
                seen.push(next);
                open.extend(at(next).map(before).unwrap_or_default());
            }
        }
        false
    }

    /// The unsent tasks of an account, in sequence.
    pub(super) fn of_account(&self, account: AccountId) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.account == account)
    }

    /// Those of one of its lanes.
    pub(super) fn of_lane<'m>(&'m self, account: AccountId, lane: &Lane) -> impl Iterator<Item = &'m Row> {
        let lane = lane.clone();
        self.of_account(account).filter(move |row| row.task.task.lane == lane)
    }

    pub(super) fn holds(&self, account: AccountId, wait: &Wait) -> bool {
        self.of_lane(account, &wait.lane).next().is_some_and(|first| {
            let out_of_the_way = wait.until == Release::OutOfTheWay && first.needs_a_person();
            first.task.seq <= wait.upto && !out_of_the_way
        })
    }

    pub(super) fn is_held(&self, row: &Row) -> bool {
        row.waits_for.iter().any(|wait| self.holds(row.account, wait))
    }
}

impl Row {
    pub(super) fn blob_bytes(&self) -> u64 {
        self.task.task.blob.as_ref().map_or(0, |blob| blob.bytes)
    }

    pub(super) fn needs_a_person(&self) -> bool {
        matches!(self.task.state, TaskState::Attention(_))
    }
}

/// Of each lane as much as either says.
fn add_wait(waits: &mut Vec<Wait>, new: &Wait) {
    match waits.iter_mut().find(|wait| (&wait.lane, wait.until) == (&new.lane, new.until)) {
        Some(known) => known.upto = known.upto.max(new.upto),
        None => waits.push(new.clone()),
    }
}
