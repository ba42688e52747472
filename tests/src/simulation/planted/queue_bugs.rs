//! What a queue can do wrong.

use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::Timestamp;
use homing_domain::names::Key;
use homing_domain::ports::{
    Accounts, Claim, ClaimedLane, Ids as _, Queue, QueueError, Settlement, TaskResult,
};
use homing_domain::task::TaskState;
use homing_domain::testing::{Call, Trouble};

use crate::simulation::dice::Dice;

/// Says that a task is sent before it is.
pub(super) struct AckBeforeSend;

#[async_trait]
impl Trouble for AckBeforeSend {
    async fn gives(
        &self,
        queue: &dyn Queue,
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
        queue.settle(now, claimed.iter().flat_map(sent).collect()).await?;
        Ok(claimed)
    }
}

/// Gives the tasks of a lane from the newest to the oldest.
pub(super) struct Backwards;

#[async_trait]
impl Trouble for Backwards {
    async fn gives(
        &self,
        _: &dyn Queue,
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
impl Trouble for NewKeyOnRetry {
    async fn gives(
        &self,
        _: &dyn Queue,
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
impl Trouble for Evicts {
    async fn after(&self, queue: &dyn Queue, call: Call<'_>) -> Result<(), QueueError> {
        let Call::Commit { account, now, commit } = call else { return Ok(()) };
        let counts = queue.counts(account).await?;
        if !commit.tasks.is_empty() && counts.waiting + counts.attention > MANY {
            let tasks = queue.tasks(account, i64::MIN, 1_000).await?;
            if let Some(oldest) = tasks.iter().find(|task| task.state == TaskState::Waiting) {
                // A task that was claimed meanwhile stays.
                drop(queue.discard(account, vec![oldest.task.id], now).await);
            }
        }
        Ok(())
    }
}

/// Claims for whoever has worked here before.
pub(super) struct AnyAccount(pub(super) Arc<dyn Accounts>);

#[async_trait]
impl Trouble for AnyAccount {
    async fn claims(&self, _: &dyn Queue, claim: Claim) -> Result<Claim, QueueError> {
        let mut all = self.0.all().await?.into_iter().map(|known| known.account.id);
        let other = all.find(|account| *account != claim.account);
        Ok(Claim { account: other.unwrap_or(claim.account), ..claim })
    }
}

/// Forgets what was sent as soon as it is.
pub(super) struct Purges(pub(super) Arc<dyn Accounts>);

#[async_trait]
impl Trouble for Purges {
    async fn after(&self, queue: &dyn Queue, call: Call<'_>) -> Result<(), QueueError> {
        let Call::Settle { now, .. } = call else { return Ok(()) };
        let active = self.0.active().await?.id();
        queue.purge_history(active, now, 1_000).await.map(drop)
    }
}
