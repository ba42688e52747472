//! The sign of life that a resident process leaves while a timer runs. What is read from it: see [`super::pulse`].

use std::sync::Arc;

use super::pulse::{Pulse, Sign};
use super::records::{self, StoredBeat};
use super::running::timer;
use super::signs::newest_pulse;
use super::{EntryState, HEARTBEAT};
use crate::Timestamp;
use crate::ports::{Accounts, Clock, Machine, Queue, QueueError};
use crate::task::Commit;

/// How often a beat is computed anew where somebody signed in meanwhile, which happens once on a machine.
const ROUNDS: usize = 2;

/// Leaves signs of life of the active account's timer, one a minute and none where nothing runs. Any number of
/// processes may do so at once: the minute is that of the last sign, whoever left it, events included.
///
/// A background job calls [`Heartbeat::beat`] at its start, whenever it is woken (by its alarm, by a nudge, by the
/// end of a suspension) and at the instant that the last call gave; on a clock that counts suspension, so that the
/// end of a sleep is noticed at once.
#[derive(Clone)]
pub struct Heartbeat {
    /// The records.
    pub queue: Arc<dyn Queue>,
    /// Whose timer it is.
    pub accounts: Arc<dyn Accounts>,
    /// The time of day.
    pub clock: Arc<dyn Clock>,
    /// Whose life it is.
    pub machine: Arc<dyn Machine>,
}

impl Heartbeat {
    /// Leaves a sign of life where one is due, and says when the next one is, by the wall clock: at most
    /// [`HEARTBEAT`] from now. None where no timer runs: nothing was written then, and the next call is only due
    /// once somebody starts one. To drop the call half-way loses nothing.
    ///
    /// # Errors
    /// [`QueueError`]: the beat was not written. The next one tells all that it would have told.
    pub async fn beat(&self) -> Result<Option<Timestamp>, QueueError> {
        self.sign(true).await
    }

    /// Says that this process ends in good order and the machine may live on without heartbeats: a hole from here
    /// on tells nothing. Without it (a crash) a machine that is switched off hours later passes for one that went
    /// with the last heartbeat. Another process that still leaves heartbeats goes on with its next one.
    ///
    /// # Errors
    /// [`QueueError`], as of [`Heartbeat::beat`].
    pub async fn end(&self) -> Result<(), QueueError> {
        self.sign(false).await.map(drop)
    }

    async fn sign(&self, stays: bool) -> Result<Option<Timestamp>, QueueError> {
        let mut last = None;
        for _ in 0..ROUNDS {
            match self.try_sign(stays).await {
                Err(QueueError::Adopted) => last = Some(QueueError::Adopted),
                done => return done,
            }
        }
        last.map_or(Ok(None), Err)
    }

    async fn try_sign(&self, stays: bool) -> Result<Option<Timestamp>, QueueError> {
        let queue = self.queue.as_ref();
        let account = self.accounts.active().await?.id();
        let current = timer(queue, account).await?.current;
        let Some(entry) = current.filter(|entry| entry.state == EntryState::Running) else {
            return Ok(None);
        };
        let known = newest_pulse(queue, account, &entry).await?;
        let now = Sign::now(self.clock.as_ref(), self.machine.as_ref());
        if let Some(pulse) = &known {
            let left = pulse.next_beat(now);
            let nothing_to_say = if stays { !left.is_zero() } else { !pulse.is_resident() };
            if nothing_to_say {
                return Ok(Some(now.at.saturating_add(left)));
            }
        }
        let pulse = known.map_or_else(|| Pulse::fresh(now), |pulse| pulse.until(now));
        let (entry, revision) = (entry.id, entry.revision);
        let beat = StoredBeat { entry, revision, pulse: pulse.with_resident(stays) };
        let commit = Commit { records: vec![records::beat_write(&beat)?], tasks: Vec::new() };
        queue.commit(account, now.at, commit).await?;
        Ok(Some(now.at.saturating_add(HEARTBEAT)))
    }
}
