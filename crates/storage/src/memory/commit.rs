//! Writing records and tasks: all guards first, then everything.

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::QueueError;
use homing_domain::task::{Coalesce, Commit, Expected, NewTask, RecordWrite, Task, TaskState};

use super::state::{State, StoredRecord, StoredTask};

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
        for write in commit.records {
            self.write(account, write);
        }
        for task in commit.tasks {
            self.enqueue(account, now, task);
        }
        Ok(())
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

    fn write(&mut self, account: AccountId, write: RecordWrite) {
        let record = write.record;
        let key = (account, record.collection.clone(), record.id.clone());
        let carried_revision = self.records.get(&key).map_or(0, |stored| stored.carried_revision);
        self.records.insert(key, StoredRecord { record, carried_revision });
    }

    fn enqueue(&mut self, account: AccountId, now: Timestamp, mut task: NewTask) {
        if let Some(carried) = &task.carries {
            let key = (account, carried.collection.clone(), carried.id.clone());
            if let Some(stored) = self.records.get_mut(&key) {
                stored.carried_revision = stored.carried_revision.max(carried.revision);
            }
        }
        self.lanes.entry((account, task.lane.clone())).or_default();
        let (mut seq, mut enqueued_at) = (None, now);
        if task.coalesce == Coalesce::Supersede {
            for old in self.take_superseded(account, &task) {
                task.priority = task.priority.min(old.task.priority);
                enqueued_at = enqueued_at.min(old.enqueued_at);
                seq = seq.or(Some(old.seq));
            }
            // What may have reached the server goes first: the newest follows it.
            let last_frozen = self.of_lane_and_kind(account, &task).last().map(|frozen| frozen.task.seq);
            seq = seq.filter(|seq| last_frozen < Some(*seq));
        }
        let seq = seq.unwrap_or_else(|| {
            self.last_seq += 1;
            self.last_seq
        });
        let task = Task { seq, task, enqueued_at, attempts: 0, not_before: now, state: TaskState::Waiting };
        self.tasks.insert(seq, StoredTask { account, task, frozen: false });
    }

    /// Takes out what the task takes the place of, the oldest first.
    fn take_superseded(&mut self, account: AccountId, task: &NewTask) -> Vec<Task> {
        let superseded =
            self.of_lane_and_kind(account, task).filter(|old| old.task.state.may_be_superseded());
        let superseded: Vec<_> = superseded.map(|old| old.task.seq).collect();
        superseded.iter().filter_map(|seq| self.tasks.remove(seq)).map(|old| old.task).collect()
    }

    fn of_lane_and_kind(&self, account: AccountId, task: &NewTask) -> impl Iterator<Item = &StoredTask> {
        self.tasks.values().filter(move |old| {
            old.account == account && old.task.task.lane == task.lane && old.task.task.kind == task.kind
        })
    }
}
