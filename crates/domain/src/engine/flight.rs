//! The sending of one cycle: claims, and their deliveries, several side by side where the API takes that and
//! the connection is good. It decides when to claim and when to end; what an answer means for tasks is
//! [`super::delivery`]'s.

use std::collections::VecDeque;
use std::sync::PoisonError;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::alongside::alongside;
use super::cycle::{LEASE, SILENCE, Tally};
use super::delivery::{Delivered, Delivery, Pace};
use super::stored::Stored;
use super::wire::Wire;
use super::{
    Batch, CycleEnd, CycleError, Engine, EngineParts, HoldCause, Sending, SyncPermit, SyncState, capabilities,
};
use crate::Timestamp;
use crate::account::Account;
use crate::names::AccountId;
use crate::policy::{BACKOFF_CAP, Ladder, StopCause};
use crate::ports::Claim;

pub(super) struct Flight<'a> {
    engine: &'a Engine,
    permit: &'a SyncPermit,
    account: &'a Account,
    /// Saved with each exchange, so that whoever watches sees it, and a killed cycle keeps what it learned.
    memory: &'a mut Stored,
    tally: &'a mut Tally,
    /// So many tasks could go at the start.
    total: u64,
    /// Whether records may wait for room in the queue, and some may have come.
    may_catch_up: bool,
    put_off: bool,
    asked_capabilities: bool,
    /// Since when something has been on its way all the time.
    under_way_since: Option<Timestamp>,
    /// Whether what is on its way may bring the process down: nothing else must be blamed for that.
    alone: bool,
    /// Whether tasks wait since the server takes no files.
    no_files: bool,
    end: Option<CycleEnd>,
    failure: Option<CycleError>,
}

