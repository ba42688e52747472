//! What the answer to one request means for the tasks of a delivery, and for the rest of it.

use std::time::Duration;

use super::delivery::{BEHIND_THE_OTHERS, Delivery, Next, Pace};
use super::hold::Halt;
use super::settling::alone;
use super::{Batch, BatchResult, CycleError, EngineParts};
use crate::Timestamp;
use crate::policy::{Verdict, next_try};
use crate::ports::Settlement;

impl Delivery<'_> {
    /// Records what one request brought.
    pub(super) async fn take(
        &mut self,
        part: &Batch,
        result: BatchResult,
        round_trip: Duration,
    ) -> Result<Next, CycleError> {
        match result {
            BatchResult::Items(verdicts) => self.take_items(part, &verdicts, round_trip).await,
            BatchResult::Whole(verdict) => self.take_whole(part, verdict).await,
            BatchResult::Unfit(place, reason) => {
                self.held_lanes.insert(part.tasks[place].task.lane.clone());
                let settle = |at| {
                    if at == place { Settlement::Attention(reason.clone()) } else { Settlement::Released }
                };
                self.settle(part, settle).await?;
                Ok(Next::GoOn)
            }
            BatchResult::SignInNeeded => Ok(Next::Halt(Halt::SignInNeeded, Some(Settlement::Released))),
            BatchResult::NotActive => Ok(Next::Halt(Halt::NotActive, Some(Settlement::Released))),
            // What is still open is kept as of unknown outcome.
            BatchResult::NotKept(error) => Err(error.into()),
            BatchResult::CutOff => {
                let unknown =
                    Settlement::Unknown { not_before: self.engine.parts.clock.now(), attempt: true };
                Ok(Next::Halt(Halt::StopRequested, Some(unknown)))
            }
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
        round_trip: Duration,
    ) -> Result<Next, CycleError> {
        let (now, jitter) = (self.engine.parts.clock.now(), self.engine.parts.jitter.as_ref());
        let mut halt = None;
        let mut clean = true;
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
            clean &= matches!(settlement, Settlement::Sent | Settlement::Attention(_) | Settlement::Released);
            if settlement == Settlement::Sent {
                self.search.accepted();
            } else {
                self.held_lanes.insert(task.task.lane.clone());
            }
            settlements.push(settlement);
        }
        self.settle(part, |at| settlements[at].clone()).await?;
        self.resume_refused_parts();
        if let Some(halt) = halt {
            return Ok(Next::Halt(halt, None));
        }
        // Parts of a search are smaller than what the ladder stands for, and say nothing of its next step.
        if clean && !self.search.is_on() {
            self.paces.push(Pace::Clean(round_trip));
        }
        Ok(Next::GoOn)
    }

    async fn take_whole(&mut self, part: &Batch, verdict: Verdict) -> Result<Next, CycleError> {
        let released = Some(Settlement::Released);
        Ok(match verdict {
            Verdict::Halve | Verdict::HalveUnknown if part.len() > 1 => {
                self.split(part, verdict == Verdict::HalveUnknown);
                Next::GoOn
            }
            Verdict::TooLarge => {
                self.paces.push(Pace::TooLarge { sent_bytes: part.bytes() });
                // What stands ready is as large.
                self.wire.turn_back();
                self.settle_all(part, &Settlement::Released).await?;
                self.give_back().await?;
                Next::GoOn
            }
            Verdict::Attention(reason) if self.search.is_on() => {
                self.suspect(part, &reason);
                Next::GoOn
            }
            // Where the server has just taken others, it is not the server.
            Verdict::Suspect(reason) if self.search.is_on() || self.search.has_accepted() => {
                self.suspect(part, &reason);
                Next::GoOn
            }
            Verdict::Offline(cause) => Next::Halt(Halt::Offline(cause), released),
            Verdict::Throttled(after) => {
                self.paces.push(Pace::Trouble);
                Next::Halt(Halt::Throttled(after), released)
            }
            Verdict::Stop(cause) => Next::Halt(Halt::Stopped(cause), released),
            Verdict::Refresh => Next::Halt(Halt::SignInNeeded, released),
            Verdict::UnknownOutcome | Verdict::Suspect(_) => {
                self.paces.push(Pace::Trouble);
                let not_before = self.own_wait(part);
                let unknown = Settlement::Unknown { not_before, attempt: true };
                Next::Halt(Halt::ServerTrouble(self.trouble_until()), Some(unknown))
            }
            other => {
                let (now, jitter) = (self.engine.parts.clock.now(), self.engine.parts.jitter.as_ref());
                let settlements: Vec<_> =
                    part.tasks.iter().map(|task| alone(task, &other, now, jitter)).collect();
                self.held_lanes.extend(part.lanes().cloned());
                if settlements.contains(&Settlement::Sent) {
                    self.search.accepted();
                }
                self.settle(part, |at| settlements[at].clone()).await?;
                self.resume_refused_parts();
                Next::GoOn
            }
        })
    }

    /// Until when the tasks of a request wait whose outcome is unknown: it is the queue that waits, not they. A lane
    /// that went alone waits a little beyond the queue, and longer each time: else it would be first again and
    /// again, and hold up every other one.
    fn own_wait(&mut self, part: &Batch) -> Timestamp {
        let now = self.engine.parts.clock.now();
        let Some((first, rest)) = part.tasks.split_first() else { return now };
        if rest.iter().any(|task| task.task.lane != first.task.lane) {
            return now;
        }
        let failures = first.attempts.saturating_add(1);
        let own = next_try(now, failures, None, self.engine.parts.jitter.as_ref());
        own.max(self.trouble_until().saturating_add(BEHIND_THE_OTHERS))
    }

    /// The next try after a failure of the server, by the moment in which it is known first.
    pub(super) fn trouble_until(&mut self) -> Timestamp {
        let EngineParts { clock, jitter, .. } = &self.engine.parts;
        let failures = self.failures;
        *self.trouble_until.get_or_insert_with(|| next_try(clock.now(), failures, None, jitter.as_ref()))
    }
}
