//! One queue and its model, side by side: each step is made of both, and both must say and hold the same.

use std::collections::BTreeMap;
use std::time::Duration;

use uuid::Uuid;

use super::compare::same;
use super::made::settlement;
use super::plain::{Model, Refused};
use super::steps::{ACCOUNTS, Step};
use crate::Timestamp;
use crate::names::{AccountId, Collection, Owner, TaskId};
use crate::ports::{Claim, ClaimedLane, DiscardError, Queue, QueueError, Selection, Settlement, TaskResult};
use crate::task::Commit;

/// How long a claim holds.
const LEASE: Duration = Duration::from_secs(60);

/// Why a queue and its model are not the same.
pub(super) type Difference = String;

pub(super) struct Machine<Q, O> {
    open: O,
    pub(super) queue: Option<Q>,
    pub(super) model: Model,
    pub(super) now: Timestamp,
    pub(super) made: u128,
    pub(super) revision: i64,
    pub(super) last_commit: Option<(AccountId, Commit)>,
    /// The results that claims ask for, the newest last.
    asked: Vec<TaskResult>,
    /// Every task that was made.
    pub(super) ids: Vec<TaskId>,
    /// The queue's number for each of the model's.
    pub(super) seqs: BTreeMap<i64, i64>,
    /// Below this, the rows are those of a full queue, which nobody looks at.
    pub(super) beyond: i64,
}

pub(super) fn account(number: u8) -> AccountId {
    AccountId::new(Uuid::from_u128(1 + u128::from(number)))
}

pub(super) fn notes() -> Collection {
    Collection::of("notes")
}

impl<Q: Queue, O: AsyncFn() -> Q> Machine<Q, O> {
    pub(super) async fn new(open: O) -> Self {
        let queue = Some(open().await);
        Self {
            open,
            queue,
            model: Model::default(),
            now: super::at(0),
            made: 0,
            revision: 0,
            last_commit: None,
            asked: Vec::new(),
            ids: Vec::new(),
            seqs: BTreeMap::new(),
            beyond: 0,
        }
    }

    pub(super) fn queue(&self) -> Result<&Q, Difference> {
        self.queue.as_ref().ok_or_else(|| "the queue is closed".to_owned())
    }

    pub(super) async fn step(&mut self, step: &Step) -> Result<(), Difference> {
        self.make(step).await?;
        for number in 0..ACCOUNTS {
            self.compare(account(number)).await?;
        }
        Ok(())
    }

    async fn make(&mut self, step: &Step) -> Result<(), Difference> {
        let now = self.now;
        match step {
            Step::Commit { account: whose, writes, tasks } => {
                self.commit(account(*whose), writes, tasks).await
            }
            Step::CommitAgain => match self.last_commit.clone() {
                Some((whose, commit)) => self.committed(whose, commit).await,
                None => Ok(()),
            },
            Step::Claim { account: whose, max_tasks, max_bytes } => {
                let owner = Owner::new(Uuid::from_u128(9));
                let (max_tasks, max_bytes) = (*max_tasks, *max_bytes);
                self.claim(Claim { account: account(*whose), owner, lease: LEASE, max_tasks, max_bytes })
                    .await
            }
            Step::Settle { results, stale } => {
                let mut told = Vec::new();
                for (place, result) in results.iter().enumerate() {
                    let Some(mut asked) = self.asked.pop() else { break };
                    asked.settlement = settlement(*result, now);
                    asked.epoch += i64::from(place < *stale);
                    told.push(asked);
                }
                let settled =
                    self.queue()?.settle(now, told.clone()).await.map_err(|error| failed(&error))?;
                same("settled", &settled, &self.model.settle(now, &told))
            }
            Step::Reclaim => {
                let reclaimed = self.queue()?.reclaim(now).await.map_err(|error| failed(&error))?;
                same("reclaimed", &reclaimed, &self.model.take_back(|_, _| true))
            }
            Step::BringForward { account: whose, seconds } => {
                let (whose, at) = (account(*whose), now.saturating_add(Duration::from_secs(*seconds)));
                self.queue()?.bring_forward(whose, at).await.map_err(|error| failed(&error))?;
                self.model.bring_forward(whose, at);
                Ok(())
            }
            Step::Retry { account: whose, tasks } => {
                let selection =
                    tasks.as_ref().map_or(Selection::All, |picks| Selection::Tasks(self.picked(picks)));
                let retried = self.queue()?.retry(account(*whose), selection.clone(), now).await;
                same(
                    "let go",
                    &retried.map_err(|error| failed(&error))?,
                    &self.model.retry(account(*whose), &selection, now),
                )
            }
            Step::Discard { account: whose, tasks } => {
                let tasks = self.picked(tasks);
                let discarded = match self.queue()?.discard(account(*whose), tasks.clone(), now).await {
                    Ok(()) => Ok(()),
                    Err(DiscardError::Refused { task, because }) => Err((task, because)),
                    Err(DiscardError::Queue(error)) => return Err(failed(&error)),
                };
                same("discarded", &discarded, &self.model.discard(account(*whose), &tasks, now))
            }
            Step::Purge { account: whose, older_by_seconds, limit } => {
                let age = i64::try_from(*older_by_seconds).unwrap_or(0) * 1_000;
                let until = Timestamp::from_millis(now.as_millis() - age).unwrap_or(now);
                let purged = self.queue()?.purge_history(account(*whose), until, *limit).await;
                same(
                    "purged",
                    &purged.map_err(|error| failed(&error))?,
                    &self.model.purge(account(*whose), until, *limit),
                )
            }
            Step::Wait { seconds } => {
                self.now = now.saturating_add(Duration::from_secs(*seconds));
                Ok(())
            }
            Step::Restart => {
                self.queue = None;
                self.queue = Some((self.open)().await);
                Ok(())
            }
        }
    }

