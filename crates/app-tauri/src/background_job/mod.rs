//! The job that sends without being asked. It sleeps until something is due and wakes for what may change that: an
//! enqueue, a sign-in or anything else that some program commits, the system's word of a wake or another network, the
//! next due time itself. It polls nothing: where nothing waits no alarm is armed, and an idle app does nothing.
//!
//! | module | what it holds |
//! |---|---|
//! | `plan` | when the next cycle runs: a pure function |
//! | `memory` | what is kept from turn to turn: hints, rests, doubts about the clock |
//! | `ears` | what it sleeps on |
//! | `beat` | the place for a heartbeat |

mod beat;
mod ears;
mod memory;
mod plan;
mod trouble;

use std::sync::Arc;
use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::account::Active;
use homing_domain::engine::{CycleError, Occasion, SyncState};
use homing_domain::names::AccountId;
use homing_domain::ports::{Alarm, Jitter, Nudges, QueueError, Signals as _, SystemEvent, SystemEvents};
use homing_domain::time::HEARTBEAT;
use tokio::sync::watch;

use crate::logs::Causes;
use crate::{SyncError, SyncManager};
pub use beat::Beat;
use ears::{Ears, Woken};
pub(crate) use ears::{nudged, rings, told};
use memory::{Memory, Moment, Trouble};
use plan::{Facts, Plan, is_beyond_belief, plan};

/// The shortest sleep that a beat may ask for.
const SHORTEST_BEAT: Duration = Duration::from_secs(1);

/// What a job works with.
pub struct BackgroundJobParts {
    /// What it has run, and whose queue, accounts and clock it goes by.
    pub sync: Arc<SyncManager>,
    /// The spreading of tries after a wake.
    pub jitter: Arc<dyn Jitter>,
    /// What wakes it when something is due.
    pub alarm: Arc<dyn Alarm>,
    /// Word of changes, by this program and others.
    pub nudges: Arc<dyn Nudges>,
    /// Word of the system.
    pub system: Arc<dyn SystemEvents>,
}

/// See the module. One for each process is enough: several would take turns at the one lock.
pub struct BackgroundJob {
    parts: BackgroundJobParts,
    beat: Option<Arc<dyn Beat>>,
    troubles: watch::Sender<Option<Arc<SyncError>>>,
}

/// What a turn comes to.
enum Turn {
    Cycle(Occasion),
    Sleep(Option<Timestamp>),
}

impl BackgroundJob {
    /// A job that does not run yet.
    #[must_use]
    pub fn new(parts: BackgroundJobParts) -> Self {
        Self { parts, beat: None, troubles: watch::Sender::new(None) }
    }

    /// The same, which also does this at its times.
    #[must_use]
    pub fn with_beat(mut self, beat: Arc<dyn Beat>) -> Self {
        self.beat = Some(beat);
        self
    }

    /// What keeps the job from working on this machine, for whoever shows it; none while all is well. What is wrong
    /// with the network or the server is no trouble of the job's: the status says it.
    #[must_use]
    pub fn troubles(&self) -> watch::Receiver<Option<Arc<SyncError>>> {
        self.troubles.subscribe()
    }

    /// Runs until [`SyncManager::stop`], or the signals that its switch is over. To drop it in the middle of a cycle is
    /// as if the process had died.
    pub async fn run(self) {
        let BackgroundJobParts { sync, jitter, alarm, nudges, system } = &self.parts;
        let mut ears = Ears::open(nudges.as_ref(), system.as_ref()).await;
        let mut memory = Memory::starting(self.moment(), jitter.as_ref());
        while !sync.stop_switch().stop_requested() {
            let beat = self.beat().await;
            let planned = match self.turn(&mut memory).await {
                Turn::Cycle(occasion) => {
                    self.cycle_and_beat(&mut memory, occasion, beat).await;
                    continue;
                }
                Turn::Sleep(planned) => planned,
            };
            let until = [planned, beat].into_iter().flatten().min();
            memory.goes_to_sleep(until);
            let woken = loop {
                let time = until.map(|until| until.since(sync.clock.now()));
                let woken = ears.sleep(time, alarm.as_ref(), sync.stop_switch(), &sync.let_in).await;
                // Where nothing waits, another network changes nothing.
                if planned.is_some() || woken != Woken::System(SystemEvent::NetworkChanged) {
                    break woken;
                }
            };
            let now = self.moment();
            memory.is_awake(now, jitter.as_ref());
            match woken {
                Woken::System(SystemEvent::Resumed) => memory.woke(now, jitter.as_ref()),
                Woken::System(SystemEvent::NetworkChanged) => memory.network_changed(now, jitter.as_ref()),
                Woken::Nudged if memory.rests() => self.nudged(&mut memory).await,
                Woken::LetIn => memory.is_let_in(),
                // A clock that was set shows at the next look; a stop, in the next line.
                Woken::System(_) | Woken::Nudged | Woken::Rang | Woken::Stopped => {}
            }
        }
        if let Some(beat) = &self.beat {
            beat.ends().await;
        }
        tracing::debug!("the background job ended");
    }

