//! Snapshots one after the other for whoever watches. Nobody who is slow is sent an old one, and while nobody
//! watches, or nothing happens, nothing runs.

use std::sync::Arc;

use homing_domain::Timestamp;
use homing_domain::account::Active;
use homing_domain::policy::UNHEARD_LOOK;
use homing_domain::ports::{
    Accounts, Alarm, Clock, NudgeError, NudgeWatch, Nudges, Queue, QueueCounts, QueueError, SystemEvent,
    SystemEvents, SystemWatch,
};
use homing_domain::time::{Today, Tracker};
use tokio::sync::Mutex;

use super::{Headline, Status, StorageProblem, look};
use crate::background_job::{nudged, rings, told};
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
    /// What rings when a snapshot would be another by itself, also where that was in a sleep of the machine.
    pub alarm: Arc<dyn Alarm>,
    /// Word of the end of a sleep, and of a clock that was set: it may be another day then.
    pub system: Arc<dyn SystemEvents>,
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
    nudges: Option<Box<dyn NudgeWatch>>,
    system: Option<Box<dyn SystemWatch>>,
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
        Ok(self.watching(Some(nudges)).await)
    }

    /// The same for whoever can't do without: where the system lets nobody watch, the data is looked at once a minute.
    pub async fn watch_or_look(&self) -> StatusWatch {
        let nudges = self.0.parts.nudges.watch().await.inspect_err(|error| {
            tracing::warn!(causes = %Causes(error), "changes can't be heard; the data is looked at once a minute");
        });
        self.watching(nudges.ok()).await
    }

    async fn watching(&self, nudges: Option<Box<dyn NudgeWatch>>) -> StatusWatch {
        let system = self.0.parts.system.watch().await.inspect_err(|error| {
            tracing::debug!(causes = %Causes(error), "a new day after a sleep is seen when the alarm rings");
        });
        StatusWatch { feed: self.clone(), nudges, system: system.ok(), seen: 0, ends: None }
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

    /// Waits for a nudge, for another time of the day, or for the end of something that ends by itself, of which nothing
    /// else would tell.
    async fn changed(&mut self) {
        let StatusParts { clock, alarm, .. } = &self.feed.0.parts;
        let left = self.ends.map(|ends| ends.since(clock.now()));
        let left = match self.nudges {
            Some(_) => left,
            None => Some(left.map_or(UNHEARD_LOOK, |left| left.min(UNHEARD_LOOK))),
        };
        tokio::select! {
            biased;
            () = nudged(&mut self.nudges) => {}
            () = another_time(&mut self.system) => {}
            () = rings(alarm.as_ref(), left) => {}
        }
    }
}

/// The machine slept, or its clock was set.
async fn another_time(system: &mut Option<Box<dyn SystemWatch>>) {
    while !matches!(told(system).await, SystemEvent::Resumed | SystemEvent::ClockSet) {}
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
            under_way: false,
            others: Others::default(),
            today: Today::of(parts.clock.now(), &parts.clock.time_zone()),
            headline,
        },
    }
}
