//! One cycle: claim what is due, send, record each result, until nothing is due.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::delivery::{Delivery, Halt};
use super::stored::Stored;
use super::{
    Batch, CycleEnd, CycleError, CycleReport, Hold, HoldCause, Occasion, Sending, SyncPermit, SyncState,
    capabilities,
};
use crate::Timestamp;
use crate::account::{Account, Active};
use crate::names::{AccountId, DeviceId, Owner, TaskId};
use crate::policy::{BACKOFF_CAP, Ladder, next_try};
use crate::ports::{Auth, Claim, Clock, Event, Events, Http, Jitter, Profile, Queue, Signals};

/// How long a claim holds. Longer than the slowest request with its refresh (30 s each), so that no
/// claim ends under a request that is still on its way.
pub(super) const LEASE: std::time::Duration = std::time::Duration::from_secs(180);

/// What an engine works with.
pub struct EngineParts {
    /// The tasks.
    pub queue: Arc<dyn Queue>,
    /// The tokens.
    pub auth: Arc<dyn Auth>,
    /// The network.
    pub http: Arc<dyn Http>,
    /// The server's API.
    pub profile: Arc<dyn Profile>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The spreading of waits.
    pub jitter: Arc<dyn Jitter>,
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
    ladder: Mutex<Option<(AccountId, Ladder)>>,
    /// How far the server's clock was ahead at the last answer, in milliseconds; taken out by the cycle.
    pub(super) server_ahead_millis: Mutex<Option<i64>>,
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

impl Engine {
    /// An engine over its ports.
    #[must_use]
    pub fn new(parts: EngineParts) -> Self {
        Self { parts, ladder: Mutex::default(), server_ahead_millis: Mutex::default() }
    }

    /// Runs one cycle for the active account.
    ///
    /// The permit says that no other cycle of this queue runs, so every claim that is still there
    /// belongs to a dead process and comes back first. Where the whole queue is held (see
    /// [`SyncState::hold_at`]) the cycle ends at once, unless the occasion ends the waits of this client's own making
    /// and this is one.
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
        let reclaimed = self.parts.queue.reclaim(self.parts.clock.now()).await?;
        if reclaimed > 0 {
            tracing::info!(tasks = reclaimed, "took back what a sync that died had claimed");
        }
        let end = match active {
            Active::Local => CycleEnd::LocalOnly,
            Active::Account { signed_in: false, .. } => CycleEnd::SignInNeeded,
            Active::Account { account, .. } => self.run(permit, account, occasion, &mut tally).await?,
        };
        let Tally { sent, attention, requests, .. } = tally;
        tracing::info!(sent, attention, requests, ?end, "the sync ended");
        Ok(CycleReport { sent, attention, requests, end })
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
        if let Some(end) = held(&memory.state, clock.now(), occasion) {
            return Ok(end);
        }
        if occasion == Occasion::ByHand {
            queue.bring_forward(account.id, clock.now()).await?;
        }
        let counts = queue.counts(account.id).await?;
        self.parts.events.emit(Event::CycleStarted { account: account.id, waiting: counts.waiting });
        let total = counts.waiting.saturating_sub(counts.behind_attention);
        let end = self.send_all(permit, account, &mut memory, tally, total).await;
        memory.state.sending = None;
        memory.save(queue.as_ref(), account.id, clock.now()).await?;
        end
    }

