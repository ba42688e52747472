//! What the plain model says of a person's own acts, and of what leaves the queue.

use super::plain::{Left, Model, Wait};
use crate::Timestamp;
use crate::names::{AccountId, TaskId};
use crate::ports::{Selection, Undiscardable};
use crate::task::{Reason, Release, TaskState};

impl Model {
    pub(super) fn retry(&mut self, account: AccountId, selection: &Selection, now: Timestamp) -> u64 {
        let selected = |id: TaskId| match selection {
            Selection::All => true,
            Selection::Tasks(tasks) => tasks.contains(&id),
        };
        let mut count = 0;
        for row in &mut self.rows {
            if row.account == account && row.needs_a_person() && selected(row.task.task.id) {
                row.frozen = false;
                row.waits_for.retain(|wait| wait.until != Release::Sent);
                (row.task.crashes, row.task.unknown_since) = (0, None);
                (row.task.not_before, row.task.state) = (now, TaskState::Waiting);
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
    ) -> Result<(), (TaskId, Undiscardable)> {
        let find = |id: &TaskId| self.of_account(account).find(|row| row.task.task.id == *id);
        for id in tasks {
            let state = find(id).map(|row| &row.task.state);
            if let Some(because) = state.map_or(Some(Undiscardable::Gone), TaskState::undiscardable) {
                return Err((*id, because));
            }
        }
        let gone: Vec<_> =
            tasks.iter().filter_map(find).map(|row| (row.task.seq, row.task.task.lane.clone())).collect();
        for (seq, _) in &gone {
            self.leave(*seq, now, false);
        }
        for row in self.rows.iter_mut().filter(|row| row.account == account) {
            let required = |wait: &Wait| {
                wait.until == Release::Sent
                    && gone.iter().any(|(seq, lane)| *lane == wait.lane && *seq <= wait.upto)
            };
            if row.task.state != TaskState::Claimed && row.waits_for.iter().any(required) {
                let code = "required-discarded".to_owned();
                row.task.state = TaskState::Attention(Reason { code, detail: None, field: None });
            }
        }
        Ok(())
    }

    /// Takes a task out of the queue, if it is there.
    pub(super) fn leave(&mut self, seq: i64, at: Timestamp, sent: bool) {
        if let Some(row) = self.rows.iter().find(|row| row.task.seq == seq) {
            self.left.push(Left { account: row.account, at, seq, sent });
        }
        self.rows.retain(|row| row.task.seq != seq);
    }

    pub(super) fn purge(&mut self, account: AccountId, until: Timestamp, limit: usize) -> u64 {
        self.left.sort_by_key(|left| (left.at, left.seq));
        let mut count = 0;
        self.left.retain(|left| {
            let goes = left.account == account && left.at <= until && count < limit as u64;
            count += u64::from(goes);
            !goes
        });
        count
    }
}
