//! What the plain model gives where it is read.

use std::collections::BTreeSet;

use super::plain::{Model, Row, Stored};
use crate::names::AccountId;
use crate::ports::QueueCounts;
use crate::task::{BlobName, Body, Dependency, Record, Task};

impl Model {
    /// A task as the port gives it.
    pub(super) fn given(&self, row: &Row) -> Task {
        let mut task = row.task.clone();
        let holding = row.waits_for.iter().filter(|wait| self.holds(row.account, wait));
        task.task.depends =
            holding.map(|wait| Dependency { lane: wait.lane.clone(), until: wait.until }).collect();
        task.task.depends.sort();
        task
    }

    /// The records of an account that no task carries in their newest revision, by id.
    pub(super) fn unsent(&self, account: AccountId) -> Vec<Record> {
        let unsent = |stored: &&Stored| stored.account == account && stored.record.revision > stored.carried;
        let mut records: Vec<_> =
            self.records.iter().filter(unsent).map(|stored| stored.record.clone()).collect();
        records.sort_by(|one, other| one.id.cmp(&other.id));
        records
    }

    /// All records of an account, in the order of a scan.
    pub(super) fn scan(&self, account: AccountId) -> Vec<Record> {
        let of_account = self.records.iter().filter(|stored| stored.account == account);
        let mut records: Vec<_> = of_account.map(|stored| stored.record.clone()).collect();
        records.sort_by(|one, other| (one.sort_key, &one.id).cmp(&(other.sort_key, &other.id)));
        records
    }

    /// The list of unsent tasks, without bodies.
    pub(super) fn list(&self, account: AccountId) -> Vec<Task> {
        let mut tasks: Vec<_> = self.of_account(account).map(|row| self.given(row)).collect();
        tasks.iter_mut().for_each(|task| task.task.body = Body::default());
        tasks
    }

    /// Those that an unsent task refers to.
    pub(super) fn blobs(&self) -> BTreeSet<BlobName> {
        let blobs = self.rows.iter().filter_map(|row| row.task.task.blob.as_ref());
        blobs.map(|blob| blob.name.clone()).collect()
    }

    pub(super) fn blob_bytes(&self, account: AccountId) -> u64 {
        self.of_account(account).map(Row::blob_bytes).sum()
    }

    pub(super) fn counts(&self, account: AccountId) -> QueueCounts {
        let left = |sent| {
            self.left.iter().filter(|left| left.account == account && left.sent == sent).count() as u64
        };
        let mut counts = QueueCounts {
            sent: left(true),
            discarded: left(false),
            blob_bytes: self.blob_bytes(account),
            next_due: self.next_due(account),
            ..QueueCounts::default()
        };
        let mut blocked = Vec::new();
        for row in self.of_account(account) {
            let lane = &row.task.task.lane;
            if row.needs_a_person() {
                counts.attention += 1;
                blocked.push(lane);
            } else {
                counts.waiting += 1;
                counts.behind_attention += u64::from(blocked.contains(&lane));
            }
        }
        counts
    }
}
