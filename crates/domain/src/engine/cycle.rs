//! One cycle: what must be true before anything is sent, the sending itself (see [`super::flight`]), and what is
//! tidied up after it.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::flight::Flight;
use super::hold::held;
use super::stored::Stored;
use super::{Bar, CycleEnd, CycleError, CycleReport, Occasion, SyncPermit, SyncState};
use crate::Timestamp;
use crate::account::{Account, Active};
use crate::names::{AccountId, DeviceId, Owner, TaskId};
use crate::policy::{ASKED_CAP, BACKOFF_CAP, Ladder, PURGE_SLICE, purge_until};
use crate::ports::{
    Alarm, Auth, Blobs, Clock, Event, Events, Http, Ids, Jitter, Profile, Queue, QueueError, Signals,
    TaskResult,
};
use crate::task::Kinds;

/// How long a claim holds. Longer than the slowest search for a bad task in a batch of a hundred (seven halvings of two
/// requests each, of a minute each), behind one such request: nothing leaves under a claim that is over. A
/// process that died is not waited for: see [`crate::ports::Queue::reclaim`].
pub(super) const LEASE: Duration = Duration::from_secs(1_200);

/// So long after its last word a cycle counts as alive: the slowest request and the same again after a refresh, of a
/// minute each, and half a minute for the refresh.
pub(super) const SILENCE: Duration = Duration::from_secs(180);

/// What an engine works with.
pub struct EngineParts {
    /// The tasks.
    pub queue: Arc<dyn Queue>,
    /// The bytes that go with tasks.
    pub blobs: Arc<dyn Blobs>,
    /// The tokens.
    pub auth: Arc<dyn Auth>,
    /// The network.
    pub http: Arc<dyn Http>,
    /// The server's API.
    pub profile: Arc<dyn Profile>,
    /// The application's kinds of task.
    pub kinds: Kinds,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Waiting.
    pub alarm: Arc<dyn Alarm>,
    /// The spreading of waits.
    pub jitter: Arc<dyn Jitter>,
    /// Where the ids of tasks come from that had no room at first.
    pub ids: Arc<dyn Ids>,
    /// Whoever watches.
    pub events: Arc<dyn Events>,
    /// The wish to stop.
    pub signals: Arc<dyn Signals>,
    /// This run of this process.
    pub owner: Owner,
    /// This installation.
    pub device: DeviceId,
}

/// Sends what is due. Holds no task of its own: a dropped cycle is as if the process had died.
pub struct Engine {
    pub(super) parts: EngineParts,
    /// Kept over cycles, so that trouble is remembered.
    pub(super) ladder: Mutex<Option<(AccountId, Ladder)>>,
    /// How far the server's clock was ahead at the last answer, in milliseconds; taken out by the cycle.
    pub(super) server_ahead_millis: Mutex<Option<i64>>,
    /// Results that the store of this machine could not take. Not a task's fault, and no crash.
    unrecorded: Mutex<Vec<TaskResult>>,
    /// Whether there may be blobs that nobody needs: at the start, and where one could not be taken away.
    pub(super) sweep_due: AtomicBool,
    /// Whether the stored sign-in could be used since a cycle last asked.
    pub(super) way_was_open: AtomicBool,
}

/// What a cycle counts on its way.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) sent: u64,
    pub(super) attention: u64,
    pub(super) requests: u64,
    /// Tasks that left and are to be sent again later.
    pub(super) put_off: BTreeSet<TaskId>,
}

impl Tally {
    pub(super) fn add(&mut self, other: Self) {
        self.sent += other.sent;
        self.attention += other.attention;
        self.requests += other.requests;
        self.put_off.extend(other.put_off);
    }
}

impl Engine {
    /// An engine over its ports.
    #[must_use]
    pub fn new(parts: EngineParts) -> Self {
        Self {
            parts,
            ladder: Mutex::default(),
            server_ahead_millis: Mutex::default(),
            unrecorded: Mutex::default(),
            sweep_due: AtomicBool::new(true),
            way_was_open: AtomicBool::new(false),
        }
    }

