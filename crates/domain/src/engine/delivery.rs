//! The delivery of one claim: its batch, the parts of it where one task may be bad (see [`super::halving`]), and their
//! turns on the wire. Several may be on their way at once: of different lanes. What an answer means is said in
//! [`super::answers`].

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::SemaphorePermit;

use super::cycle::{LEASE, Tally};
use super::halving::Search;
use super::hold::Halt;
use super::uploads::Ready;
use super::wire::{Readiness, Wire};
use super::{Batch, BatchResult, CycleError, Engine, SyncPermit, SyncState, capabilities};
use crate::Timestamp;
use crate::account::Account;
use crate::names::{Lane, TaskId};
use crate::policy::{BACKOFF_CAP, STOP_GRACE, StopCause, key_forgotten};
use crate::ports::{Event, LaneMemories, Settlement};
use crate::task::Sha256;

/// So much after the others a task is due that failed alone, or beside nothing that was accepted.
pub(super) const BEHIND_THE_OTHERS: Duration = Duration::from_secs(1);

/// After a server refused everything, so many tasks of different lanes are tried alone: if it takes one of them, it is
/// not the server. No more requests than a search makes.
const PROBES: usize = 10;

/// What a request says of the size of the next ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// It met no trouble and took so long.
    Clean(Duration),
    /// Time-out, 429 or 5xx.
    Trouble,
    /// It was too large.
    TooLarge { sent_bytes: usize },
}

/// What became of a claim. Its tasks are settled.
pub(super) struct Delivered {
    /// What stops the cycle, if anything does.
    pub(super) halt: Option<Halt>,
    /// Whether the server answered for any of its tasks.
    pub(super) answered: bool,
    /// Whether tasks wait since the server takes no files.
    pub(super) no_files: bool,
    pub(super) paces: Vec<Pace>,
    pub(super) tally: Tally,
}

pub(super) struct Delivery<'a> {
    pub(super) engine: &'a Engine,
    permit: &'a SyncPermit,
    pub(super) wire: &'a Wire,
    pub(super) account: &'a Account,
    ready_since: Readiness,
    /// Held from an answer that is not clean to the end: what the search finds may hold all that is behind it.
    place: Option<SemaphorePermit<'a>>,
    /// When the claim ends.
    until: Timestamp,
    /// What is claimed and not recorded yet.
    pub(super) open: BTreeMap<TaskId, (Lane, i64)>,
    answered: bool,
    /// So many failures count, should the server fail once more.
    pub(super) failures: u32,
    /// The next try after such a failure, once there was one.
    pub(super) trouble_until: Option<Timestamp>,
    ahead_millis: Option<i64>,
    keys_kept: Duration,
    /// The greatest blob that the server takes, where it is known.
    pub(super) blob_max_bytes: Option<u64>,
    /// What the server has by now: parts of a search do not bring it again.
    pub(super) brought: BTreeSet<Sha256>,
    /// Whether tasks wait since the server takes no files.
    pub(super) no_files: bool,
    pub(super) paces: Vec<Pace>,
    pub(super) tally: Tally,
    /// What is remembered of these lanes, for the parts that are still to be sent.
    pub(super) memories: LaneMemories,
    pub(super) recalled: BTreeSet<Lane>,
    /// What is still to be sent, in order.
    pub(super) parts: VecDeque<Batch>,
    /// Lanes of which a task was not applied: their later tasks stay.
    pub(super) held_lanes: BTreeSet<Lane>,
    pub(super) search: Search,
}

/// What a request means for the rest of the claim.
pub(super) enum Next {
    GoOn,
    /// Nothing more is sent. The part's tasks become this, where they are not settled yet.
    Halt(Halt, Option<Settlement>),
    /// Another delivery met what holds the queue: the part did not leave.
    CutShort,
}

impl<'a> Delivery<'a> {
    /// `refused_all_alike` says that the server refused everything before: a task that it refuses now stands
    /// under no suspicion of its own.
    pub(super) fn new(
        engine: &'a Engine,
        permit: &'a SyncPermit,
        wire: &'a Wire,
        account: &'a Account,
        state: &SyncState,
        refused_all_alike: bool,
    ) -> Self {
        Self {
            engine,
            permit,
            wire,
            account,
            ready_since: wire.readiness(),
            place: None,
            until: engine.parts.clock.now().saturating_add(LEASE),
            open: BTreeMap::new(),
            answered: false,
            failures: state.failures_to_count(),
            trouble_until: None,
            ahead_millis: state.server_ahead_millis,
            keys_kept: capabilities::keys_kept(&engine.parts, state),
            blob_max_bytes: capabilities::blob_max_bytes(&engine.parts, state),
            brought: BTreeSet::new(),
            no_files: false,
            paces: Vec::new(),
            tally: Tally::default(),
            memories: LaneMemories::new(),
            recalled: BTreeSet::new(),
            parts: VecDeque::new(),
            held_lanes: BTreeSet::new(),
            search: Search::begun_if(refused_all_alike),
        }
    }

    /// Sends the batch and settles every task of it. Where that fails, what is not recorded is kept for the next cycle
    /// of this process.
    pub(super) async fn run(mut self, batch: Batch) -> Result<Delivered, CycleError> {
        let tasks = batch.tasks.iter().zip(&batch.epochs);
        self.open = tasks.map(|(task, epoch)| (task.task.id, (task.task.lane.clone(), *epoch))).collect();
        let done = self.deliver(batch).await;
        if done.is_err() {
            self.keep_unrecorded();
        }
        let halt = done?;
        let (answered, no_files) = (self.answered, self.no_files);
        Ok(Delivered { halt, answered, no_files, paces: self.paces, tally: self.tally })
    }

