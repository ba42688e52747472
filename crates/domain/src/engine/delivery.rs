//! The delivery of one claim: its batch, the halves of it where one task may be bad, and the record
//! of each result as soon as it is known.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use super::cycle::Tally;
use super::settling::alone;
use super::{Batch, BatchResult, CycleError, Engine, SyncPermit};
use crate::account::Account;
use crate::names::Lane;
use crate::policy::{Ladder, StopCause, Verdict, next_try};
use crate::ports::{Event, OfflineCause, Settlement};
use crate::task::{Reason, Task};

/// Why nothing more is sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    Offline(OfflineCause),
    ServerTrouble,
    Throttled(Option<Duration>),
    Stopped(StopCause),
    SignInNeeded,
    StopRequested,
}

pub(super) struct Delivery<'a> {
    pub(super) engine: &'a Engine,
    permit: &'a SyncPermit,
    account: &'a Account,
    ladder: Ladder,
    pub(super) tally: &'a mut Tally,
    /// What is still to be sent, in order.
    pub(super) parts: VecDeque<Batch>,
    /// Lanes of which a task was not applied: their later tasks stay.
    held_lanes: BTreeSet<Lane>,
    /// Tasks that were refused standing alone, in halves. They are parked only once the server has
    /// accepted another: where all are refused alike it is not the tasks.
    pub(super) suspects: Vec<(Task, i64, Reason)>,
    halved: bool,
    accepted: bool,
}

