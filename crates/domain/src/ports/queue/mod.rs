//! The queue port: the durable list of tasks on this machine, and the records they tell of.

use std::time::Duration;

use async_trait::async_trait;

use crate::Timestamp;
use crate::names::{AccountId, Collection, Lane, Owner, RecordId, TaskId};
use crate::task::{Commit, Reason, Record, Task, TaskState};

/// What a claim asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose tasks.
    pub account: AccountId,
    /// Who claims.
    pub owner: Owner,
    /// How long the claim holds if nobody settles it.
    pub lease: Duration,
    /// At most so many tasks, over all lanes; at least 1.
    pub max_tasks: usize,
    /// At most so many bytes of bodies, over all lanes. The first task is given whatever its size.
    pub max_bytes: usize,
}

/// A lane in the hands of one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedLane {
    /// The lane.
    pub lane: Lane,
    /// Its n-th claim. A result is accepted under this number alone.
    pub epoch: i64,
    /// Its first tasks in order, without a gap, each [`TaskState::Claimed`].
    pub tasks: Vec<Task>,
}

/// What became of a claimed task.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Settlement {
    /// The server acknowledged it.
    Sent,
    /// This attempt surely had no effect: it waits as it was before the claim, so that one whose earlier
    /// outcome is unknown stays frozen.
    Wait {
        /// The earliest next try.
        not_before: Timestamp,
        /// Whether this counts as an attempt.
        attempt: bool,
    },
    /// It may have had an effect: it waits frozen, under its key.
    Unknown {
        /// The earliest next try.
        not_before: Timestamp,
        /// Whether this counts as an attempt.
        attempt: bool,
    },
    /// The server refused it for good. Counts as an attempt.
    Attention(Reason),
    /// It was never sent: everything is as before the claim, a frozen task stays frozen.
    Released,
}

/// The result of one claimed task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskResult {
    /// The task.
    pub task: TaskId,
    /// Its lane.
    pub lane: Lane,
    /// The epoch it was claimed under.
    pub epoch: i64,
    /// What became of it.
    pub settlement: Settlement,
}

/// How many results counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Recorded.
    pub applied: usize,
    /// Of a claim that was lost meanwhile: nothing changed.
    pub stale: usize,
}

/// How many tasks are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueCounts {
    /// Waiting, claimed or of unknown outcome: on their way without a person.
    pub waiting: u64,
    /// Waiting for a person.
    pub attention: u64,
    /// Waiting in a lane behind a task in attention; part of `waiting`.
    pub behind_attention: u64,
    /// In the history.
    pub sent: u64,
    /// The earliest next try over all lanes that nothing blocks.
    pub next_due: Option<Timestamp>,
}

/// Both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortRange {
    /// The smallest sort key.
    pub from: i64,
    /// The largest sort key.
    pub to: i64,
}

impl SortRange {
    /// Every record.
    pub const ALL: Self = Self { from: i64::MIN, to: i64::MAX };
}

/// Where a scan goes on. Made by a backend, good for the same account, collection and range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key of the last record given.
    pub sort_key: i64,
    /// Its id.
    pub id: RecordId,
}

/// Part of a scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// In ascending order of sort key, then id.
    pub records: Vec<Record>,
    /// Where the next page begins; none at the end.
    pub next: Option<Cursor>,
}

