//! Reading records, counts and the list of tasks.

use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Collection, Lane, RecordId};
use homing_domain::ports::{Cursor, Page, QueueCounts, SortRange};
use homing_domain::task::{Body, Record, Task, TaskState};

use super::state::{Outcome, State, StoredRecord};

impl State {
    pub(super) fn get(&self, account: AccountId, collection: &Collection, id: &RecordId) -> Option<Record> {
        let stored = self.records.get(&(account, collection.clone(), id.clone()))?;
        Some(stored.record.clone())
    }

    pub(super) fn scan(
        &self,
        account: AccountId,
        collection: &Collection,
        range: SortRange,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Page {
        let after = cursor.map(|cursor| (cursor.sort_key, cursor.id));
        let mut records: Vec<_> = self
            .collection(account, collection)
            .map(|stored| &stored.record)
            .filter(|record| (range.from..=range.to).contains(&record.sort_key))
            .filter(|record| {
                after.as_ref().is_none_or(|(key, id)| (record.sort_key, &record.id) > (*key, id))
            })
            .cloned()
            .collect();
        records.sort_by(|one, other| (one.sort_key, &one.id).cmp(&(other.sort_key, &other.id)));
        let more = records.len() > limit;
        records.truncate(limit);
        let next = records.last().filter(|_| more);
        let next = next.map(|last| Cursor { sort_key: last.sort_key, id: last.id.clone() });
        Page { records, next }
    }

    pub(super) fn unsent(&self, account: AccountId, collection: &Collection, limit: usize) -> Vec<Record> {
        self.collection(account, collection)
            .filter(|stored| stored.record.revision > stored.carried_revision)
            .map(|stored| stored.record.clone())
            .take(limit)
            .collect()
    }

    fn collection(&self, account: AccountId, collection: &Collection) -> impl Iterator<Item = &StoredRecord> {
        let within = move |key: &(AccountId, Collection, RecordId)| key.0 == account && key.1 == *collection;
        self.records.iter().filter(move |(key, _)| within(key)).map(|(_, stored)| stored)
    }

    pub(super) fn counts(&self, account: AccountId) -> QueueCounts {
        let left = |outcome| {
            self.history.iter().filter(|row| row.account == account && row.outcome == outcome).count() as u64
        };
        let (sent, discarded) = (left(Outcome::Sent), left(Outcome::Discarded));
        let mut counts = QueueCounts { sent, discarded, ..QueueCounts::default() };
        for (lane, tasks) in self.by_lane(account) {
            let mut behind = false;
            for task in &tasks {
                if matches!(task.state, TaskState::Attention(_)) {
                    counts.attention += 1;
                    behind = true;
                } else {
                    counts.waiting += 1;
                    counts.behind_attention += u64::from(behind);
                }
            }
            let next = self.next_of(account, lane, &tasks);
            counts.next_due = [counts.next_due, next].into_iter().flatten().min();
        }
        counts
    }

    /// When a lane can go on by itself: a claimed one when its claim ends.
    fn next_of(&self, account: AccountId, lane: &Lane, tasks: &[&Task]) -> Option<Timestamp> {
        if let Some(claim) = self.claim_of(account, lane) {
            return Some(claim.until);
        }
        let first = tasks.first()?;
        (!matches!(first.state, TaskState::Attention(_))).then_some(first.not_before)
    }

    pub(super) fn list(&self, account: AccountId, after: i64, limit: usize) -> Vec<Task> {
        let later = self.tasks.values().filter(|stored| stored.account == account && stored.task.seq > after);
        let mut tasks: Vec<_> = later.take(limit).map(|stored| stored.task.clone()).collect();
        for task in &mut tasks {
            task.task.body = Body::default();
        }
        tasks
    }
}
