//! What a person asks of single tasks: to look at one, to let it go again, to discard it.

use std::collections::BTreeSet;

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, TaskId};
use homing_domain::ports::{DiscardError, Selection, Undiscardable};
use homing_domain::task::{Release, Task, TaskState};

use super::state::{Outcome, State, StoredTask};

impl State {
    pub(super) fn task(&self, account: AccountId, id: TaskId) -> Option<Task> {
        self.stored(account, id).map(|stored| self.given(stored))
    }

    fn stored(&self, account: AccountId, id: TaskId) -> Option<&StoredTask> {
        self.tasks.get(self.seqs.get(&id)?).filter(|stored| stored.account == account)
    }

    pub(super) fn retry(&mut self, account: AccountId, selection: &Selection, now: Timestamp) -> u64 {
        let selected = |stored: &&StoredTask| match selection {
            Selection::All => true,
            Selection::Tasks(tasks) => tasks.contains(&stored.task.task.id),
        };
        let of_account = self.tasks.values().filter(|stored| stored.account == account);
        let refused = of_account.filter(|stored| stored.needs_a_person()).filter(selected);
        let refused: Vec<_> = refused.map(|stored| stored.task.seq).collect();
        for seq in &refused {
            self.change(*seq, |stored| {
                stored.frozen = false;
                stored.waits_for.retain(|(_, until), _| *until != Release::Sent);
                stored.task.crashes = 0;
                stored.task.unknown_since = None;
                stored.task.not_before = now;
                stored.task.state = TaskState::Waiting;
            });
        }
        refused.len() as u64
    }

    pub(super) fn discard(
        &mut self,
        account: AccountId,
        tasks: &[TaskId],
        now: Timestamp,
    ) -> Result<(), DiscardError> {
        let mut discarded = BTreeSet::new();
        for &task in tasks {
            let stored = self.stored(account, task);
            match stored.map_or(Some(Undiscardable::Gone), |stored| stored.task.state.undiscardable()) {
                Some(because) => return Err(DiscardError::Refused { task, because }),
                None => discarded.extend(stored.map(|stored| (stored.task.seq, stored.lane_key()))),
            }
        }
        for (seq, _) in &discarded {
            self.leave(now, *seq, Outcome::Discarded);
        }
        for (seq, key) in &discarded {
            self.set_requiring_aside(key, *seq);
        }
        Ok(())
    }
}