    /// Runs one cycle for the active account.
    ///
    /// The permit says that no other cycle of this queue runs, so every claim that is still there belongs to a dead
    /// process and comes back first. Where workers share the queue it excludes nobody, and [`Queue::reclaim`] takes
    /// back only what has run out. Where the whole queue is held (see [`super::SyncState::hold`]) the cycle ends at
    /// once, unless the occasion ends waits of this client's own making; what the server asked for is waited for in any
    /// case.
    ///
    /// # Errors
    /// [`CycleError`] where queue or credential store fail. What was acknowledged is recorded by then.
    #[tracing::instrument(skip_all, fields(account = %active.id(), ?occasion))]
    pub async fn cycle(
        &self,
        permit: &SyncPermit,
        active: &Active,
        occasion: Occasion,
    ) -> Result<CycleReport, CycleError> {
        let mut tally = Tally::default();
        self.record_what_is_left().await?;
        let reclaimed = self.parts.queue.reclaim(self.parts.clock.now()).await?;
        if reclaimed > 0 {
            tracing::info!(tasks = reclaimed, "took back what a sync that died had claimed");
        }
        self.sweep_blobs().await;
        let end = match active {
            Active::Local => CycleEnd::LocalOnly,
            Active::Account { signed_in: false, .. } => CycleEnd::SignInNeeded,
            Active::Account { account, .. } => self.run(permit, account, occasion, &mut tally).await?,
        };
        let Tally { sent, attention, requests, .. } = tally;
        tracing::info!(sent, attention, requests, ?end, "the sync ended");
        Ok(CycleReport { sent, attention, requests, end })
    }

    pub(super) fn unrecorded(&self) -> MutexGuard<'_, Vec<TaskResult>> {
        self.unrecorded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What an earlier cycle of this process learned and could not record. Whoever claimed a task since keeps it.
    async fn record_what_is_left(&self) -> Result<(), QueueError> {
        let results = self.unrecorded().clone();
        if results.is_empty() {
            return Ok(());
        }
        let EngineParts { queue, clock, .. } = &self.parts;
        queue.settle(clock.now(), results).await?;
        self.unrecorded().clear();
        Ok(())
    }

    async fn run(
        &self,
        permit: &SyncPermit,
        account: &Account,
        occasion: Occasion,
        tally: &mut Tally,
    ) -> Result<CycleEnd, CycleError> {
        let EngineParts { queue, clock, .. } = &self.parts;
        let mut memory = Stored::read(queue.as_ref(), account.id).await?;
        let now = clock.now();
        // Where nothing was ever stored, no server can have asked for a wait, and what waits was recorded by a clock
        // that may have been ahead.
        let set_back = memory.state.seen_at.is_none_or(|then| then > now);
        if memory.state.bar == Some(Bar::SyncLock) {
            // There is a permit, so the lock can be taken: said also where the queue is held or nothing is due.
            memory.state.bar = None;
            memory.save(queue.as_ref(), account.id, now).await?;
        }
        if let Some(end) = held(&memory.state, now, occasion) {
            return Ok(end);
        }
        queue.bring_forward(account.id, longest_wait(now, occasion, set_back)).await?;
        let counts = queue.counts(account.id).await?;
        self.parts.events.emit(Event::CycleStarted { account: account.id, waiting: counts.waiting });
        let total = counts.waiting.saturating_sub(counts.behind_attention);
        let end = Flight::new(self, permit, account, &mut memory, tally, total).run().await;
        memory.state.sending = None;
        let way_was_open = self.take_way_was_open();
        let met = match &end {
            Err(CycleError::Auth(error)) => Bar::of(error),
            _ => None,
        };
        memory.state.bar = met.or(memory.state.bar.filter(|_| !way_was_open));
        memory.save(queue.as_ref(), account.id, clock.now()).await?;
        if let Ok(CycleEnd::Idle) = end
            && tally.requests > 0
        {
            self.forget_history(account.id, &memory.state).await?;
        }
        end
    }

    /// Takes what is old out of the history, in slices between which others write. What time it is says the last
    /// exchange: a clock that was set since has not met the server's yet.
    async fn forget_history(&self, account: AccountId, state: &SyncState) -> Result<(), QueueError> {
        let EngineParts { queue, signals, .. } = &self.parts;
        let until = state.last_exchange.and_then(|now| purge_until(now, state.clock_right_since));
        let Some(until) = until else { return Ok(()) };
        while !signals.stop_requested() {
            let gone = queue.purge_history(account, until, PURGE_SLICE).await?;
            if gone < PURGE_SLICE as u64 {
                break;
            }
        }
        Ok(())
    }
}

/// Until when a task may wait at most. A stored time beyond that comes from a clock that ran ahead; where the
/// clock is known to have been set back, no wait is longer than the longest of this client's own.
fn longest_wait(now: Timestamp, occasion: Occasion, set_back: bool) -> Timestamp {
    match occasion {
        Occasion::ByHand => now,
        Occasion::Changed | Occasion::Due if set_back => now.saturating_add(BACKOFF_CAP),
        Occasion::Changed | Occasion::Due => now.saturating_add(ASKED_CAP),
    }
}