    fn picked(&self, picks: &[u8]) -> Vec<TaskId> {
        let newest = |pick: &u8| self.ids.iter().rev().nth(usize::from(*pick)).copied();
        picks.iter().filter_map(newest).collect()
    }

    pub(super) async fn committed(&mut self, whose: AccountId, commit: Commit) -> Result<(), Difference> {
        let committed = match self.queue()?.commit(whose, self.now, commit.clone()).await {
            Ok(()) => Ok(()),
            Err(QueueError::Conflict { .. }) => Err(Refused::Conflict),
            Err(QueueError::AlreadyThere) => Err(Refused::AlreadyThere),
            Err(QueueError::NoRoom { .. } | QueueError::NoBlobRoom { .. }) => Err(Refused::NoRoom),
            Err(QueueError::DependencyCycle { .. }) => Err(Refused::Cycle),
            Err(error) => return Err(failed(&error)),
        };
        let modelled = self.model.commit(whose, self.now, &commit);
        self.last_commit = Some((whose, commit));
        match (committed, modelled) {
            // Of a cycle and a want of room in one commit either may be said.
            (Err(Refused::Cycle | Refused::NoRoom), Err(Refused::Cycle | Refused::NoRoom)) => Ok(()),
            (committed, modelled) => same("committed", &committed, &modelled),
        }
    }

    async fn claim(&mut self, claim: Claim) -> Result<(), Difference> {
        let claimed =
            self.queue()?.get_retry_tasks(self.now, claim.clone()).await.map_err(|error| failed(&error))?;
        let chosen = self.model.claim(self.now, &claim);
        let lanes: Vec<_> = claimed.iter().map(|lane| &lane.lane).collect();
        same("the claimed lanes", &lanes, &chosen.iter().map(|(lane, _)| lane).collect())?;
        for (ClaimedLane { lane, epoch, tasks }, (_, seqs)) in claimed.into_iter().zip(chosen) {
            let claims = self.model.claims.entry((claim.account, lane.clone())).or_default();
            if epoch <= claims.epoch {
                return Err(format!("lane {lane} had epoch {} and has {epoch} now", claims.epoch));
            }
            claims.epoch = epoch;
            self.asked.extend(tasks.iter().map(|task| TaskResult {
                task: task.task.id,
                lane: lane.clone(),
                epoch,
                settlement: Settlement::Released,
            }));
            let chosen = self.model.rows.iter().filter(|row| seqs.contains(&row.task.seq));
            let chosen: Vec<_> = chosen.map(|row| self.model.given(row)).collect();
            self.same_tasks(&format!("the claim of lane {lane}"), tasks, chosen)?;
        }
        Ok(())
    }
}

pub(super) fn failed(error: &QueueError) -> Difference {
    let mut told = format!("the queue failed: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        told.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    told
}
