//! What left the queue.

use homing_domain::Timestamp;
use homing_domain::names::AccountId;
use homing_domain::ports::SentTask;
use homing_domain::task::Body;

use super::state::{HistoryRow, Outcome, State, StoredTask};

impl State {
    pub(super) fn leave(&mut self, now: Timestamp, seq: i64, outcome: Outcome) {
        if let Some(StoredTask { account, mut task, .. }) = self.take(seq) {
            task.task.body = Body::default();
            task.task.blob = None;
            self.history.entry(account).or_default().insert((now, seq), HistoryRow { outcome, task });
        }
    }

    /// Says how many rows went.
    pub(super) fn purge_history(&mut self, account: AccountId, left_until: Timestamp, limit: usize) -> u64 {
        let Some(rows) = self.history.get_mut(&account) else { return 0 };
        let mut count = 0;
        while count < limit as u64
            && let Some(oldest) = rows.first_entry().filter(|oldest| oldest.key().0 <= left_until)
        {
            oldest.remove();
            count += 1;
        }
        count
    }

    pub(super) fn sent(&self, account: AccountId, limit: usize) -> Vec<SentTask> {
        let rows = self.history.get(&account).into_iter().flatten().rev();
        let sent = rows.filter(|(_, row)| row.outcome == Outcome::Sent).take(limit);
        sent.map(|((sent_at, _), HistoryRow { task, .. })| SentTask {
            id: task.task.id,
            kind: task.task.kind.clone(),
            lane: task.task.lane.clone(),
            occurred_at: task.task.occurred_at,
            sent_at: *sent_at,
        })
        .collect()
    }

    pub(super) fn left(&self, account: AccountId, outcome: Outcome) -> u64 {
        let rows = self.history.get(&account).into_iter().flat_map(|rows| rows.values());
        rows.filter(|row| row.outcome == outcome).count() as u64
    }
}
