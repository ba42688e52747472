//! Writing records and tasks: one after the other, and all of it undone where something is refused.

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::policy::{blob_room, room};
use homing_domain::ports::QueueError;
use homing_domain::task::{Coalesce, Commit, Expected, NewTask, RecordWrite, Task, TaskState, WithoutRoom};

use super::state::{RecordKey, State, StoredRecord, StoredTask, WaitsFor};

/// What was there before a commit, the newest change last.
#[derive(Default)]
struct Before(Vec<Was>);

enum Was {
    Record(RecordKey, Option<StoredRecord>),
    Absent(i64),
    There(Box<StoredTask>),
}

impl State {
    pub(super) fn commit(
        &mut self,
        account: AccountId,
        now: Timestamp,
        commit: Commit,
    ) -> Result<(), QueueError> {
        if account.is_local() && self.active.is_some() {
            return Err(QueueError::Adopted);
        }
        for write in &commit.records {
            self.check(account, write)?;
        }
        if commit.tasks.iter().any(|task| self.seqs.contains_key(&task.id)) {
            return Err(QueueError::AlreadyThere);
        }
        let (mut before, last_seq) = (Before::default(), self.last_seq);
        for write in commit.records {
            self.write(account, write, &mut before);
        }
        let mut put_off = false;
        for task in commit.tasks {
            if let Err(refused) = self.enqueue(account, now, task, &mut put_off, &mut before) {
                self.undo(before);
                self.last_seq = last_seq;
                return Err(refused);
            }
        }
        Ok(())
    }

    fn undo(&mut self, before: Before) {
        for was in before.0.into_iter().rev() {
            match was {
                Was::Record(key, Some(record)) => drop(self.records.insert(key, record)),
                Was::Record(key, None) => drop(self.records.remove(&key)),
                Was::Absent(seq) => drop(self.take(seq)),
                Was::There(stored) => self.put(*stored),
            }
        }
    }

    fn check(&self, account: AccountId, write: &RecordWrite) -> Result<(), QueueError> {
        let record = &write.record;
        let key = (account, record.collection.clone(), record.id.clone());
        let stored = self.records.get(&key).map(|stored| stored.record.revision);
        let holds = match write.expected {
            Expected::Absent => stored.is_none(),
            Expected::Revision(revision) => stored == Some(revision),
            Expected::Anything => true,
        };
        if holds {
            return Ok(());
        }
        Err(QueueError::Conflict { collection: record.collection.clone(), id: record.id.clone() })
    }

    fn write(&mut self, account: AccountId, write: RecordWrite, before: &mut Before) {
        let record = write.record;
        let key = (account, record.collection.clone(), record.id.clone());
        let carried_revision = self.records.get(&key).map_or(0, |stored| stored.carried_revision);
        let was = self.records.insert(key.clone(), StoredRecord { record, carried_revision });
        before.0.push(Was::Record(key, was));
    }

    fn enqueue(
        &mut self,
        account: AccountId,
        now: Timestamp,
        mut task: NewTask,
        put_off: &mut bool,
        before: &mut Before,
    ) -> Result<(), QueueError> {
        let superseded = self.superseded(account, &task);
        if self.waits_for_room(account, &task, superseded.is_empty(), put_off)? {
            return Ok(());
        }
        self.check_blob_room(account, &task, &superseded)?;
        self.note_carried(account, &task, before);
        let mut waits_for = WaitsFor::new();
        let (mut first, mut enqueued_at) = (None, now);
        for old in superseded.into_iter().filter_map(|seq| self.take(seq)) {
            before.0.push(Was::There(Box::new(old.clone())));
            task.priority = task.priority.min(old.task.task.priority);
            enqueued_at = enqueued_at.min(old.task.enqueued_at);
            later(&mut waits_for, old.waits_for.clone());
            first.get_or_insert(old);
        }
        later(&mut waits_for, self.named(account, &task));
        // What may have reached the server goes first: the newest follows it.
        let kept = first.filter(|first| {
            let last_frozen = self.of_lane_and_kind(account, &task).next_back();
            last_frozen.is_none_or(|frozen| frozen.task.seq < first.task.seq)
        });
        let seq = match kept {
            Some(first) => {
                let known = |on: &_, upto: &_| first.waits_for.get(on).is_some_and(|known| known >= upto);
                let new = waits_for.iter().filter(|(on, upto)| !known(on, upto));
                let new = new.map(|(on, upto)| (on.clone(), *upto)).collect();
                self.check_cycle(&(account, task.lane.clone()), first.task.seq, &new)?;
                first.task.seq
            }
            None => {
                self.last_seq += 1;
                self.last_seq
            }
        };
        task.depends = Vec::new();
        let task = Task {
            seq,
            task,
            enqueued_at,
            attempts: 0,
            crashes: 0,
            unknown_since: None,
            not_before: now,
            state: TaskState::Waiting,
        };
        self.put(StoredTask { account, task, frozen: false, waits_for });
        before.0.push(Was::Absent(seq));
        Ok(())
    }

