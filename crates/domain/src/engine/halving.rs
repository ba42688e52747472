//! The search for the bad task of a batch that was answered as a whole: halves in their order, until the task
//! stands alone. Nobody is parked before the server has accepted another: where all are refused alike it is
//! the server or the configuration.
//!
//! As long as nothing was accepted, the next part to go is the largest one, and a part that is refused then is
//! not halved any further: a server that refuses everything is found out after two requests for each halving,
//! and not after two for each task.

use std::collections::BTreeSet;

use super::delivery::Delivery;
use super::{Batch, CycleError};
use crate::Timestamp;
use crate::names::{Lane, TaskId};
use crate::ports::Settlement;
use crate::task::{Reason, Task};

/// What a search has found so far.
#[derive(Default)]
pub(super) struct Search {
    on: bool,
    /// Whether the server had refused everything before: then one refusal more says nothing of its task.
    doubted: bool,
    accepted: bool,
    /// Whether the server failed at these tasks, rather than refused them: the outcome of each is unknown.
    failures: bool,
    /// Refused alone, with the epoch of the claim.
    suspects: Vec<(Task, i64, Reason)>,
    /// Parts that were refused while nothing had been accepted.
    refused: Vec<Batch>,
    /// Settled before the search: not to be settled with what stays behind.
    settled: BTreeSet<TaskId>,
}

impl Search {
    pub(super) fn begun_if(on: bool) -> Self {
        Self { on, doubted: on, ..Self::default() }
    }

    pub(super) fn is_on(&self) -> bool {
        self.on
    }

    pub(super) fn accepted(&mut self) {
        self.accepted = true;
    }

    pub(super) fn has_accepted(&self) -> bool {
        self.accepted
    }

    pub(super) fn is_of_failures(&self) -> bool {
        self.failures
    }

    /// What becomes of a task that is not settled for good. Once the server failed at the whole batch, none of it is
    /// as it was before the claim: each may have taken effect.
    pub(super) fn kept(&self, settlement: Settlement, now: Timestamp) -> Settlement {
        match settlement {
            Settlement::Released if self.failures => Settlement::Unknown { not_before: now, attempt: false },
            Settlement::Wait { not_before, attempt } if self.failures => {
                Settlement::Unknown { not_before, attempt }
            }
            other => other,
        }
    }

    pub(super) fn already_settled(&mut self, batch: &Batch) {
        self.settled.extend(batch.tasks.iter().map(|task| task.task.id));
    }

    /// Whether the task is settled, or will be with the suspects.
    pub(super) fn knows(&self, task: TaskId) -> bool {
        self.settled.contains(&task) || self.suspects.iter().any(|(suspect, ..)| suspect.task.id == task)
    }

    /// Whether it is the server and not the tasks: more than one was refused and none accepted. Of a single
    /// one, a refusal is believed unless all were refused before, and a failure is not.
    pub(super) fn all_alike(&self) -> bool {
        let refused = self.suspects.len() + self.refused.iter().map(Batch::len).sum::<usize>();
        let believed = if self.failures || self.doubted { 0 } else { 1 };
        self.on && !self.accepted && refused > believed
    }

    /// Whether it could be the server as well.
    fn is_in_doubt(&self) -> bool {
        self.on && !self.accepted && !self.suspects.is_empty()
    }
}

impl Delivery<'_> {
    /// The part to be sent next. None where all is sent, and where all that is left stands in its lanes behind parts
    /// that were refused: then nothing was accepted, and only tasks of other lanes could tell what is wrong.
    pub(super) fn next_part(&mut self) -> Option<Batch> {
        if !self.search.is_in_doubt() {
            return self.parts.pop_front();
        }
        let mut by_size: Vec<usize> = (0..self.parts.len()).collect();
        by_size.sort_by_key(|at| std::cmp::Reverse(self.parts[*at].len()));
        by_size.into_iter().find_map(|at| self.ahead_of_its_turn(at))
    }

    /// The tasks of a part that no earlier task of their lanes keeps back; the others stay in its place.
    fn ahead_of_its_turn(&mut self, at: usize) -> Option<Batch> {
        let earlier = self.parts.iter().take(at).chain(&self.search.refused);
        let kept_back: BTreeSet<Lane> = earlier.flat_map(Batch::lanes).cloned().collect();
        let part = self.parts.remove(at)?;
        let (ready, kept_back) = part.without(&kept_back);
        if kept_back.len() > 0 {
            self.parts.insert(at, kept_back);
        }
        (ready.len() > 0).then_some(ready)
    }

    /// One of these may be bad. `failure` says that the server failed at them, rather than refused them.
    pub(super) fn split(&mut self, part: &Batch, failure: bool) {
        self.search.failures |= failure;
        if self.search.is_in_doubt() {
            self.search.refused.push(part.clone());
            return;
        }
        self.search.on = true;
        let (earlier, later) = part.clone().halves();
        self.parts.push_front(later);
        self.parts.push_front(earlier);
    }

    /// A task that was refused alone, or at which the server failed alone.
    pub(super) fn suspect(&mut self, part: &Batch, reason: &Reason) {
        for (task, epoch) in part.tasks.iter().zip(&part.epochs) {
            self.held_lanes.insert(task.task.lane.clone());
            self.search.suspects.push((task.clone(), *epoch, reason.clone()));
        }
    }

    /// Once a task was accepted, parts that were refused before it are searched, too.
    pub(super) fn resume_refused_parts(&mut self) {
        if self.search.accepted {
            for part in std::mem::take(&mut self.search.refused).into_iter().rev() {
                self.parts.push_front(part);
            }
        }
    }

    /// It is the tasks: they wait for a person.
    pub(super) async fn park_suspects(&mut self) -> Result<(), CycleError> {
        self.settle_refused(&Settlement::Released).await?;
        let (batch, reasons) = self.take_suspects();
        self.settle(&batch, |at| Settlement::Attention(reasons[at].clone())).await
    }

    /// It could be the server: nobody is parked.
    pub(super) async fn settle_suspects(&mut self, settlement: &Settlement) -> Result<(), CycleError> {
        self.settle_refused(settlement).await?;
        let (batch, _) = self.take_suspects();
        self.settle_all(&batch, settlement).await
    }

    async fn settle_refused(&mut self, settlement: &Settlement) -> Result<(), CycleError> {
        for part in std::mem::take(&mut self.search.refused) {
            self.settle_all(&part, settlement).await?;
        }
        Ok(())
    }

    fn take_suspects(&mut self) -> (Batch, Vec<Reason>) {
        let (mut batch, mut reasons) = (Batch::new(Vec::new()), Vec::new());
        for (task, epoch, reason) in std::mem::take(&mut self.search.suspects) {
            batch.tasks.push(task);
            batch.epochs.push(epoch);
            reasons.push(reason);
        }
        (batch, reasons)
    }
}
