//! The only two ways to change the tasks, and a third made of them. Each keeps lanes and counters in agreement.

use homing_domain::names::AccountId;
use homing_domain::task::{BlobRef, Priority};

use super::state::{State, StoredTask};

impl State {
    /// Adds a task.
    pub(super) fn put(&mut self, stored: StoredTask) {
        let (seq, key) = (stored.task.seq, stored.lane_key());
        for (lane, _) in stored.waits_for.keys() {
            self.lanes.entry((stored.account, lane.clone())).or_default().awaited_by.insert(seq);
        }
        let row = self.lanes.entry(key.clone()).or_default();
        row.seqs.insert(seq);
        row.urgency[place_of(stored.task.task.priority)] += 1;
        *self.unsent.entry(stored.account).or_default() += 1;
        if let Some(blob) = &stored.task.task.blob {
            *self.blob_bytes.entry(stored.account).or_default() += blob.bytes;
            *self.blobs.entry(blob.name.clone()).or_default() += 1;
        }
        self.seqs.insert(stored.task.task.id, seq);
        self.tasks.insert(seq, stored);
        self.refresh(&key);
    }

    /// Takes a task out.
    pub(super) fn take(&mut self, seq: i64) -> Option<StoredTask> {
        let stored = self.tasks.remove(&seq)?;
        let key = stored.lane_key();
        self.seqs.remove(&stored.task.task.id);
        if let Some(unsent) = self.unsent.get_mut(&stored.account) {
            *unsent -= 1;
        }
        if let Some(blob) = &stored.task.task.blob {
            self.forget_blob(stored.account, blob);
        }
        if let Some(row) = self.lanes.get_mut(&key) {
            row.seqs.remove(&seq);
            row.urgency[place_of(stored.task.task.priority)] -= 1;
        }
        for (lane, _) in stored.waits_for.keys() {
            if let Some(row) = self.lanes.get_mut(&(stored.account, lane.clone())) {
                row.awaited_by.remove(&seq);
            }
        }
        self.refresh(&key);
        Some(stored)
    }

    fn forget_blob(&mut self, account: AccountId, blob: &BlobRef) {
        if let Some(bytes) = self.blob_bytes.get_mut(&account) {
            *bytes -= blob.bytes;
        }
        if let Some(references) = self.blobs.get_mut(&blob.name) {
            *references -= 1;
            if *references == 0 {
                self.blobs.remove(&blob.name);
            }
        }
    }

    /// Changes a task in its place.
    pub(super) fn change(&mut self, seq: i64, change: impl FnOnce(&mut StoredTask)) {
        if let Some(mut stored) = self.take(seq) {
            change(&mut stored);
            self.put(stored);
        }
    }
}

fn place_of(priority: Priority) -> usize {
    match priority {
        Priority::Critical => 0,
        Priority::High => 1,
        Priority::Normal => 2,
    }
}