impl<'a> Delivery<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        permit: &'a SyncPermit,
        account: &'a Account,
        ladder: Ladder,
        tally: &'a mut Tally,
    ) -> Self {
        let (parts, held_lanes, suspects) = (VecDeque::new(), BTreeSet::new(), Vec::new());
        Self {
            engine,
            permit,
            account,
            ladder,
            tally,
            parts,
            held_lanes,
            suspects,
            halved: false,
            accepted: false,
        }
    }

    /// Sends the batch and settles every task of it. Says what stops the cycle, if anything does, and
    /// how large the next batch may be.
    pub(super) async fn run(mut self, batch: Batch) -> Result<(Option<Halt>, Ladder), CycleError> {
        self.parts.push_back(batch);
        while let Some(part) = self.parts.pop_front() {
            let (part, behind) = part.without(&self.held_lanes);
            self.settle_all(&behind, &Settlement::Released).await?;
            if part.len() == 0 {
                continue;
            }
            if self.halved && self.engine.parts.signals.stop_requested() {
                return self.stop(part, Some(Settlement::Released), Halt::StopRequested).await;
            }
            self.tally.requests += 1;
            self.engine.parts.events.emit(Event::BatchLeft { tasks: part.len() });
            let result = self.engine.sync_task(self.permit, self.account, &part).await;
            if let Some((halt, settlement)) = self.take(&part, result).await? {
                return self.stop(part, settlement, halt).await;
            }
        }
        self.finish().await
    }

    /// Records what one request brought. A halt comes with what becomes of the part's tasks, where they
    /// are not settled yet.
    async fn take(
        &mut self,
        part: &Batch,
        result: BatchResult,
    ) -> Result<Option<(Halt, Option<Settlement>)>, CycleError> {
        match result {
            BatchResult::Items(verdicts) => self.take_items(part, &verdicts).await,
            BatchResult::Whole(verdict) => self.take_whole(part, verdict).await,
            BatchResult::Unfit(place, reason) => {
                self.held_lanes.insert(part.tasks[place].task.lane.clone());
                let settle = |at| {
                    if at == place { Settlement::Attention(reason.clone()) } else { Settlement::Released }
                };
                self.settle(part, settle).await?;
                Ok(None)
            }
            BatchResult::SignInNeeded => Ok(Some((Halt::SignInNeeded, Some(Settlement::Released)))),
            BatchResult::NoToken(error) => {
                self.settle_all(part, &Settlement::Released).await?;
                self.give_back().await?;
                Err(CycleError::Auth(error))
            }
        }
    }

    async fn take_items(
        &mut self,
        part: &Batch,
        verdicts: &[Verdict],
    ) -> Result<Option<(Halt, Option<Settlement>)>, CycleError> {
        let (now, jitter) = (self.engine.parts.clock.now(), self.engine.parts.jitter.as_ref());
        let mut halt = None;
        let mut settlements = Vec::with_capacity(part.len());
        for (task, verdict) in part.tasks.iter().zip(verdicts) {
            let settlement = match verdict {
                Verdict::Sent => Settlement::Sent,
                // Behind an earlier task it stays as it is; a lane's first task has nothing to be
                // behind, and without a wait it would come back at once for ever.
                Verdict::Blocked if self.held_lanes.contains(&task.task.lane) => Settlement::Released,
                Verdict::Offline(cause) => {
                    halt = Some(Halt::Offline(*cause));
                    Settlement::Unknown { not_before: now, attempt: false }
                }
                other => alone(task, other, now, jitter),
            };
            if settlement == Settlement::Sent {
                self.accepted = true;
            } else {
                self.held_lanes.insert(task.task.lane.clone());
            }
            settlements.push(settlement);
        }
        self.settle(part, |at| settlements[at].clone()).await?;
        if let Some(halt) = halt {
            return Ok(Some((halt, None)));
        }
        self.ladder = self.ladder.up();
        Ok(None)
    }

    async fn take_whole(
        &mut self,
        part: &Batch,
        verdict: Verdict,
    ) -> Result<Option<(Halt, Option<Settlement>)>, CycleError> {
        let (now, jitter) = (self.engine.parts.clock.now(), self.engine.parts.jitter.as_ref());
        let released = Some(Settlement::Released);
        let halt = match verdict {
            Verdict::Halve if part.len() > 1 => {
                self.halved = true;
                let (earlier, later) = part.clone().halves();
                self.parts.push_front(later);
                self.parts.push_front(earlier);
                return Ok(None);
            }
            Verdict::TooLarge => {
                self.ladder = self.ladder.smaller(part.bytes());
                self.settle_all(part, &Settlement::Released).await?;
                self.give_back().await?;
                return Ok(None);
            }
            Verdict::Attention(reason) if self.halved => {
                for (task, epoch) in part.tasks.iter().zip(&part.epochs) {
                    self.held_lanes.insert(task.task.lane.clone());
                    self.suspects.push((task.clone(), *epoch, reason.clone()));
                }
                return Ok(None);
            }
            Verdict::Offline(cause) => (Halt::Offline(cause), released),
            Verdict::Throttled(after) => {
                self.ladder = self.ladder.down();
                (Halt::Throttled(after), released)
            }
            Verdict::Stop(cause) => (Halt::Stopped(cause), released),
            Verdict::Refresh => (Halt::SignInNeeded, released),
            Verdict::UnknownOutcome => {
                self.ladder = self.ladder.down();
                let failures = part.tasks.iter().map(|task| task.attempts).max().unwrap_or(0) + 1;
                let not_before = next_try(now, failures, None, jitter);
                (Halt::ServerTrouble, Some(Settlement::Unknown { not_before, attempt: true }))
            }
            other => {
                let settlements: Vec<_> =
                    part.tasks.iter().map(|task| alone(task, &other, now, jitter)).collect();
                for task in &part.tasks {
                    self.held_lanes.insert(task.task.lane.clone());
                }
                self.accepted |= settlements.contains(&Settlement::Sent);
                self.settle(part, |at| settlements[at].clone()).await?;
                return Ok(None);
            }
        };
        Ok(Some(halt))
    }

    /// Everything was sent. Suspects are parked, unless nothing at all was accepted.
    async fn finish(mut self) -> Result<(Option<Halt>, Ladder), CycleError> {
        let all_alike = self.suspects.len() > 1 && !self.accepted;
        let reasons = self.settle_suspects(!all_alike).await?;
        if all_alike && reasons > 0 {
            return Ok((Some(Halt::Stopped(StopCause::AllAlike)), self.ladder));
        }
        Ok((None, self.ladder))
    }

    async fn stop(
        mut self,
        part: Batch,
        settlement: Option<Settlement>,
        halt: Halt,
    ) -> Result<(Option<Halt>, Ladder), CycleError> {
        if let Some(settlement) = settlement {
            self.settle_all(&part, &settlement).await?;
        }
        self.give_back().await?;
        self.settle_suspects(self.accepted).await?;
        Ok((Some(halt), self.ladder))
    }
}
