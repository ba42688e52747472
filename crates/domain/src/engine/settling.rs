//! How a delivery records what became of its tasks, and tells whoever watches. What was told as sent
//! never comes back.

use std::time::Duration;

use super::delivery::Delivery;
use super::{Batch, CycleError};
use crate::Timestamp;
use crate::policy::{Verdict, next_try};
use crate::ports::{Event, Jitter, Settlement, TaskResult};
use crate::task::Task;

/// The waits of a status that no row of the verdict table names: an hour in all, then attention.
const FEW_MORE_TRIES: [Duration; 4] =
    [Duration::from_secs(60), Duration::from_secs(240), Duration::from_secs(900), Duration::from_secs(2_400)];

/// What becomes of one task by a verdict that concerns it alone.
pub(super) fn alone(task: &Task, verdict: &Verdict, now: Timestamp, jitter: &dyn Jitter) -> Settlement {
    let again = |after| next_try(now, task.attempts.saturating_add(1), after, jitter);
    match verdict {
        Verdict::Sent => Settlement::Sent,
        Verdict::Attention(reason) => Settlement::Attention(reason.clone()),
        Verdict::Wait(after) => Settlement::Wait { not_before: again(*after), attempt: false },
        Verdict::InProgress => Settlement::Unknown { not_before: again(None), attempt: false },
        Verdict::FewMoreTries(reason) => {
            let tries = usize::try_from(task.attempts).unwrap_or(usize::MAX);
            match FEW_MORE_TRIES.get(tries) {
                Some(wait) => Settlement::Wait { not_before: now.saturating_add(*wait), attempt: true },
                None => Settlement::Attention(reason.clone()),
            }
        }
        Verdict::UnknownOutcome => Settlement::Unknown { not_before: again(None), attempt: true },
        _ => Settlement::Wait { not_before: again(None), attempt: false },
    }
}

/// For a log: which of the five, without a server's words.
fn word(settlement: &Settlement) -> &'static str {
    match settlement {
        Settlement::Sent => "sent",
        Settlement::Wait { .. } => "wait",
        Settlement::Unknown { .. } => "unknown",
        Settlement::Attention(_) => "attention",
        Settlement::Released => "released",
    }
}

impl Delivery<'_> {
    fn no_longer_open(&mut self, results: Vec<TaskResult>) -> Vec<TaskResult> {
        for result in &results {
            self.open.remove(&result.task);
        }
        results
    }

    /// What is still open when the store fails is of unknown outcome.
    pub(super) fn keep_unrecorded(&mut self) {
        let not_before = self.engine.parts.clock.now();
        let rest = std::mem::take(&mut self.open).into_iter().map(|(task, (lane, epoch))| TaskResult {
            task,
            lane,
            epoch,
            settlement: Settlement::Unknown { not_before, attempt: false },
        });
        self.engine.unrecorded().extend(rest);
    }

    pub(super) async fn give_back(&mut self) -> Result<(), CycleError> {
        while let Some(part) = self.parts.pop_front() {
            self.settle_all(&part, &Settlement::Released).await?;
        }
        Ok(())
    }

    pub(super) async fn settle_all(
        &mut self,
        part: &Batch,
        settlement: &Settlement,
    ) -> Result<(), CycleError> {
        self.settle(part, |_| settlement.clone()).await
    }

    pub(super) async fn settle(
        &mut self,
        part: &Batch,
        by_place: impl Fn(usize) -> Settlement,
    ) -> Result<(), CycleError> {
        if part.len() == 0 {
            return Ok(());
        }
        let now = self.engine.parts.clock.now();
        let result = |(at, (task, epoch)): (usize, (&Task, &i64))| TaskResult {
            task: task.task.id,
            lane: task.task.lane.clone(),
            epoch: *epoch,
            settlement: self.search.kept(by_place(at), now),
        };
        let results: Vec<_> = part.tasks.iter().zip(&part.epochs).enumerate().map(result).collect();
        let sent = results.iter().filter(|result| result.settlement == Settlement::Sent).count();
        let parked = |result: &&TaskResult| matches!(result.settlement, Settlement::Attention(_));
        let attention: Vec<_> = results.iter().filter(parked).map(|result| result.task).collect();
        let again = |result: &&TaskResult| {
            matches!(result.settlement, Settlement::Wait { .. } | Settlement::Unknown { .. })
        };
        let put_off: Vec<_> = results.iter().filter(again).map(|result| result.task).collect();
        let waiting = results.len() - sent - attention.len();
        let logged: Vec<_> = results.iter().map(|result| (result.task, word(&result.settlement))).collect();
        if let Err(error) = self.engine.parts.queue.settle(now, results.clone()).await {
            self.engine.unrecorded().extend(self.no_longer_open(results));
            return Err(error.into());
        }
        let done =
            part.tasks.iter().zip(&results).filter(|(_, result)| result.settlement == Settlement::Sent);
        let done: Vec<_> = done.filter_map(|(task, _)| Some(task.task.blob.as_ref()?.name.clone())).collect();
        drop(self.no_longer_open(results));
        for result in &logged {
            tracing::debug!(task = %result.0, settlement = result.1, "settled");
        }
        self.engine.forget_blobs(done).await;
        self.tally.sent += sent as u64;
        self.tally.attention += attention.len() as u64;
        self.tally.put_off.extend(put_off);
        // Told only once it is recorded: what a watcher saw as sent never comes back.
        let events = &self.engine.parts.events;
        events.emit(Event::BatchSettled { sent, attention: attention.len(), waiting });
        for task in attention {
            events.emit(Event::Attention { task });
        }
        Ok(())
    }
}
