//! Recording: a command becomes one transaction of events, entries and tasks. Never touches the network.

use std::sync::Arc;

use super::decide::{Decision, Step, decide};
use super::pulse::Sign;
use super::records::{self, CurrentTimer};
use super::running::Timer;
use super::signs::Signs;
use super::undo::{UndoHead, UndoLog, UndoStep};
use super::{
    Answer, Away, Change, Command, CommandKind, Entry, EntryId, Moment, Recorded, StepRef, TrackError,
};
use crate::names::{AccountId, DeviceId};
use crate::ports::{Accounts, Clock, Ids, Machine, Queue, QueueError, UntoldMachine};
use crate::task::Commit;

/// How often a command is computed anew when another program was first. Each loss means that someone
/// else got through, so a person at two keyboards never comes near it.
pub(super) const ROUNDS: usize = 16;

/// Records what a person does, for the account that is active.
#[derive(Clone)]
pub struct Tracker {
    pub(super) queue: Arc<dyn Queue>,
    pub(super) accounts: Arc<dyn Accounts>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn Ids>,
    pub(super) device: DeviceId,
    pub(super) machine: Arc<dyn Machine>,
}

impl Tracker {
    /// A recorder over its ports, on a machine that tells nothing of its life.
    #[must_use]
    pub fn new(
        queue: Arc<dyn Queue>,
        accounts: Arc<dyn Accounts>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        device: DeviceId,
    ) -> Self {
        Self { queue, accounts, clock, ids, device, machine: Arc::new(UntoldMachine) }
    }

    /// The same on this machine: time that it did not live is noticed.
    #[must_use]
    pub fn with_machine(self, machine: Arc<dyn Machine>) -> Self {
        Self { machine, ..self }
    }

    /// Records a command, with what is needed to undo it: durable when this returns, and nothing changed where
    /// it fails. Nobody is asked of time away: see [`Away::Unsaid`].
    ///
    /// # Errors
    /// [`TrackError`].
    pub async fn record(&self, command: &Command) -> Result<Recorded, TrackError> {
        self.record_with(command, Away::Unsaid).await
    }

    /// The same, where a person may say what the time was for which the machine was away. A command that ends no
    /// stretch of work asks nothing.
    ///
    /// # Errors
    /// [`TrackError`].
    pub async fn record_with(
        &self,
        command: &Command,
        answer: impl Into<Answer>,
    ) -> Result<Recorded, TrackError> {
        let answer = answer.into();
        let now = Moment::now(self.clock.as_ref());
        let sign = Sign { at: now.at, life: self.machine.life() };
        for _ in 0..ROUNDS {
            let account = self.accounts.active().await?.id();
            // The head guards all that is read after it; what is read before it could be of an older day.
            let log = self.undo_log(account).await?;
            let timer = self.timer(account).await?;
            let found = self.situation(account, command, &timer, &log, (now.clone(), sign)).await?;
            let (newest, signs) = (found.newest.clone(), found.signs.clone());
            let decision = decide(command, &answer, found, self.ids.as_ref())?;
            if command.kind().is_some() {
                self.refuse_archived(account, &decision).await?;
            }
            let overlaps = self.overlaps(account, command, &decision, &now).await?;
            let head = next_head(command.kind(), &decision, &now, &log, newest.as_ref());
            let step = head.step.as_ref().and_then(UndoStep::reference);
            match self.write(account, &now, &timer, (&decision, &signs), (head, &log)).await {
                Err(QueueError::Conflict { .. } | QueueError::Adopted) => {}
                Err(error) => return Err(error.into()),
                Ok(()) => return Ok(decision.recorded(overlaps, step)),
            }
        }
        Err(TrackError::Contended)
    }

    async fn write(
        &self,
        account: AccountId,
        now: &Moment,
        timer: &Timer,
        (decision, signs): (&Decision, &Signs),
        (undo, log): (NextHead, &UndoLog),
    ) -> Result<(), QueueError> {
        let mut commit = Commit::default();
        let stopped = decision.stopped.map(|place| decision.steps[place].change.after.id);
        for step in &decision.steps {
            let Step { change, event } = step;
            commit.records.extend(records::entry_writes(&change.after)?);
            commit.records.push(records::event_write(&change.after, event, signs.after(step))?);
            let after = stopped.filter(|other| *other != change.after.id);
            commit.tasks.push(records::task(event, &change.after, after, self.ids.as_ref())?);
        }
        if let Some(change) = decision.timer {
            commit.records.push(records::timer_write(CurrentTimer { entry: change.after }, timer.revision)?);
        }
        if let Some((entry, kept)) = &decision.kept {
            commit.records.push(records::kept_gaps_write(entry, kept)?);
        }
        let NextHead { head, step } = undo;
        commit.records.push(records::undo_head_write(head, log.revision)?);
        if let Some(step) = step {
            commit.records.push(records::undo_step_write(&step)?);
        }
        self.queue.commit(account, now.at, commit).await
    }

    pub(super) fn timer_now(entry: EntryId, timer: &Timer) -> Result<crate::task::RecordWrite, QueueError> {
        records::timer_write(CurrentTimer { entry: Some(entry) }, timer.revision)
    }
}

/// The list of what can be undone, after a command.
struct NextHead {
    head: UndoHead,
    step: Option<UndoStep>,
}

fn next_head(
    kind: Option<CommandKind>,
    decision: &Decision,
    now: &Moment,
    log: &UndoLog,
    newest: Option<&UndoStep>,
) -> NextHead {
    match (kind, newest) {
        (Some(kind), _) => {
            let changes = decision.steps.iter().map(|step| step.change.clone()).collect();
            let (head, step) = log.head.push(kind, now.at, changes, decision.timer);
            NextHead { head, step: Some(step) }
        }
        (None, Some(undone)) => NextHead { head: log.head.pop(undone), step: None },
        (None, None) => NextHead { head: log.head, step: None },
    }
}

impl Decision {
    fn recorded(self, overlaps: Vec<Entry>, step: Option<StepRef>) -> Recorded {
        let Self { steps, stopped, about, clock_behind, away, clock_set_millis, undone, .. } = self;
        let entry = steps[about].change.after.clone();
        let stopped = stopped.map(|place| steps[place].change.after.clone());
        let changes: Vec<Change> = steps.into_iter().map(|step| step.change).collect();
        Recorded { entry, stopped, changes, overlaps, clock_behind, away, clock_set_millis, undone, step }
    }
}
