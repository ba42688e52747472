//! The queue port: the durable list of tasks on this machine, and the records they tell of.

mod error;
mod values;

use std::collections::BTreeSet;

use async_trait::async_trait;

use crate::Timestamp;
use crate::names::{AccountId, Collection, RecordId, TaskId};
use crate::task::{BlobName, Commit, Record, Task, TaskState};

pub use error::{BoxError, DiscardError, QueueError, Undiscardable};
pub use values::{
    Claim, ClaimedLane, Cursor, Page, QueueCounts, Selection, SentTask, Settled, Settlement, SortRange,
    TaskResult,
};

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
///    oldest age and sequence number, no attempts, no crash, and due at once; a lane that was blocked by it flows
///    again.
/// 5. A claimed task, or one of unknown outcome, MUST NOT be superseded; the new one follows it.
/// 6. A [`crate::task::Coalesce::Keep`] task MUST leave every other task as it is.
/// 7. `get_retry_tasks` MUST give, for each lane, its first unsent tasks in sequence without a gap,
///    and none of a lane whose first unsent task is not due yet or in attention; it stops before a task in attention.
/// 8. `get_retry_tasks` MUST give lanes in the order of their rank (see [`crate::policy::lane_rank`]),
///    for the given account alone, within the limits of the claim.
/// 9. A claimed lane MUST NOT be given to anyone, the same owner included, until each task of the
///    claim is settled, its lease has run out (by the `now` of the caller, or by the database's own clock where
///    workers of several machines share it), or it is reclaimed.
/// 10. Each claim of a lane MUST raise its epoch; `settle` MUST change nothing under any other epoch,
///     nor twice for one task, and count it as stale.
/// 11. A task of a claim that ran out or was reclaimed MUST come back as `Unknown`, as one attempt and one crash;
///     its `unknown_since` is the instant of the claim, where it was not of unknown outcome before.
/// 12. `Sent` MUST drop the body at once and keep a history row with the time.
/// 13. `Attention` MUST keep the task and its body, and hold its lane alone.
/// 14. `Released` MUST leave a task as it was before the claim, `Unknown` ones included.
/// 15. `settle` MUST record all results of one call in one transaction.
/// 16. `get` and `scan` MUST see only the account given; `scan` MUST give ascending (sort key, id), each
///     record of a quiet collection exactly once over its pages.
/// 17. `unsent` MUST give the records of a collection whose revision is above the newest that a task carried.
/// 18. `counts` MUST agree with the tasks, their blobs included. It may cost one pass over an index, not over bodies.
/// 19. `tasks` MUST list unsent tasks in sequence, without bodies.
/// 20. `bring_forward` MUST make every waiting task of the account that is due later than `at` due at `at`, and touch
///     neither claims nor tasks in attention.
/// 21. `commit` MUST write nothing for [`AccountId::LOCAL`] and say [`QueueError::Adopted`] once an account has
///     signed in: nobody would ever find or send it.
/// 22. `task` MUST give an unsent task of the account, in whatever state, with its body; `None` for any other. A task
///     that any call gives names in `depends` what holds it at that moment (27).
/// 23. `retry` MUST make the selected tasks in attention `Waiting` and due at `now`, under the same id, key, body
///     and number of attempts, with no crash and nothing that they require, so that their lanes flow again; it MUST
///     touch no other task, and say how many it did.
/// 24. `discard` MUST take `Waiting` tasks and those in `Attention` out of the queue, all that are named or, where
///     one can't be, none; each leaves a history row that says `discarded` and when, and its lane flows again. It
///     MUST refuse a claimed task and one of unknown outcome: the server may have it already.
/// 25. What a discarded task carried MUST stay carried: `unsent` gives its record again only once a newer revision
///     is written. The record itself stays as it is.
/// 26. `writable` MUST change nothing, and MUST give the error of every write where this opening can make none.
/// 27. A task that depends on a lane ([`crate::task::Dependency`]) MUST NOT be given while a task that was in that
///     lane when it was enqueued is unsent; with [`crate::task::Release::OutOfTheWay`], unsent and neither in
///     attention nor behind one that is. A lane that is given stops before such a task. A task never waits for a lane
///     of another account, for its own lane, or for one that holds nothing. A survivor (4) stands for the tasks whose
///     place it takes.
/// 28. A survivor (4) MUST wait for what the tasks that it supersedes waited for, and for what it names itself.
/// 29. `commit` MUST write nothing and say [`QueueError::DependencyCycle`] where a task would wait for itself over
///     whatever chain of dependencies and of order within lanes.
/// 30. Where a task is discarded, each task that requires it MUST go to attention with the code
///     `required-discarded`, whatever its state but claimed; a claimed one does when it would wait again.
/// 31. `commit` MUST make no task beyond [`crate::policy::room`]. With [`crate::task::WithoutRoom::Refuse`] it writes
///     nothing and says [`QueueError::NoRoom`]. With [`crate::task::WithoutRoom::PutOff`] and a record that the task
///     carries it writes the records, and neither this task nor a later one of the same commit that may be put off; a
///     record whose task was put off is one of `unsent`. A task that supersedes another always finds room. Nothing
///     is evicted.
/// 32. A task that [`crate::policy::goes_alone`] MUST be given as the only one of a claim, and its lane's rank counts
///     that ([`crate::policy::lane_rank`]); one that [`crate::policy::set_aside`] says so of MUST be in attention
///     with that reason once its claim has ended by itself.
/// 33. `next_due` MUST give the earliest instant at which a claim could have something, where nothing changes until
///     then: what is due, waits for a next try, or is claimed; `None` where nothing is. It MUST cost the same however
///     many tasks wait.
/// 34. `purge_history` MUST take history rows that left the queue at or before the instant, the oldest first and at
///     most `limit`, and nothing else; it says how many. It MUST cost the same however many rows stay.
/// 35. A task MUST keep its blob ([`crate::task::NewTask::blob`]) through every state and every call that gives it,
///     those without bodies included. A survivor (4) has the blob of the newest, or none where that has none.
/// 36. What a task says of its blob MUST be dropped in the transaction in which the task is sent, discarded or
///     superseded.
/// 37. `commit` MUST write nothing and say [`QueueError::NoBlobRoom`] where the blob of a task has more bytes than
///     [`crate::policy::blob_room`] leaves, counted with the tasks before it in the commit and without those that it
///     supersedes. A task with a blob MUST never be put off (31): it finds room or is refused. It MUST cost the same
///     however many tasks wait.
/// 38. `blobs_referenced` MUST give those of the names that an unsent task of any account refers to, in whatever
///     state, and no other. It MUST cost the same however many tasks wait.
/// 39. `commit` MUST write nothing and say [`QueueError::AlreadyThere`] where the id of a task is that of an unsent
///     task, of whatever account and in whatever state.
/// 40. A call whose future is dropped MUST take effect whole or not at all, though it may do so later. It MUST NOT leave
///     anything held but what a claim holds (9), and every call after it works as if it had not been made, or had ended.
/// 41. `sent` MUST give what the history holds of the account's tasks that were sent, the latest first and at most
///     `limit`, and none that was discarded. It MUST cost the same however many rows there are.
/// 42. `records` MUST give, in any order, what `get` gives of each id, and nothing for an id of which that gives none.
/// 43. `tasks_with_bodies` MUST give, in any order, what `task` gives of each id, and nothing for an id of which that
///     gives none.
///
/// # Where an answer is lost
///
/// [`QueueError::Backend`] of a connection that broke, a future that was dropped, a process that died: the call took
/// effect, or it did not. What helps:
///
/// | call | what to do |
/// |---|---|
/// | any read, `writable`, `bring_forward` | make it again: that is as good as once |
/// | `commit` | make it again, with the same ids: [`QueueError::AlreadyThere`] (39), or [`QueueError::Conflict`] where a guard of its own no longer holds (2), says that it had taken effect. A commit of records alone without guards is the same twice as once. Only once its tasks have left the queue is it not told apart; the server knows their keys then |
/// | `settle` | make it again: what is recorded is stale (10), the rest counts |
/// | `get_retry_tasks` | nothing: what was claimed comes back at the end of the lease, or by `reclaim` for whoever holds the sync lock, of unknown outcome (11) |
/// | `reclaim`, `retry` | make it again: it does what is left to do, and says only how much that was |
/// | `discard` | make it again: `Gone` for the first of its tasks says that none of them is unsent |
/// | `purge_history` | nothing: the next slice takes what is left |
///
/// [`QueueError::Busy`] says that nothing was done.
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

    /// Those of the named records that are there. A backend that reads many at once does; another reads one by one.
    async fn records(
        &self,
        account: AccountId,
        collection: &Collection,
        ids: BTreeSet<RecordId>,
    ) -> Result<Vec<Record>, QueueError> {
        let mut found = Vec::with_capacity(ids.len());
        for id in &ids {
            found.extend(self.get(account, collection, id).await?);
        }
        Ok(found)
    }

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

    /// Lets nothing wait for a next try beyond `at`: now, where a person asked for it; the longest wait that there
    /// is, where the clock was set back.
    async fn bring_forward(&self, account: AccountId, at: Timestamp) -> Result<(), QueueError>;

    /// When a claim could next have something.
    async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>, QueueError>;

    /// Takes old rows out of the account's history, a slice at a time, so that no enqueue waits for long.
    async fn purge_history(
        &self,
        account: AccountId,
        left_until: Timestamp,
        limit: usize,
    ) -> Result<u64, QueueError>;

    /// Whether writes can be made, as far as is known without making one.
    ///
    /// # Errors
    /// What each write would say: [`QueueError::NotWritable`], [`QueueError::Full`].
    async fn writable(&self) -> Result<(), QueueError>;

    /// How many tasks of the account are where.
    async fn counts(&self, account: AccountId) -> Result<QueueCounts, QueueError>;

    /// At most `limit` unsent tasks of the account after the sequence number `after`, with empty bodies.
    async fn tasks(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<Task>, QueueError>;

    /// At most `limit` tasks of the account that the server acknowledged, the latest first, as far as the history goes.
    async fn sent(&self, account: AccountId, limit: usize) -> Result<Vec<SentTask>, QueueError>;

    /// One unsent task of the account, with its body.
    async fn task(&self, account: AccountId, id: TaskId) -> Result<Option<Task>, QueueError>;

    /// Those of the named tasks of the account that are unsent, with their bodies. As [`Queue::records`].
    async fn tasks_with_bodies(
        &self,
        account: AccountId,
        ids: BTreeSet<TaskId>,
    ) -> Result<Vec<Task>, QueueError> {
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            found.extend(self.task(account, id).await?);
        }
        Ok(found)
    }

    /// Which of these blobs are still needed: for whoever is about to take some away.
    async fn blobs_referenced(&self, names: Vec<BlobName>) -> Result<BTreeSet<BlobName>, QueueError>;

    /// Lets tasks in attention go again: a person has mended what they were refused for, or hopes so.
    async fn retry(
        &self,
        account: AccountId,
        selection: Selection,
        now: Timestamp,
    ) -> Result<u64, QueueError>;

    /// Takes tasks out of the queue unsent. Only a person may ask for this; nothing in the engine does.
    ///
    /// # Errors
    /// [`DiscardError::Refused`] names the first of `tasks` that can't be discarded. Nothing was changed then.
    async fn discard(
        &self,
        account: AccountId,
        tasks: Vec<TaskId>,
        now: Timestamp,
    ) -> Result<(), DiscardError>;
}

impl TaskState {
    /// Whether a newer task may take this one's place.
    #[must_use]
    pub fn may_be_superseded(&self) -> bool {
        matches!(self, Self::Waiting | Self::Attention(_))
    }

    /// Why a person may not discard a task in this state, if they may not.
    #[must_use]
    pub fn undiscardable(&self) -> Option<Undiscardable> {
        match self {
            Self::Waiting | Self::Attention(_) => None,
            Self::Claimed => Some(Undiscardable::BeingSent),
            Self::Unknown => Some(Undiscardable::MayHaveArrived),
            Self::Sent => Some(Undiscardable::Gone),
        }
    }
}
