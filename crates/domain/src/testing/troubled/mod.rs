//! What can stand between a queue and whoever calls it. It passes every call on; what happens before and after is said by
//! a [`Trouble`]: a [`Script`] that a test writes, an [`Adversary`], or a bug that a test plants. No clock, no delay of
//! its own.

mod adversary;
mod call;
mod script;

use std::collections::BTreeSet;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;

use crate::Timestamp;
use crate::names::{AccountId, Collection, RecordId, TaskId};
use crate::ports::{
    Claim, ClaimedLane, Cursor, DiscardError, Page, Queue, QueueCounts, QueueError, Selection, SentTask,
    Settled, SortRange, TaskResult,
};
use crate::task::{BlobName, Commit, Record, Task};

pub use adversary::Adversary;
pub use call::Call;
pub use script::{Held, Script};

/// What happens to the calls of a queue. What is left as it is, passes.
#[async_trait]
pub trait Trouble: Send + Sync {
    /// Before a call begins. An error is what the caller gets, and nothing is done.
    async fn before(&self, _queue: &dyn Queue, _call: Call<'_>) -> Result<(), QueueError> {
        Ok(())
    }

    /// After a call that worked. An error is what the caller gets, though the call took effect: its answer is lost.
    async fn after(&self, _queue: &dyn Queue, _call: Call<'_>) -> Result<(), QueueError> {
        Ok(())
    }

    /// Whether the caller is one who makes the same call again after this error.
    fn again(&self, _error: &QueueError) -> bool {
        false
    }

    /// What is claimed in place of what was asked for.
    async fn claims(&self, _queue: &dyn Queue, claim: Claim) -> Result<Claim, QueueError> {
        Ok(claim)
    }

    /// What is given in place of what was claimed.
    async fn gives(
        &self,
        _queue: &dyn Queue,
        _now: Timestamp,
        claimed: Vec<ClaimedLane>,
    ) -> Result<Vec<ClaimedLane>, QueueError> {
        Ok(claimed)
    }
}

/// A queue with trouble.
#[derive(Clone)]
pub struct Troubled {
    queue: Arc<dyn Queue>,
    trouble: Arc<dyn Trouble>,
}

impl fmt::Debug for Troubled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Troubled").finish_non_exhaustive()
    }
}

/// One call of the queue, as `async_trait` gives it.
type Asking<'q, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'q>>;

impl Troubled {
    /// That queue, with that trouble.
    #[must_use]
    pub fn over(queue: Arc<dyn Queue>, trouble: Arc<dyn Trouble>) -> Self {
        Self { queue, trouble }
    }

    async fn meet<'q, T, E>(
        &'q self,
        call: Call<'_>,
        ask: impl Fn() -> Asking<'q, T, E> + Send + Sync,
    ) -> Result<T, E>
    where
        T: Send,
        E: Failure,
    {
        loop {
            match self.meet_once(call, &ask).await {
                Err(error) if error.of_queue().is_some_and(|error| self.trouble.again(error)) => {}
                answer => return answer,
            }
        }
    }

    async fn meet_once<'q, T, E>(
        &'q self,
        call: Call<'_>,
        ask: &(impl Fn() -> Asking<'q, T, E> + Send + Sync),
    ) -> Result<T, E>
    where
        T: Send,
        E: Failure,
    {
        self.trouble.before(&*self.queue, call).await?;
        let answer = ask().await?;
        self.trouble.after(&*self.queue, call).await?;
        Ok(answer)
    }
}

/// An error of a call.
trait Failure: From<QueueError> + Send {
    fn of_queue(&self) -> Option<&QueueError>;
}

impl Failure for QueueError {
    fn of_queue(&self) -> Option<&QueueError> {
        Some(self)
    }
}

impl Failure for DiscardError {
    fn of_queue(&self) -> Option<&QueueError> {
        match self {
            Self::Queue(error) => Some(error),
            Self::Refused { .. } => None,
        }
    }
}

#[async_trait]
impl Queue for Troubled {
    async fn commit(&self, account: AccountId, now: Timestamp, commit: Commit) -> Result<(), QueueError> {
        let call = Call::Commit { account, now, commit: &commit };
        self.meet(call, || self.queue.commit(account, now, commit.clone())).await
    }

