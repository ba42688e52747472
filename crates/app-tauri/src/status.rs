//! One look at where everything is: what a terminal prints and a window shows.

use homing_domain::Timestamp;
use homing_domain::account::Active;
use homing_domain::engine::{Hold, SyncState};
use homing_domain::ports::{Accounts, Queue, QueueCounts, QueueError};
use homing_domain::time::{Entry, Tracker};

/// A snapshot. Computed from what is stored, so that every program says the same.
#[derive(Clone, Debug)]
pub struct Status {
    /// Whose work is recorded.
    pub active: Active,
    /// The entry that is running or paused.
    pub timer: Option<Entry>,
    /// How many tasks are where.
    pub counts: QueueCounts,
    /// The last time the server answered for tasks.
    pub last_exchange: Option<Timestamp>,
    /// The one thing to know.
    pub headline: Headline,
}

/// The state of a sync, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Headline {
    /// Tasks wait and only a sign-in lets them go.
    SignInNeeded,
    /// A person must look at some tasks.
    Attention,
    /// The whole queue waits, and why.
    Held(Hold),
    /// Tasks are on their way.
    Waiting,
    /// Nobody has signed in yet: everything is on this machine alone.
    LocalOnly,
    /// The server has acknowledged everything.
    AllSaved,
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
    let active = accounts.active().await?;
    let timer = tracker.current().await?;
    let counts = queue.counts(active.id()).await?;
    let state = SyncState::load(queue, active.id()).await?;
    let headline = headline(&active, counts, &state, now);
    Ok(Status { active, timer, counts, last_exchange: state.last_exchange, headline })
}

fn headline(active: &Active, counts: QueueCounts, state: &SyncState, now: Timestamp) -> Headline {
    let signed_in = match active {
        Active::Local => return Headline::LocalOnly,
        Active::Account { signed_in, .. } => *signed_in && !state.sign_in_needed,
    };
    let hold = state.hold.filter(|hold| hold.until > now);
    match (signed_in, counts, hold) {
        (false, _, _) => Headline::SignInNeeded,
        (true, QueueCounts { attention: 1.., .. }, _) => Headline::Attention,
        (true, QueueCounts { waiting: 1.., .. }, Some(hold)) => Headline::Held(hold),
        (true, QueueCounts { waiting: 1.., .. }, None) => Headline::Waiting,
        (true, _, _) => Headline::AllSaved,
    }
}
