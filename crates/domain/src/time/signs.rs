//! What a command finds of the machine's life, and what it leaves of it with the events that it makes.

use super::decide::Step;
use super::pulse::{Pulse, Sign};
use super::records::{self, KeptGaps, StoredBeat, StoredEvent};
use super::undo::UndoStep;
use super::{Change, Entry, EntryId, EntryState, EventKind, Gap, Tracker};
use crate::names::AccountId;
use crate::ports::{Queue, QueueError};

/// What is known of the machine at a command.
#[derive(Clone, Debug)]
pub(super) struct Signs {
    now: Sign,
    /// The pulse of the entry that runs, until now.
    pub(super) running: Option<Pulse>,
    /// Those of stretches of work that an undo opens again, until now.
    reopened: Vec<(EntryId, Pulse)>,
}

/// What an event keeps of the machine's life.
pub(super) struct Left {
    /// For the stretch of work that is open after it; of one that it ended, for its undo.
    pub(super) pulse: Pulse,
    /// Where another stretch is open after it, that of the one that it ended.
    pub(super) settled: Option<Pulse>,
}

impl Left {
    /// Of an event that ends at most one stretch.
    pub(super) fn of(pulse: Pulse) -> Self {
        Self { pulse, settled: None }
    }
}

impl Signs {
    /// What the event of this step keeps.
    pub(super) fn after(&self, Step { change: Change { before, after }, event }: &Step) -> Left {
        let ran = before.as_ref().is_some_and(runs);
        let fresh = || Pulse::fresh(self.now);
        if ran && event.kind == EventKind::Resume {
            // Whatever happened until now is settled: nobody is asked of it again.
            return Left { pulse: fresh(), settled: self.running.clone() };
        }
        let reopened = self.reopened.iter().find(|(entry, _)| *entry == after.id && runs(after));
        let reopened = reopened.map(|(_, pulse)| pulse.clone());
        let running = || self.running.clone().filter(|_| ran);
        Left::of(reopened.or_else(running).unwrap_or_else(fresh))
    }
}

impl Tracker {
    /// The gaps of the entry, if it runs, that somebody will be asked about when it is stopped or paused.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn gaps(&self, account: AccountId, entry: &Entry) -> Result<Vec<Gap>, QueueError> {
        let Some(open) = entry.intervals.last().filter(|last| last.end.is_none()) else {
            return Ok(Vec::new());
        };
        let now = Sign::now(self.clock.as_ref(), self.machine.as_ref());
        let pulse = newest_pulse(self.queue.as_ref(), account, entry).await?;
        let gaps = pulse.map(|pulse| pulse.until(now).gaps).unwrap_or_default();
        Ok(gaps.iter().filter_map(|gap| gap.within(open.start, now.at, false)).collect())
    }

    pub(super) async fn signs(
        &self,
        account: AccountId,
        current: Option<&Entry>,
        undone: Option<&UndoStep>,
        now: Sign,
    ) -> Result<Signs, QueueError> {
        let queue = self.queue.as_ref();
        let running = match current.filter(|current| runs(current)) {
            Some(current) => newest_pulse(queue, account, current).await?.map(|pulse| pulse.until(now)),
            None => None,
        };
        let mut reopened = Vec::new();
        for Change { before, after } in undone.iter().flat_map(|step| &step.changes) {
            if !before.as_ref().is_some_and(runs) {
                continue;
            }
            let Some(event) = stored_event(queue, account, after).await? else { continue };
            let pulse = match (event.settled, &running) {
                _ if !runs(after) => event.pulse.map(|pulse| pulse.until(now)),
                (Some(settled), Some(running)) => Some(settled.and_then(running.clone())),
                _ => None,
            };
            reopened.extend(pulse.map(|pulse| (after.id, pulse)));
        }
        Ok(Signs { now, running, reopened })
    }

    pub(super) async fn kept_gaps(&self, account: AccountId, entry: EntryId) -> Result<KeptGaps, QueueError> {
        let record = self.queue.get(account, &records::kept_gaps(), &entry.record_id()).await?;
        Ok(record.as_ref().map(records::decode).transpose()?.unwrap_or_default())
    }
}

fn runs(entry: &Entry) -> bool {
    entry.state == EntryState::Running && !entry.deleted
}

/// The newest sign of life of an entry that runs: the heartbeat since its last event, or that event.
pub(super) async fn newest_pulse(
    queue: &dyn Queue,
    account: AccountId,
    entry: &Entry,
) -> Result<Option<Pulse>, QueueError> {
    let (collection, id) = records::heartbeat();
    let record = queue.get(account, &collection, &id).await?;
    let beat: Option<StoredBeat> = record.as_ref().map(records::decode).transpose()?;
    match beat.filter(|beat| beat.entry == entry.id && beat.revision == entry.revision) {
        Some(beat) => Ok(Some(beat.pulse)),
        None => event_pulse(queue, account, entry).await,
    }
}

async fn event_pulse(
    queue: &dyn Queue,
    account: AccountId,
    entry: &Entry,
) -> Result<Option<Pulse>, QueueError> {
    Ok(stored_event(queue, account, entry).await?.and_then(|event| event.pulse))
}

async fn stored_event(
    queue: &dyn Queue,
    account: AccountId,
    entry: &Entry,
) -> Result<Option<StoredEvent>, QueueError> {
    let id = records::event_id(entry.id, entry.revision)?;
    let record = queue.get(account, &records::events(), &id).await?;
    record.as_ref().map(records::decode).transpose()
}