    async fn deliver(&mut self, batch: Batch) -> Result<Option<Halt>, CycleError> {
        self.set_forgotten_aside(&batch).await?;
        if self.search.is_on() {
            self.parts.extend(batch.probes(PROBES));
        } else {
            self.parts.push_back(batch);
        }
        while let Some(part) = self.next_part() {
            let (part, behind) = part.without(&self.held_lanes);
            let kept_back = |task: &crate::task::Task| self.search.knows(task.task.id);
            let behind = behind.retaining(|task| !kept_back(task));
            self.settle_all(&behind, &Settlement::Released).await?;
            let part = match self.bring_blobs(part).await? {
                Ready::Part(part) => part,
                Ready::Halted(part, halt) => return self.stop(part, Some(Settlement::Released), halt).await,
            };
            if part.len() == 0 {
                continue;
            }
            let part = self.first_part(part).await?;
            match self.send(&part).await? {
                Next::GoOn => {}
                Next::Halt(halt, settlement) => return self.stop(part, settlement, Some(halt)).await,
                Next::CutShort => return self.stop(part, Some(Settlement::Released), None).await,
            }
        }
        self.finish().await
    }

    async fn send(&mut self, part: &Batch) -> Result<Next, CycleError> {
        if let Some(next) = self.may_not_leave().await {
            return Ok(next);
        }
        self.tally.requests += 1;
        self.engine.parts.events.emit(Event::BatchLeft { tasks: part.len() });
        let clock = &self.engine.parts.clock;
        let left_at = clock.monotonic();
        let result = self.in_time(self.engine.sync_task(self.permit, self.account, part)).await;
        let round_trip = clock.monotonic().saturating_sub(left_at);
        self.answered |= result.is_an_answer();
        // A clean answer makes way for the next request at once; any other may hold all that is behind it.
        if result.leaves_the_way_open() && !self.search.is_on() {
            self.place = None;
        }
        let next = self.take(part, result, round_trip).await;
        if !matches!(next, Ok(Next::GoOn)) {
            self.wire.close();
        }
        next
    }

    /// Takes a place on the wire; says why nothing may leave, where that is so.
    pub(super) async fn may_not_leave(&mut self) -> Option<Next> {
        if self.place.is_none() {
            self.place = self.turn().await;
        }
        if self.engine.parts.signals.stop_requested() {
            return Some(Next::Halt(Halt::StopRequested, Some(Settlement::Released)));
        }
        let over = self.place.is_none() || self.engine.parts.clock.now() >= self.until;
        over.then_some(Next::CutShort)
    }

    /// A place on the wire, unless the process is to end first.
    async fn turn(&self) -> Option<SemaphorePermit<'a>> {
        let enter = std::pin::pin!(self.wire.enter(self.ready_since));
        match select(enter, self.engine.parts.signals.stopped()).await {
            Either::Left((place, _)) => place,
            Either::Right(((), _)) => None,
        }
    }

    /// What came back, or that it is no longer waited for.
    pub(super) async fn in_time(&self, answer: impl Future<Output = BatchResult>) -> BatchResult {
        let answer = std::pin::pin!(answer);
        let cut_off = std::pin::pin!(async {
            self.engine.parts.signals.stopped().await;
            self.engine.parts.alarm.ring_after(STOP_GRACE).await;
        });
        match select(answer, cut_off).await {
            Either::Left((answer, _)) => answer,
            Either::Right(((), _)) => BatchResult::CutOff,
        }
    }

    /// Tasks that the server could no longer tell from new ones wait for a person, and their lanes with them.
    async fn set_forgotten_aside(&mut self, batch: &Batch) -> Result<(), CycleError> {
        let now = self.engine.parts.clock.now();
        let mut reasons = Vec::new();
        let forgotten = batch.clone().retaining(|task| {
            let reason = key_forgotten(task, now, self.ahead_millis, self.keys_kept);
            let forgotten = reason.is_some();
            reasons.extend(reason);
            forgotten
        });
        if forgotten.len() == 0 {
            return Ok(());
        }
        self.held_lanes.extend(forgotten.lanes().cloned());
        self.settle(&forgotten, |at| Settlement::Attention(reasons[at].clone())).await?;
        self.search.already_settled(&forgotten);
        Ok(())
    }

    /// Everything was sent that could be. Suspects are parked, unless nothing at all was accepted.
    async fn finish(&mut self) -> Result<Option<Halt>, CycleError> {
        self.give_back().await?;
        if !self.search.all_alike() {
            self.park_suspects().await?;
            return Ok(None);
        }
        self.wire.close();
        let (halt, until) = if self.search.is_of_failures() {
            self.paces.push(Pace::Trouble);
            (Halt::ServerTrouble(self.trouble_until()), self.trouble_until())
        } else {
            let until = self.engine.parts.clock.now().saturating_add(BACKOFF_CAP);
            (Halt::Stopped(StopCause::AllAlike), until)
        };
        // The next try begins with others: if it is these tasks after all, they must not be first for ever.
        let not_before = until.saturating_add(BEHIND_THE_OTHERS);
        self.settle_suspects(&Settlement::Wait { not_before, attempt: false }).await?;
        Ok(Some(halt))
    }

    async fn stop(
        &mut self,
        part: Batch,
        settlement: Option<Settlement>,
        halt: Option<Halt>,
    ) -> Result<Option<Halt>, CycleError> {
        if let Some(settlement) = settlement {
            self.settle_all(&part, &settlement).await?;
        }
        self.give_back().await?;
        if self.search.has_accepted() {
            self.park_suspects().await?;
        } else {
            self.settle_suspects(&Settlement::Released).await?;
        }
        Ok(halt)
    }
}
