//! One look at where everything is: what a terminal prints and a window shows.

mod feed;
mod headline;

pub use feed::{StatusFeed, StatusParts, StatusWatch};
pub use headline::{Facts, Headline, StorageProblem, headline};

use homing_domain::Timestamp;
use homing_domain::account::Active;
use homing_domain::engine::SyncState;
use homing_domain::ports::{Accounts, Queue, QueueCounts, QueueError};
use homing_domain::time::{Entry, Gap, Today, Tracker};

use crate::known_accounts::Others;

/// A snapshot. Computed from what is stored, so that every program says the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// Grows with each snapshot that differs from the one before it, within one process: of two, the one with the
    /// higher number is the newer. 0 where no [`StatusFeed`] has counted it.
    pub revision: u64,
    /// Whose work is recorded.
    pub active: Active,
    /// The entry that is running or paused.
    pub timer: Option<Entry>,
    /// The time that the machine may not have lived since the timer runs: whoever stops it will be asked.
    pub away: Vec<Gap>,
    /// How many tasks are where; those that the engine still has to make count as waiting.
    pub counts: QueueCounts,
    /// How many changes are recorded and wait for room in the queue; part of `counts.waiting`.
    pub put_off: u64,
    /// The last time the server answered for tasks.
    pub last_exchange: Option<Timestamp>,
    /// How far the server's clock was ahead of ours then, in milliseconds.
    pub server_ahead_millis: Option<i64>,
    /// Whether a sync is under way, in whatever process; the headline may be something worse.
    pub under_way: bool,
    /// What waits on this machine for others than the active account.
    pub others: Others,
    /// The day that it is, with the work that is over.
    pub today: Today,
    /// The one thing to know.
    pub headline: Headline,
}

/// Takes a snapshot.
///
/// # Errors
/// [`QueueError`] of the reads.
pub async fn status(
    queue: &dyn Queue,
    accounts: &dyn Accounts,
    tracker: &Tracker,
    now: Timestamp,
) -> Result<Status, QueueError> {
    Ok(look(queue, accounts, tracker, now).await?.0)
}

/// A snapshot, and when it would be another one although nothing happens: a wait ends, a claim runs out,
/// the day is over.
async fn look(
    queue: &dyn Queue,
    accounts: &dyn Accounts,
    tracker: &Tracker,
    now: Timestamp,
) -> Result<(Status, Option<Timestamp>), QueueError> {
    let active = accounts.active().await?;
    let timer = tracker.current_of(active.id()).await?;
    let away = match &timer {
        Some(entry) => tracker.gaps(active.id(), entry).await?,
        None => Vec::new(),
    };
    let today = tracker.today(active.id(), timer.as_ref()).await?;
    let mut counts = queue.counts(active.id()).await?;
    let put_off = tracker.put_off(active.id()).await?;
    // Nobody may read "all is saved" while something has not even a task yet.
    counts.waiting += put_off;
    let state = SyncState::load(queue, active.id()).await?;
    let (hold, sending) = (state.hold_at(now), state.sending(now));
    let next_due = counts.next_due.filter(|due| *due > now);
    let day_ends = Some(today.period.until);
    let ends = [hold.map(|hold| hold.until), sending.map(|sending| sending.until), next_due, day_ends];
    let (local, signed_in) = match &active {
        Active::Local => (true, false),
        Active::Account { signed_in, .. } => (false, *signed_in && !state.sign_in_needed),
    };
    let server_ahead_millis = state.server_ahead_millis;
    let storage = queue.writable().await.err().map(|error| StorageProblem::from(&error));
    let bar = state.bar;
    let facts =
        Facts { storage, local, signed_in, bar, counts, next_due, hold, sending, server_ahead_millis };
    let (headline, last_exchange, under_way) = (headline(&facts), state.last_exchange, sending.is_some());
    let others = Others::than(&active, queue, accounts).await?;
    let revision = 0;
    let status = Status {
        revision,
        active,
        timer,
        away,
        counts,
        put_off,
        last_exchange,
        server_ahead_millis,
        under_way,
        others,
        today,
        headline,
    };
    Ok((status, ends.into_iter().flatten().min()))
}