    async fn get(
        &self,
        account: AccountId,
        collection: &Collection,
        id: &RecordId,
    ) -> Result<Option<Record>, QueueError> {
        // What the queue is asked must live as long as the queue: a read's own borrows do not.
        let (collection, id) = (collection.clone(), id.clone());
        self.read(|queue| {
            let (collection, id) = (collection.clone(), id.clone());
            Box::pin(async move { queue.get(account, &collection, &id).await })
        })
        .await
    }

    async fn scan(
        &self,
        account: AccountId,
        collection: &Collection,
        range: SortRange,
        cursor: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, QueueError> {
        let collection = collection.clone();
        self.read(|queue| {
            let (collection, cursor) = (collection.clone(), cursor.clone());
            Box::pin(async move { queue.scan(account, &collection, range, cursor, limit).await })
        })
        .await
    }

    async fn unsent(
        &self,
        account: AccountId,
        collection: &Collection,
        limit: usize,
    ) -> Result<Vec<Record>, QueueError> {
        let collection = collection.clone();
        self.read(|queue| {
            let collection = collection.clone();
            Box::pin(async move { queue.unsent(account, &collection, limit).await })
        })
        .await
    }

    async fn get_retry_tasks(&self, now: Timestamp, claim: Claim) -> Result<Vec<ClaimedLane>, QueueError> {
        let claim = self.trouble.claims(&*self.queue, claim).await?;
        let call = Call::Claim { now, claim: &claim };
        let claimed = self.meet(call, || self.queue.get_retry_tasks(now, claim.clone())).await?;
        self.trouble.gives(&*self.queue, now, claimed).await
    }

    async fn settle(&self, now: Timestamp, results: Vec<TaskResult>) -> Result<Settled, QueueError> {
        let call = Call::Settle { now, results: &results };
        self.meet(call, || self.queue.settle(now, results.clone())).await
    }

    async fn reclaim(&self, now: Timestamp) -> Result<u64, QueueError> {
        self.meet(Call::Reclaim { now }, || self.queue.reclaim(now)).await
    }

    async fn bring_forward(&self, account: AccountId, at: Timestamp) -> Result<(), QueueError> {
        self.meet(Call::BringForward { account, at }, || self.queue.bring_forward(account, at)).await
    }

    async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>, QueueError> {
        self.read(|queue| queue.next_due(account)).await
    }

    async fn purge_history(
        &self,
        account: AccountId,
        left_until: Timestamp,
        limit: usize,
    ) -> Result<u64, QueueError> {
        let call = Call::PurgeHistory { account };
        self.meet(call, || self.queue.purge_history(account, left_until, limit)).await
    }

    async fn writable(&self) -> Result<(), QueueError> {
        self.read(|queue| queue.writable()).await
    }

    async fn counts(&self, account: AccountId) -> Result<QueueCounts, QueueError> {
        self.read(|queue| queue.counts(account)).await
    }

    async fn tasks(&self, account: AccountId, after: i64, limit: usize) -> Result<Vec<Task>, QueueError> {
        self.read(|queue| queue.tasks(account, after, limit)).await
    }

    async fn sent(&self, account: AccountId, limit: usize) -> Result<Vec<SentTask>, QueueError> {
        self.read(|queue| queue.sent(account, limit)).await
    }

    async fn task(&self, account: AccountId, id: TaskId) -> Result<Option<Task>, QueueError> {
        self.read(|queue| queue.task(account, id)).await
    }

    async fn blobs_referenced(&self, names: Vec<BlobName>) -> Result<BTreeSet<BlobName>, QueueError> {
        self.read(|queue| queue.blobs_referenced(names.clone())).await
    }

    async fn retry(
        &self,
        account: AccountId,
        selection: Selection,
        now: Timestamp,
    ) -> Result<u64, QueueError> {
        let call = Call::Retry { account, selection: &selection, now };
        self.meet(call, || self.queue.retry(account, selection.clone(), now)).await
    }

    async fn discard(
        &self,
        account: AccountId,
        tasks: Vec<TaskId>,
        now: Timestamp,
    ) -> Result<(), DiscardError> {
        let call = Call::Discard { account, tasks: &tasks, now };
        self.meet(call, || self.queue.discard(account, tasks.clone(), now)).await
    }
}

impl Troubled {
    /// A call that changes nothing.
    async fn read<'q, T: Send>(
        &'q self,
        ask: impl Fn(&'q dyn Queue) -> Asking<'q, T, QueueError> + Send + Sync,
    ) -> Result<T, QueueError> {
        self.meet(Call::Read, || ask(&*self.queue)).await
    }
}