/// What can go wrong with a queue. The engine stops or waits on these; none is ever a task's fault.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueueError {
    /// A record's guard did not hold: another writer was first. Nothing was written.
    #[error("record {id} of {collection} was changed by someone else meanwhile")]
    Conflict {
        /// The record's collection.
        collection: Collection,
        /// The record's id.
        id: RecordId,
    },
    /// The local account was adopted by one that signed in meanwhile. Nothing was written: look who is active
    /// and try again.
    #[error("what was recorded before the first sign-in belongs to an account by now")]
    Adopted,
    /// Another process writes; trying again later helps.
    #[error("the queue is busy")]
    Busy(#[source] BoxError),
    /// The disk is full or the file can't be written. Nothing was written.
    #[error("the queue can't be written")]
    NotWritable(#[source] BoxError),
    /// What is stored can't be read as what it should be.
    #[error("the queue's data is damaged")]
    Corrupt(#[source] BoxError),
    /// The data was written by a newer program. Nothing was touched.
    #[error("the data is of schema {found}, this program knows up to {known}")]
    NewerSchema {
        /// The schema's number in the data.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// Anything else a backend says.
    #[error("the queue's backend failed")]
    Backend(#[source] BoxError),
}

/// A backend's own error, kept as the source.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The durable list of tasks, lanes and records of one machine.
///
/// Every implementation:
///
/// 1. `commit` MUST make records and tasks durable together or not at all, before it returns.
/// 2. `commit` MUST write nothing and say [`QueueError::Conflict`] where a record's guard does not hold.
/// 3. Sequence numbers MUST grow in the order of commits and of tasks within one, and are never reused.
/// 4. A [`crate::task::Coalesce::Supersede`] task MUST take the place of every task of its lane, of
///    its kind and its own account, that is `Waiting` or in `Attention`: one row survives with the
///    newest id, key, body, coalescing, carried revision and instant, the most urgent priority, the
///    oldest age and sequence number, no attempts, and due at once; a lane that was blocked by it flows again.
/// 5. A claimed task, or one of unknown outcome, MUST NOT be superseded; the new one follows it.
/// 6. A [`crate::task::Coalesce::Keep`] task MUST leave every other task as it is.
/// 7. `get_retry_tasks` MUST give, for each lane, its first unsent tasks in sequence without a gap,
///    and none of a lane whose first unsent task is not due yet or in attention; it stops before a task in attention.
/// 8. `get_retry_tasks` MUST give lanes in the order of their rank (see [`crate::policy::lane_rank`]),
///    for the given account alone, within the limits of the claim.
/// 9. A claimed lane MUST NOT be given to anyone, the same owner included, until each task of the
///    claim is settled, its lease has run out (by the `now` of the caller), or it is reclaimed.
/// 10. Each claim of a lane MUST raise its epoch; `settle` MUST change nothing under any other epoch,
///     nor twice for one task, and count it as stale.
/// 11. A task of a claim that ran out or was reclaimed MUST come back as `Unknown`, as one attempt.
/// 12. `Sent` MUST drop the body at once and keep a history row with the time.
/// 13. `Attention` MUST keep the task and its body, and hold its lane alone.
/// 14. `Released` MUST leave a task as it was before the claim, `Unknown` ones included.
/// 15. `settle` MUST record all results of one call in one transaction.
/// 16. `get` and `scan` MUST see only the account given; `scan` MUST give ascending (sort key, id), each
///     record of a quiet collection exactly once over its pages.
/// 17. `unsent` MUST give the records of a collection whose revision is above the newest that a task carried.
/// 18. `counts` MUST agree with the tasks. It may cost one pass over an index, not over bodies.
/// 19. `tasks` MUST list unsent tasks in sequence, without bodies.
/// 20. `bring_forward` MUST make every waiting task of the account due at `now`, and touch neither
///     claims nor tasks in attention.
/// 21. `commit` MUST write nothing for [`AccountId::LOCAL`] and say [`QueueError::Adopted`] once an account has
///     signed in: nobody would ever find or send it.
#[cfg_attr(feature = "test-util", mockall::automock)]
#[async_trait]
pub trait Queue: Send + Sync {
    /// Writes records and enqueues tasks, durably, in one transaction. `now` becomes the tasks' age
    /// and their first due time.
    async fn commit(&self, account: AccountId, now: Timestamp, commit: Commit) -> Result<(), QueueError>;

    /// One record.
    async fn get(
        &self,
        account: AccountId,
        collection: &Collection,
        id: &RecordId,
    ) -> Result<Option<Record>, QueueError>;

    /// A page of at most `limit` records of a collection within a range, after `cursor`.
    async fn scan(
        &self,
        account: AccountId,
        collection: &Collection,
        range: SortRange,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, QueueError>;

    /// At most `limit` records of `collection` that no task carries in their newest revision.
    async fn unsent(
        &self,
        account: AccountId,
        collection: &Collection,
        limit: usize,
    ) -> Result<Vec<Record>, QueueError>;

    /// Claims due lanes and gives their first tasks.
    async fn get_retry_tasks(&self, now: Timestamp, claim: Claim) -> Result<Vec<ClaimedLane>, QueueError>;

    /// Records what became of claimed tasks, in one transaction.
    async fn settle(&self, now: Timestamp, results: Vec<TaskResult>) -> Result<Settled, QueueError>;

    /// Takes back every claim, whoever holds it; says how many tasks came back. Only for whoever holds the sync
    /// lock of this queue: nobody else is alive then.
    async fn reclaim(&self, now: Timestamp) -> Result<u64, QueueError>;

    /// Makes everything that waits for a next try due now: a person asked for it.
    async fn bring_forward(&self, account: AccountId, now: Timestamp) -> Result<(), QueueError>;

    /// How many tasks of the account are where.
    async fn counts(&self, account: AccountId) -> Result<QueueCounts, QueueError>;

    /// At most `limit` unsent tasks of the account after the sequence number `after`, with empty bodies.
    async fn tasks(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<Task>, QueueError>;
}

impl TaskState {
    /// Whether a newer task may take this one's place.
    #[must_use]
    pub fn may_be_superseded(&self) -> bool {
        matches!(self, Self::Waiting | Self::Attention(_))
    }
}
