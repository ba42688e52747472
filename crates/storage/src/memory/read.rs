//! Reading records, counts and the list of tasks.

use std::collections::BTreeSet;

use homing_domain::names::{AccountId, Collection, RecordId};
use homing_domain::ports::{Cursor, Page, QueueCounts, SortRange};
use homing_domain::task::{Body, Record, Task};

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
            .filter(|stored| stored.is_unsent())
            .map(|stored| stored.record.clone())
            .take(limit)
            .collect()
    }

    fn collection(&self, account: AccountId, collection: &Collection) -> impl Iterator<Item = &StoredRecord> {
        let within = move |key: &(AccountId, Collection, RecordId)| key.0 == account && key.1 == *collection;
        self.records.iter().filter(move |(key, _)| within(key)).map(|(_, stored)| stored)
    }

    pub(super) fn counts(&self, account: AccountId) -> QueueCounts {
        let mut counts = QueueCounts {
            sent: self.left(account, Outcome::Sent),
            discarded: self.left(account, Outcome::Discarded),
            blob_bytes: self.blob_bytes.get(&account).copied().unwrap_or(0),
            next_due: self.next_due(account),
            ..QueueCounts::default()
        };
        let mut blocked = BTreeSet::new();
        for stored in self.tasks.values().filter(|stored| stored.account == account) {
            let lane = &stored.task.task.lane;
            if stored.needs_a_person() {
                counts.attention += 1;
                blocked.insert(lane);
            } else {
                counts.waiting += 1;
                counts.behind_attention += u64::from(blocked.contains(lane));
            }
        }
        counts
    }

    pub(super) fn list(&self, account: AccountId, after: i64, limit: usize) -> Vec<Task> {
        let later = self.tasks.range(after.saturating_add(1)..).map(|(_, stored)| stored);
        let later = later.filter(|stored| stored.account == account);
        let mut tasks: Vec<_> = later.take(limit).map(|stored| self.given(stored)).collect();
        for task in &mut tasks {
            task.task.body = Body::default();
        }
        tasks
    }
}