    /// Claims and sends until nothing is due. The state is saved with each exchange, so that whoever watches
    /// sees it, and a killed cycle keeps what it learned.
    async fn send_all(
        &self,
        permit: &SyncPermit,
        account: &Account,
        memory: &mut Stored,
        tally: &mut Tally,
        total: u64,
    ) -> Result<CycleEnd, CycleError> {
        let EngineParts { queue, clock, .. } = &self.parts;
        let mut asked_capabilities = false;
        loop {
            if self.parts.signals.stop_requested() {
                return Ok(CycleEnd::StopRequested);
            }
            let ladder = self.ladder(account.id, &memory.state);
            let lanes = queue.get_retry_tasks(clock.now(), self.claim(account.id, ladder)).await?;
            if lanes.is_empty() {
                return Ok(CycleEnd::Idle);
            }
            // A server that puts everything off would keep a cycle going for ever: once a cycle is enough.
            if lanes.iter().flat_map(|lane| &lane.tasks).all(|task| tally.put_off.contains(&task.task.id)) {
                queue.settle(clock.now(), Batch::new(lanes).released()).await?;
                return Ok(CycleEnd::Idle);
            }
            // Asked only once there is something to send: an idle app does nothing.
            if !asked_capabilities {
                asked_capabilities = true;
                if capabilities::refresh(&self.parts, account, &mut memory.state).await {
                    self.keep_ladder(account.id, capabilities::ladder(&self.parts, &memory.state));
                }
                memory.state.sending = Some(self.sending(tally, total));
                memory.save(queue.as_ref(), account.id, clock.now()).await?;
            }
            let (halt, ladder) =
                Delivery::new(self, permit, account, ladder, tally).run(Batch::new(lanes)).await?;
            self.keep_ladder(account.id, ladder);
            let ahead = self.server_ahead_millis.lock().unwrap_or_else(PoisonError::into_inner).take();
            memory.state.server_ahead_millis = ahead.or(memory.state.server_ahead_millis);
            if let Some(halt) = halt {
                return Ok(self.hold(&mut memory.state, halt));
            }
            memory.state.answered(clock.now());
            memory.state.sending = Some(self.sending(tally, total));
            memory.save(queue.as_ref(), account.id, clock.now()).await?;
        }
    }

    fn sending(&self, tally: &Tally, total: u64) -> Sending {
        let done = tally.sent + tally.attention;
        // What was recorded since the start goes along: nobody sends 13 of 12.
        Sending { done, total: total.max(done), until: self.parts.clock.now().saturating_add(LEASE) }
    }

    fn claim(&self, account: AccountId, ladder: Ladder) -> Claim {
        let owner = self.parts.owner;
        Claim { account, owner, lease: LEASE, max_tasks: ladder.tasks(), max_bytes: ladder.bytes() }
    }

    fn ladder(&self, account: AccountId, state: &SyncState) -> Ladder {
        let kept = *self.ladder.lock().unwrap_or_else(PoisonError::into_inner);
        match kept {
            Some((of, ladder)) if of == account => ladder,
            _ => capabilities::ladder(&self.parts, state),
        }
    }

    fn keep_ladder(&self, account: AccountId, ladder: Ladder) {
        *self.ladder.lock().unwrap_or_else(PoisonError::into_inner) = Some((account, ladder));
    }

    /// Notes in the state what holds the queue, and until when.
    fn hold(&self, state: &mut SyncState, halt: Halt) -> CycleEnd {
        let now = self.parts.clock.now();
        if let Halt::SignInNeeded = halt {
            state.sign_in_needed = true;
            return CycleEnd::SignInNeeded;
        }
        if let Halt::StopRequested = halt {
            return CycleEnd::StopRequested;
        }
        state.failures = state.failures.saturating_add(1);
        let (cause, asked) = match halt {
            Halt::Offline(cause) => (HoldCause::Offline(cause), None),
            Halt::Throttled(Some(asked)) => (HoldCause::AskedByServer, Some(asked)),
            Halt::Stopped(cause) => (HoldCause::Stopped(cause), None),
            _ => (HoldCause::ServerTrouble, None),
        };
        let until = match cause {
            HoldCause::Stopped(_) => now.saturating_add(BACKOFF_CAP),
            _ => next_try(now, state.failures, asked, self.parts.jitter.as_ref()),
        };
        let hold = Hold { until, cause };
        state.hold = Some(hold);
        hold.end()
    }
}

/// How the cycle ends at once, where the whole queue is held. No occasion ends a wait that the server itself asked for.
fn held(state: &SyncState, now: Timestamp, occasion: Occasion) -> Option<CycleEnd> {
    let hold = state.hold_at(now)?;
    (!occasion.ends_own_waits() || !hold.is_our_own()).then(|| hold.end())
}
