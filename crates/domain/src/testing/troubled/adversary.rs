//! Trouble by dice: the same seed makes the same. Whoever calls is one who does what the port says of lost answers.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use super::{Call, Trouble};
use crate::ports::{DiscardError, Queue, QueueError, Settled, Undiscardable};
use crate::task::{Commit, Expected};

/// Makes calls fail before they begin, lets others go on in between, and loses answers.
///
/// After [`QueueError::Busy`] the call is made again, as is a read whose answer is lost. Of a call that changes something
/// and may be repeated the adversary makes a second one, as a caller would who never heard of the first, and looks
/// whether that finds nothing to do, as the port says; the first answer is what the test gets. It panics where the
/// second call did something.
#[derive(Debug)]
pub struct Adversary(Mutex<u64>);

/// Which error an adversary makes.
#[derive(Debug, thiserror::Error)]
#[error("an adversary says so")]
struct SaidByAnAdversaryError;

fn busy() -> QueueError {
    QueueError::Busy(SaidByAnAdversaryError.into())
}

impl Adversary {
    /// The adversary of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    /// From 0 to below `sides`. SplitMix64: any seed will do.
    fn roll(&self, sides: u64) -> u64 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    async fn let_others_go_on(&self) {
        for _ in 0..self.roll(3) {
            tokio::task::yield_now().await;
        }
    }
}

#[async_trait]
impl Trouble for Adversary {
    async fn before(&self, _: &dyn Queue, _: Call<'_>) -> Result<(), QueueError> {
        self.let_others_go_on().await;
        if self.roll(3) == 0 { Err(busy()) } else { Ok(()) }
    }

    async fn after(&self, queue: &dyn Queue, call: Call<'_>) -> Result<(), QueueError> {
        self.let_others_go_on().await;
        if self.roll(2) == 0 {
            return Ok(());
        }
        match call {
            // The same again is as good.
            Call::Read | Call::BringForward { .. } => return Err(busy()),
            Call::Commit { account, now, commit } => {
                let is_known = made_something(queue, account, commit).await?;
                let repeated = queue.commit(account, now, commit.clone()).await;
                let found = match &repeated {
                    Err(QueueError::AlreadyThere | QueueError::Conflict { .. }) => true,
                    Ok(()) => !is_known,
                    Err(_) => false,
                };
                assert!(found, "a commit that is made a second time: {repeated:?}");
            }
            Call::Settle { now, results } => {
                let repeated = queue.settle(now, results.to_vec()).await?;
                let nothing = Settled { applied: 0, stale: results.len() };
                assert_eq!(repeated, nothing, "results that are recorded a second time");
            }
            Call::Reclaim { now } => {
                assert_eq!(queue.reclaim(now).await?, 0, "what was taken back is taken back again");
            }
            Call::Retry { account, selection, now } => {
                let again = queue.retry(account, selection.clone(), now).await?;
                assert_eq!(again, 0, "what was let go is let go again");
            }
            Call::Discard { account, tasks, now } => {
                let repeated = queue.discard(account, tasks.to_vec(), now).await;
                let gone = |error: &DiscardError| {
                    let because = Undiscardable::Gone;
                    matches!(error, DiscardError::Refused { task, because: said } if *task == tasks[0] && *said == because)
                };
                let found =
                    if tasks.is_empty() { repeated.is_ok() } else { repeated.as_ref().is_err_and(gone) };
                assert!(found, "what was discarded is discarded again: {repeated:?}");
            }
            // A claim that nobody heard of is held until its lease ends; a second slice of the history is another one.
            Call::Claim { .. } | Call::PurgeHistory { .. } => {}
        }
        Ok(())
    }

    fn again(&self, error: &QueueError) -> bool {
        matches!(error, QueueError::Busy(source) if source.is::<SaidByAnAdversaryError>())
    }
}

/// Whether a commit that took effect is one of which a second one can be told apart: a guard of its own no longer holds,
/// or one of its tasks is in the queue.
async fn made_something(
    queue: &dyn Queue,
    account: crate::names::AccountId,
    commit: &Commit,
) -> Result<bool, QueueError> {
    let is_spent = commit.records.iter().any(|write| match write.expected {
        Expected::Absent => true,
        Expected::Revision(revision) => revision != write.record.revision,
        Expected::Anything => false,
    });
    if is_spent {
        return Ok(true);
    }
    for task in &commit.tasks {
        if queue.task(account, task.id).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