    /// Somebody changed the data while the job rests.
    async fn nudged(&self, memory: &mut Memory) {
        let SyncManager { accounts, queue, .. } = self.parts.sync.as_ref();
        let who = accounts.active().await.ok();
        memory.nudged(who.as_ref());
        // A person who synced by hand, or another program: the keychain is open since, or the passphrase is given.
        if let Some(who) = who
            && memory.is_barred()
            && SyncState::load(queue.as_ref(), who.id()).await.is_ok_and(|state| state.bar.is_none())
        {
            memory.is_let_in();
        }
    }

    fn moment(&self) -> Moment {
        Moment::now(self.parts.sync.clock.as_ref())
    }

    async fn beat(&self) -> Option<Timestamp> {
        let next = self.beat.as_ref()?.beat().await?;
        Some(next.max(self.parts.sync.clock.now().saturating_add(SHORTEST_BEAT)))
    }

    async fn turn(&self, memory: &mut Memory) -> Turn {
        let now = self.moment();
        memory.looks(now);
        if let Some(rest) = memory.rests_until(now) {
            return Turn::Sleep(Some(rest));
        }
        let planned = match self.look(memory, now).await {
            Ok(facts) => plan(&facts),
            Err(error) => return self.rest(memory, now, error),
        };
        let Plan::Cycle { at, occasion } = planned else {
            memory.has_nothing_to_do();
            self.tell(None);
            return Turn::Sleep(None);
        };
        if at > now.wall {
            memory.went_well();
            self.tell(None);
            return Turn::Sleep(Some(at));
        }
        if memory.was_in_vain() {
            memory.rest_after(Trouble::Passing, now, self.parts.jitter.as_ref());
            return Turn::Sleep(memory.rests_until(now));
        }
        Turn::Cycle(occasion)
    }

    /// Reads what the next cycle depends on, and mends times that can't be believed.
    async fn look(&self, memory: &mut Memory, now: Moment) -> Result<Facts, SyncError> {
        let SyncManager { accounts, queue, .. } = self.parts.sync.as_ref();
        let nothing = Facts { next_due: None, hold: None, forward: None, quiet_until: None };
        let active = accounts.active().await.map_err(SyncError::Accounts)?;
        memory.knows(&active);
        let Active::Account { account, signed_in: true } = active else { return Ok(nothing) };
        let Some(mut next_due) = self.next_due(account.id).await.map_err(CycleError::Queue)? else {
            return Ok(nothing);
        };
        let state = SyncState::load(queue.as_ref(), account.id).await.map_err(CycleError::Queue)?;
        if state.sign_in_needed {
            return Ok(nothing);
        }
        if memory.is_in_doubt() || is_beyond_belief(next_due, now.wall) {
            tracing::info!("the clock was set back: what waits for a time on it is tried now");
            queue.bring_forward(account.id, now.wall).await.map_err(CycleError::Queue)?;
            memory.has_brought_all_forward();
        }
        let mut hold = state.hold_at(now.wall);
        if memory.is_forced() {
            // The cycle itself looks at the hold; where one is in force it takes back dead claims and ends.
            (next_due, hold) = (now.wall, None);
        }
        let (forward, quiet_until) = (memory.forward(now), memory.quiet_until(now));
        Ok(Facts { next_due: Some(next_due), hold, forward, quiet_until })
    }

    /// When a claim could next have something.
    async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>, QueueError> {
        self.parts.sync.engine.next_due(account).await
    }

    /// A cycle may take longer than until the next beat: a first sync of years, a server that is slow. The two go on
    /// side by side, or one could wait for what the other holds. What runs may begin meanwhile: it is asked for.
    async fn cycle_and_beat(&self, memory: &mut Memory, occasion: Occasion, mut beat: Option<Timestamp>) {
        let BackgroundJobParts { sync, alarm, .. } = &self.parts;
        let beats = async {
            if self.beat.is_none() {
                std::future::pending::<()>().await;
            }
            loop {
                let wait = beat.map_or(HEARTBEAT, |next| next.since(sync.clock.now()));
                alarm.ring_after(wait).await;
                beat = self.beat().await;
            }
        };
        tokio::select! {
            biased;
            () = self.cycle(memory, occasion) => {}
            () = beats => {}
        }
    }

    async fn cycle(&self, memory: &mut Memory, occasion: Occasion) {
        let done = self.parts.sync.sync_when_free(occasion).await;
        let now = self.moment();
        match done {
            Ok(report) => {
                memory.has_run(now, report.requests > 0, occasion == Occasion::Changed);
                memory.has_moved(report.sent + report.attention > 0);
                self.tell(None);
            }
            Err(error) => drop(self.rest(memory, now, error)),
        }
    }

    /// After something that did not work here.
    fn rest(&self, memory: &mut Memory, now: Moment, error: SyncError) -> Turn {
        let trouble = trouble::of(&error);
        let in_a_row = memory.rest_after(trouble, now, self.parts.jitter.as_ref());
        if trouble == Trouble::Elsewhere {
            tracing::debug!("another process syncs");
        } else if in_a_row == 1 {
            tracing::warn!(causes = %Causes(&error), "the background job can't work now; it goes on by itself");
            self.tell(Some(error));
        } else {
            tracing::debug!(causes = %Causes(&error), in_a_row, "the background job still can't work");
            self.tell(Some(error));
        }
        Turn::Sleep(memory.rests_until(now))
    }

    fn tell(&self, trouble: Option<SyncError>) {
        self.troubles.send_if_modified(|told| {
            let modified = told.is_some() || trouble.is_some();
            *told = trouble.map(Arc::new);
            modified
        });
    }
}
