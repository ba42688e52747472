//! Snapshots one after the other for whoever watches. Nobody who is slow is sent an old one, and while nobody
//! watches, or nothing happens, nothing runs.

use std::sync::Arc;

use homing_domain::Timestamp;
use homing_domain::account::Active;
use homing_domain::ports::{Accounts, Clock, NudgeError, NudgeWatch, Nudges, Queue, QueueCounts, QueueError};
use homing_domain::time::{Today, Tracker};
use tokio::sync::Mutex;

use super::{Headline, Status, StorageProblem, look};
use crate::known_accounts::Others;
use crate::logs::Causes;

/// When data that could not be read is looked at again although nobody nudged.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_secs(60);

/// What a feed works with.
pub struct StatusParts {
    /// The tasks.
    pub queue: Arc<dyn Queue>,
    /// Whose they are.
    pub accounts: Arc<dyn Accounts>,
    /// The timer.
    pub tracker: Tracker,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Word of a change.
    pub nudges: Arc<dyn Nudges>,
}

/// Takes snapshots and counts them. Clones count together; make one for each data folder.
#[derive(Clone)]
pub struct StatusFeed(Arc<Inner>);

struct Inner {
    parts: StatusParts,
    /// Held while one is taken: a snapshot of older data never gets the higher number.
    last: Mutex<Option<Status>>,
}

/// The snapshots from a moment on.
pub struct StatusWatch {
    feed: StatusFeed,
    nudges: Box<dyn NudgeWatch>,
    seen: u64,
    /// When the one last given would be another although nobody nudges.
    ends: Option<Timestamp>,
}

impl StatusFeed {
    /// A feed whose first snapshot has the revision 1.
    #[must_use]
    pub fn new(parts: StatusParts) -> Self {
        Self(Arc::new(Inner { parts, last: Mutex::default() }))
    }

    /// The snapshot of now.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn now(&self) -> Result<Status, QueueError> {
        let mut last = self.0.last.lock().await;
        let (status, _) = self.look().await?;
        Ok(count(&mut last, status))
    }

    /// Watches from now on.
    ///
    /// # Errors
    /// [`NudgeError`] where the system does not let this process watch.
    pub async fn watch(&self) -> Result<StatusWatch, NudgeError> {
        let nudges = self.0.parts.nudges.watch().await?;
        Ok(StatusWatch { feed: self.clone(), nudges, seen: 0, ends: None })
    }

    async fn look(&self) -> Result<(Status, Option<Timestamp>), QueueError> {
        let StatusParts { queue, accounts, tracker, clock, .. } = &self.0.parts;
        look(queue.as_ref(), accounts.as_ref(), tracker, clock.now()).await
    }

    /// As [`StatusFeed::now`], where data that can't be read is a status too.
    async fn newest(&self) -> (Status, Option<Timestamp>) {
        let mut last = self.0.last.lock().await;
        let (status, ends) = self.look().await.unwrap_or_else(|error| {
            tracing::warn!(causes = %Causes(&error), "the status can't be read");
            let ends = self.0.parts.clock.now().saturating_add(LOOK_AGAIN);
            (unreadable(last.as_ref(), &self.0.parts, StorageProblem::from(&error)), Some(ends))
        });
        (count(&mut last, status), ends)
    }
}

impl StatusWatch {
    /// The newest snapshot, as soon as it is another one than the last that was given; the first at once. What
    /// happened in between is skipped. To drop a wait loses nothing.
    pub async fn next(&mut self) -> Status {
        loop {
            let (status, ends) = self.feed.newest().await;
            self.ends = ends;
            if status.revision > self.seen {
                self.seen = status.revision;
                return status;
            }
            self.changed().await;
        }
    }

    /// Waits for a nudge, or for the end of something that ends by itself, of which nothing else would tell.
    async fn changed(&mut self) {
        let nudged = self.nudges.nudged();
        match self.ends {
            None => nudged.await,
            Some(ends) => {
                let left = ends.since(self.feed.0.parts.clock.now());
                drop(tokio::time::timeout(left, nudged).await);
            }
        }
    }
}

/// Gives the snapshot the number of the last one where nothing changed, else the next.
fn count(last: &mut Option<Status>, status: Status) -> Status {
    let before = last.as_ref().map_or(0, |last| last.revision);
    let same = Status { revision: before, ..status };
    if last.as_ref() == Some(&same) {
        return same;
    }
    let next = Status { revision: before + 1, ..same };
    *last = Some(next.clone());
    next
}

/// What is still known once the data can't be read.
fn unreadable(last: Option<&Status>, parts: &StatusParts, problem: StorageProblem) -> Status {
    let headline = Headline::StorageProblem(problem);
    match last {
        Some(last) => Status { headline, ..last.clone() },
        None => Status {
            revision: 0,
            active: Active::Local,
            timer: None,
            away: Vec::new(),
            counts: QueueCounts::default(),
            put_off: 0,
            last_exchange: None,
            server_ahead_millis: None,
            others: Others::default(),
            today: Today::of(parts.clock.now(), &parts.clock.time_zone()),
            headline,
        },
    }
}