    /// Whether the task is put off. An earlier one of the commit that was takes with it all that may be: what comes
    /// later must not overtake it.
    fn waits_for_room(
        &self,
        account: AccountId,
        task: &NewTask,
        supersedes_none: bool,
        put_off: &mut bool,
    ) -> Result<bool, QueueError> {
        let unsent = self.unsent.get(&account).copied().unwrap_or(0);
        let is_full = supersedes_none && room(unsent, task.priority) == 0;
        if (is_full || *put_off) && self.may_be_put_off(account, task) {
            *put_off = true;
            return Ok(true);
        }
        if is_full { Err(QueueError::NoRoom { kind: task.kind.clone(), unsent }) } else { Ok(false) }
    }

    fn check_blob_room(
        &self,
        account: AccountId,
        task: &NewTask,
        superseded: &[i64],
    ) -> Result<(), QueueError> {
        let Some(blob) = &task.blob else { return Ok(()) };
        let freed = superseded.iter().filter_map(|seq| Some(self.tasks[seq].task.task.blob.as_ref()?.bytes));
        let blob_bytes = self.blob_bytes.get(&account).copied().unwrap_or(0) - freed.sum::<u64>();
        if blob.bytes <= blob_room(blob_bytes) {
            return Ok(());
        }
        Err(QueueError::NoBlobRoom { kind: task.kind.clone(), bytes: blob.bytes, blob_bytes })
    }

    /// Only what would not be forgotten: a record that is found among the unsent ones, and no bytes beside it.
    fn may_be_put_off(&self, account: AccountId, task: &NewTask) -> bool {
        let may = task.without_room == WithoutRoom::PutOff && task.blob.is_none();
        let Some(carried) = task.carries.as_ref().filter(|_| may) else {
            return false;
        };
        let stored = self.records.get(&(account, carried.collection.clone(), carried.id.clone()));
        stored.is_some_and(StoredRecord::is_unsent)
    }

    fn note_carried(&mut self, account: AccountId, task: &NewTask, before: &mut Before) {
        let Some(carried) = &task.carries else { return };
        let key = (account, carried.collection.clone(), carried.id.clone());
        if let Some(stored) = self.records.get_mut(&key) {
            before.0.push(Was::Record(key, Some(stored.clone())));
            stored.carried_revision = stored.carried_revision.max(carried.revision);
        }
    }

    /// What the task takes the place of, the oldest first.
    fn superseded(&self, account: AccountId, task: &NewTask) -> Vec<i64> {
        if task.coalesce == Coalesce::Keep {
            return Vec::new();
        }
        let of_kind = self.of_lane_and_kind(account, task);
        of_kind.filter(|old| old.task.state.may_be_superseded()).map(|old| old.task.seq).collect()
    }

    fn of_lane_and_kind(
        &self,
        account: AccountId,
        task: &NewTask,
    ) -> impl DoubleEndedIterator<Item = &StoredTask> {
        self.of_lane(&(account, task.lane.clone())).filter(|old| old.task.task.kind == task.kind)
    }
}

/// Takes in what else is waited for: of each lane as much as either says.
fn later(waits_for: &mut WaitsFor, others: WaitsFor) {
    for (on, upto) in others {
        let known = waits_for.entry(on).or_insert(upto);
        *known = upto.max(*known);
    }
}
