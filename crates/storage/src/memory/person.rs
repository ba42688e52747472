//! What a person asks of single tasks: to look at one, to let it go again, to discard it.

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, TaskId};
use homing_domain::ports::{DiscardError, Selection, Undiscardable};
use homing_domain::task::{Task, TaskState};

use super::state::{Outcome, State, StoredTask};

impl State {
    pub(super) fn task(&self, account: AccountId, id: TaskId) -> Option<Task> {
        self.stored(account, id).map(|stored| stored.task.clone())
    }

    fn stored(&self, account: AccountId, id: TaskId) -> Option<&StoredTask> {
        self.tasks.values().find(|stored| stored.account == account && stored.task.task.id == id)
    }

    pub(super) fn retry(&mut self, account: AccountId, selection: &Selection, now: Timestamp) -> u64 {
        let mut count = 0;
        for stored in self.tasks.values_mut().filter(|stored| stored.account == account) {
            let selected = match selection {
                Selection::All => true,
                Selection::Tasks(tasks) => tasks.contains(&stored.task.task.id),
            };
            if selected && matches!(stored.task.state, TaskState::Attention(_)) {
                stored.task.state = TaskState::Waiting;
                stored.task.not_before = now;
                count += 1;
            }
        }
        count
    }

    pub(super) fn discard(
        &mut self,
        account: AccountId,
        tasks: &[TaskId],
        now: Timestamp,
    ) -> Result<(), DiscardError> {
        let mut seqs = Vec::with_capacity(tasks.len());
        for &task in tasks {
            let stored = self.stored(account, task);
            match stored.map_or(Some(Undiscardable::Gone), |stored| stored.task.state.undiscardable()) {
                Some(because) => return Err(DiscardError::Refused { task, because }),
                None => seqs.extend(stored.map(|stored| stored.task.seq)),
            }
        }
        for seq in seqs {
            self.leave(now, seq, Outcome::Discarded);
        }
        Ok(())
    }
}