impl<'a> Flight<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        permit: &'a SyncPermit,
        account: &'a Account,
        memory: &'a mut Stored,
        tally: &'a mut Tally,
        total: u64,
    ) -> Self {
        Self {
            engine,
            permit,
            account,
            memory,
            tally,
            total,
            may_catch_up: true,
            put_off: true,
            asked_capabilities: false,
            under_way_since: None,
            alone: false,
            no_files: false,
            end: None,
            failure: None,
        }
    }

    /// Claims and sends until nothing is due, or something stands in the way. What is on its way then is waited
    /// for.
    pub(super) async fn run(mut self) -> Result<CycleEnd, CycleError> {
        let wire = Wire::new();
        let mut under_way = FuturesUnordered::new();
        let mut arrived = VecDeque::new();
        loop {
            if under_way.is_empty() && arrived.is_empty() {
                self.under_way_since = None;
                self.alone = false;
            }
            wire.set_width(self.at_once());
            while self.goes_on() && under_way.len() + arrived.len() < self.claims_at_once() {
                let next = alongside(&mut under_way, &mut arrived, self.next()).await;
                match next {
                    Ok(Some(batch)) if batch.is_suspect() && under_way.len() + arrived.len() > 0 => {
                        // Its turn is once nothing else is on its way.
                        let back = self.give_back(batch);
                        if let Err(error) = alongside(&mut under_way, &mut arrived, back).await {
                            self.failure = Some(error);
                        }
                        break;
                    }
                    Ok(Some(batch)) => {
                        self.alone = batch.is_suspect();
                        under_way.push(self.delivery(&wire).run(batch));
                    }
                    Ok(None) => break,
                    Err(error) => self.failure = Some(error),
                }
            }
            if arrived.is_empty() {
                arrived.extend(under_way.next().await);
            }
            let Some(delivered) = arrived.pop_front() else { break };
            if let Err(error) = alongside(&mut under_way, &mut arrived, self.take(delivered)).await {
                self.failure.get_or_insert(error);
            }
        }
        match self.failure {
            Some(error) => Err(error),
            None => Ok(self.end.unwrap_or_else(|| self.at_rest())),
        }
    }

    /// Nothing is due. What the server takes no files for holds no other task, and so not the queue.
    fn at_rest(&self) -> CycleEnd {
        if !self.no_files {
            return CycleEnd::Idle;
        }
        let until = self.engine.parts.clock.now().saturating_add(BACKOFF_CAP);
        CycleEnd::Stopped { cause: StopCause::NoFiles, until }
    }

    fn goes_on(&mut self) -> bool {
        if self.end.is_none() && self.engine.parts.signals.stop_requested() {
            self.end = Some(CycleEnd::StopRequested);
        }
        self.end.is_none() && self.failure.is_none()
    }

    /// While the server's last word was a failure, one request at a time asks whether it is back: the breaker.
    fn at_once(&self) -> usize {
        let state = &self.memory.state;
        if state.failures > 0 {
            return 1;
        }
        let most = self.engine.parts.profile.requests_at_once();
        self.engine.ladder(self.account.id, state).in_flight(most)
    }

    /// Once the largest batches come back clean, one more claim than requests stands ready: it leaves while the one
    /// before it is being recorded. Not while something is in doubt: the queue, the server, or a task.
    fn claims_at_once(&self) -> usize {
        let state = &self.memory.state;
        let ladder = self.engine.ladder(self.account.id, state);
        if self.alone || state.failures > 0 || state.hold.is_some() {
            1
        } else {
            self.at_once() + usize::from(ladder.is_at_its_top())
        }
    }

    /// Whether every claim of this cycle still holds. After a sleep of the machine they may not, and the next claim
    /// would take what is on its way from under its own requests: so those come back first.
    fn claims_hold(&self, now: Timestamp) -> bool {
        self.under_way_since.is_none_or(|since| now.since(since) < LEASE)
    }

    /// The next batch, if anything is due.
    async fn next(&mut self) -> Result<Option<Batch>, CycleError> {
        if self.put_off && self.may_catch_up {
            self.put_off = self.engine.catch_up(self.account.id).await?;
            self.may_catch_up = false;
        }
        let EngineParts { queue, clock, .. } = &self.engine.parts;
        let ladder = self.engine.ladder(self.account.id, &self.memory.state);
        let now = clock.now();
        if !self.claims_hold(now) {
            return Ok(None);
        }
        let lanes = queue.get_retry_tasks(now, self.engine.claim(self.account.id, ladder)).await?;
        if lanes.is_empty() {
            return Ok(None);
        }
        // A server that puts everything off would keep a cycle going for ever: once a cycle is enough.
        let again = |task: &crate::task::Task| self.tally.put_off.contains(&task.task.id);
        if lanes.iter().flat_map(|lane| &lane.tasks).all(again) {
            self.give_back(Batch::new(lanes)).await?;
            return Ok(None);
        }
        // Asked only once there is something to send: an idle app does nothing.
        if !self.asked_capabilities {
            self.asked_capabilities = true;
            if capabilities::refresh(&self.engine.parts, self.account, &mut self.memory.state).await {
                let first_step = capabilities::ladder(&self.engine.parts, &self.memory.state);
                self.engine.keep_ladder(self.account.id, first_step);
            }
            self.note_progress().await?;
        }
        self.under_way_since.get_or_insert(now);
        Ok(Some(Batch::new(lanes)))
    }

    async fn give_back(&self, batch: Batch) -> Result<(), CycleError> {
        let EngineParts { queue, clock, .. } = &self.engine.parts;
        queue.settle(clock.now(), batch.released()).await?;
        Ok(())
    }

    fn delivery<'w>(&self, wire: &'w Wire) -> Delivery<'w>
    where
        'a: 'w,
    {
        let state = &self.memory.state;
        let refused_all_alike =
            state.hold.is_some_and(|hold| hold.cause == HoldCause::Stopped(StopCause::AllAlike));
        Delivery::new(self.engine, self.permit, wire, self.account, state, refused_all_alike)
    }

    async fn take(&mut self, delivered: Result<Delivered, CycleError>) -> Result<(), CycleError> {
        let Delivered { halt, answered, no_files, paces, tally } = delivered?;
        self.no_files |= no_files;
        self.may_catch_up |= tally.sent > 0;
        self.tally.add(tally);
        for pace in paces {
            self.keep(pace);
        }
        let now = self.engine.parts.clock.now();
        let ahead = self.engine.server_ahead_millis.lock().unwrap_or_else(PoisonError::into_inner).take();
        let state = &mut self.memory.state;
        if self.engine.take_way_was_open() {
            state.bar = None;
        }
        state.server_ahead_millis = ahead.or(state.server_ahead_millis);
        // Of several side by side the first that fails says what holds the queue; what came back clean beside it takes
        // nothing back, and what the server asked for counts in any case.
        match halt {
            None if answered && self.end.is_none() => state.answered(now, ahead),
            None if answered => state.heard(now, ahead),
            None => {}
            Some(halt) => {
                let is_first = matches!(self.end, None | Some(CycleEnd::StopRequested));
                if is_first || halt.is_the_servers_word() {
                    let end = self.engine.hold(state, halt);
                    self.end.get_or_insert(end);
                }
            }
        }
        if let Some(CycleEnd::Stopped { cause: StopCause::VersionTooOld, .. }) = self.end {
            self.memory.state.announced_in_doubt = true;
        }
        self.note_progress().await
    }

    fn keep(&mut self, pace: Pace) {
        let ladder = self.engine.ladder(self.account.id, &self.memory.state);
        let ladder = match pace {
            Pace::Clean(round_trip) => ladder.clean(round_trip),
            Pace::Trouble => ladder.down(),
            Pace::TooLarge { sent_bytes } => {
                self.memory.state.announced_in_doubt = true;
                ladder.smaller(sent_bytes)
            }
        };
        self.engine.keep_ladder(self.account.id, ladder);
    }

    async fn note_progress(&mut self) -> Result<(), CycleError> {
        let EngineParts { queue, clock, .. } = &self.engine.parts;
        let now = clock.now();
        let done = self.tally.sent + self.tally.attention;
        // What was recorded since the start goes along: nobody sends 13 of 12.
        let total = self.total.max(done);
        self.memory.state.sending = Some(Sending { done, total, until: now.saturating_add(SILENCE) });
        Ok(self.memory.save(queue.as_ref(), self.account.id, now).await?)
    }
}

impl Engine {
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
}
