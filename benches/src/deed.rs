//! What the store is measured at: each thing that it does, and the same by raw SQL on a file of its own.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use homing_domain::Timestamp;
use homing_domain::names::Lane;
use homing_domain::task::Commit;
use homing_storage::SqliteStore;

use crate::calls::Needed;
use crate::pairs::{First, Pairs};
use crate::raw::Raw;
use crate::samples::{LANE, Samples};
use crate::stopwatch::timed;
use crate::{calls, ours, raw, same};

/// As many tasks as a queue is measured with: the most that it takes.
pub(crate) const QUEUED: usize = 10_000;

/// As many as one request carries.
const BATCH: usize = 100;

/// Something the store does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// A timer's start: five records and a task in a new lane.
    EnqueueStart,
    /// A task in a new lane, without a record.
    EnqueueTask,
    /// A hundred tasks in a hundred new lanes, in one call.
    EnqueueHundred,
    /// A hundred tasks claimed and recorded as sent, with [`QUEUED`] in lanes of ten.
    ClaimAndSend,
}

/// What one run of a deed is given: both sides the same.
#[derive(Clone)]
struct Given {
    now: Timestamp,
    commit: Commit,
}

/// The store and its limit, each with its file.
pub(crate) struct Sides {
    deed: Deed,
    store: SqliteStore,
    raw: Raw,
    samples: Samples,
}

impl Sides {
    /// Two files in `folder` that hold the same.
    ///
    /// # Errors
    /// Of either side.
    pub(crate) async fn prepare(deed: Deed, folder: &Path) -> Result<Self> {
        let mut samples = Samples::new(1);
        let prepared = folder.join("prepared");
        let queued = match deed {
            Deed::ClaimAndSend => samples.lanes(QUEUED / LANE)?,
            Deed::EnqueueStart | Deed::EnqueueTask | Deed::EnqueueHundred => Vec::new(),
        };
        ours::prepare(&prepared, samples.now()?, queued).await?;
        let (of_store, of_limit) = (folder.join("ours"), folder.join("limit"));
        ours::copy(&prepared, &of_store)?;
        ours::copy(&prepared, &of_limit)?;
        let store = ours::open(&of_store).await?;
        let raw = Raw::open(&ours::file(&of_limit))?;
        let mut sides = Self { deed, store, raw, samples };
        // Twice: the second run meets what the first has left behind.
        sides.pair(First::Ours).await?;
        sides.pair(First::Limit).await?;
        same::check(&ours::file(&of_store), &ours::file(&of_limit))?;
        Ok(sides)
    }

    /// So many pairs.
    ///
    /// # Errors
    /// Of either side.
    pub(crate) async fn measure(&mut self, count: usize) -> Result<Pairs> {
        Pairs::measure(count / 10, count, async |first| self.pair(first).await).await
    }

    /// What the store needs for it, and how many statements the limit runs.
    ///
    /// # Errors
    /// Of either side.
    pub(crate) async fn needed(&mut self) -> Result<(Needed, u64)> {
        let given = self.given()?;
        let (ours, done) = calls::count(self.ours(given.clone())).await;
        done?;
        let deed = self.deed;
        let limit = raw::count(&mut self.raw, |raw| limit(deed, raw, given).map(drop))?;
        Ok((ours, limit))
    }

    async fn pair(&mut self, first: First) -> Result<(Duration, Duration)> {
        let given = self.given()?;
        let (ours, limit) = match first {
            First::Ours => {
                let ours = timed(self.ours(given.clone())).await;
                (ours, timed(async { limit(self.deed, &mut self.raw, given) }).await)
            }
            First::Limit => {
                let limit = timed(async { limit(self.deed, &mut self.raw, given.clone()) }).await;
                (timed(self.ours(given)).await, limit)
            }
        };
        let ((ours, emptied), (limit, emptied_by_limit)) = (ours, limit);
        let emptied = emptied?;
        ensure!(emptied == emptied_by_limit?, "the two sides claimed from other lanes");
        self.restore(&emptied).await?;
        Ok((ours, limit))
    }

    /// Brings both queues back to their length, where a run changes it by much.
    async fn restore(&mut self, emptied: &[Lane]) -> Result<()> {
        let now = self.samples.now()?;
        match self.deed {
            Deed::EnqueueStart | Deed::EnqueueTask => {}
            Deed::EnqueueHundred => {
                claim_and_send(&self.store, now).await?;
                claim_and_send_by_limit(&mut self.raw, now)?;
            }
            Deed::ClaimAndSend => {
                let mut tasks = Vec::with_capacity(emptied.len() * LANE);
                for lane in emptied {
                    for _ in 0..LANE {
                        tasks.push(self.samples.task_for(lane)?);
                    }
                }
                ours::enqueue(&self.store, now, tasks.clone()).await?;
                self.raw.refill(now, tasks)?;
            }
        }
        Ok(())
    }

    fn given(&mut self) -> Result<Given> {
        let commit = match self.deed {
            Deed::EnqueueStart => self.samples.start()?,
            Deed::EnqueueTask => Commit { records: Vec::new(), tasks: self.samples.tasks(1)? },
            Deed::EnqueueHundred => Commit { records: Vec::new(), tasks: self.samples.tasks(BATCH)? },
            Deed::ClaimAndSend => Commit::default(),
        };
        Ok(Given { now: self.samples.now()?, commit })
    }

    /// The store's side. Gives the lanes that it emptied.
    async fn ours(&self, Given { now, commit }: Given) -> Result<Vec<Lane>> {
        match self.deed {
            Deed::ClaimAndSend => claim_and_send(&self.store, now).await,
            _ => ours::commit(&self.store, now, commit).await.map(|()| Vec::new()),
        }
    }
}

async fn claim_and_send(store: &SqliteStore, now: Timestamp) -> Result<Vec<Lane>> {
    let claimed = ours::claim(store, now, BATCH).await?;
    ours::sent(store, now, &claimed).await?;
    Ok(claimed.into_iter().map(|claimed| claimed.lane).collect())
}

/// The limit's side. Gives the lanes that it emptied.
fn limit(deed: Deed, raw: &mut Raw, Given { now, commit }: Given) -> Result<Vec<Lane>> {
    match deed {
        Deed::EnqueueStart | Deed::EnqueueTask => raw.enqueue(now, commit)?,
        Deed::EnqueueHundred => raw.enqueue_many(now, commit.tasks)?,
        Deed::ClaimAndSend => return claim_and_send_by_limit(raw, now),
    }
    Ok(Vec::new())
}

fn claim_and_send_by_limit(raw: &mut Raw, now: Timestamp) -> Result<Vec<Lane>> {
    let claimed = raw.claim(now, &ours::claim_of(BATCH))?;
    raw.sent(now, &claimed)?;
    let mut lanes: Vec<Lane> = Vec::new();
    for task in &claimed {
        if lanes.last().map(Lane::as_str) != Some(task.lane()) {
            lanes.push(Lane::new(task.lane())?);
        }
    }
    Ok(lanes)
}
