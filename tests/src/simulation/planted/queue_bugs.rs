//! What a queue can do wrong.

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::names::{AccountId, Key};
use homing_domain::ports::{Claim, ClaimedLane, Ids as _, QueueError, Settlement, TaskResult};
use homing_domain::task::TaskState;

use super::queue::{BuggyQueue, QueueBug};
use crate::simulation::dice::Dice;

/// Says that a task is sent before it is.
pub(super) struct AckBeforeSend;

#[async_trait]
impl QueueBug for AckBeforeSend {
    async fn gives(
        &self,
        buggy: &BuggyQueue,
        now: Timestamp,
        claimed: Vec<ClaimedLane>,
    ) -> Result<Vec<ClaimedLane>, QueueError> {
        let sent = |lane: &ClaimedLane| {
            let (name, epoch) = (lane.lane.clone(), lane.epoch);
            let result = move |task: &homing_domain::task::Task| TaskResult {
                task: task.task.id,
                lane: name.clone(),
                epoch,
                settlement: Settlement::Sent,
            };
            lane.tasks.iter().map(result).collect::<Vec<_>>()
        };
        buggy.queue.settle(now, claimed.iter().flat_map(sent).collect()).await?;
        Ok(claimed)
    }
}

/// Gives the tasks of a lane from the newest to the oldest.
pub(super) struct Backwards;

#[async_trait]
impl QueueBug for Backwards {
    async fn gives(
        &self,
        _: &BuggyQueue,
        _: Timestamp,
        mut claimed: Vec<ClaimedLane>,
    ) -> Result<Vec<ClaimedLane>, QueueError> {
        claimed.iter_mut().for_each(|lane| lane.tasks.reverse());
        Ok(claimed)
    }
}

/// Gives a task that was sent before another key.
pub(super) struct NewKeyOnRetry(pub(super) Dice);

#[async_trait]
impl QueueBug for NewKeyOnRetry {
    async fn gives(
        &self,
        _: &BuggyQueue,
        _: Timestamp,
        mut claimed: Vec<ClaimedLane>,
    ) -> Result<Vec<ClaimedLane>, QueueError> {
        for task in claimed.iter_mut().flat_map(|lane| &mut lane.tasks).filter(|task| task.attempts > 0) {
            task.task.key = Key::new(self.0.uuid());
        }
        Ok(claimed)
    }
}

/// Takes out the oldest task where there are many.
pub(super) struct Evicts;

/// What is many to it: a quota that a short run reaches.
const MANY: u64 = 8;

#[async_trait]
impl QueueBug for Evicts {
    async fn committed(
        &self,
        buggy: &BuggyQueue,
        account: AccountId,
        now: Timestamp,
    ) -> Result<(), QueueError> {
        let counts = buggy.queue.counts(account).await?;
        if counts.waiting + counts.attention > MANY {
            let tasks = buggy.queue.tasks(account, i64::MIN, 1_000).await?;
            if let Some(oldest) = tasks.iter().find(|task| task.state == TaskState::Waiting) {
                // A task that was claimed meanwhile stays.
                drop(buggy.queue.discard(account, vec![oldest.task.id], now).await);
            }
        }
        Ok(())
    }
}

/// Claims for whoever has worked here before.
pub(super) struct AnyAccount;

#[async_trait]
impl QueueBug for AnyAccount {
    async fn claims(&self, buggy: &BuggyQueue, claim: Claim) -> Result<Claim, QueueError> {
        let all = buggy.accounts.all().await?;
        let other = all.into_iter().find(|account| account.id != claim.account);
        Ok(Claim { account: other.map_or(claim.account, |account| account.id), ..claim })
    }
}

/// Forgets what was sent as soon as it is.
pub(super) struct Purges;

#[async_trait]
impl QueueBug for Purges {
    async fn settled(&self, buggy: &BuggyQueue, now: Timestamp) -> Result<(), QueueError> {
        let active = buggy.accounts.active().await?.id();
        buggy.queue.purge_history(active, now, 1_000).await.map(drop)
    }
}
