//! The engine's memory as a record: cycles and sign-ins write it at the same time, and none may overwrite another
//! unseen. What it says is in [`super::state`].

use super::SyncState;
use crate::Timestamp;
use crate::names::{AccountId, Collection, RecordId};
use crate::ports::{Queue, QueueError};
use crate::task::{Body, Commit, Expected, Record, RecordWrite};

/// How often a change is made anew when someone else wrote first. Only sign-ins and cycles write: one cycle at a time,
/// or where workers share a queue those of one machine, each of which writes once for each exchange.
pub(super) const ROUNDS: usize = 16;

/// A state that was read, is worked on, and goes back under the revision that was read.
#[derive(Debug)]
pub(super) struct Stored {
    /// As it is to be.
    pub(super) state: SyncState,
    /// As it is stored.
    kept: SyncState,
    /// Under this revision; `None` where nothing is stored yet.
    revision: Option<i64>,
}

pub(super) fn place() -> (Collection, RecordId) {
    (Collection::of("sync-state"), RecordId::of("current"))
}

impl Stored {
    /// What is missing or unreadable is as if nothing had happened yet.
    pub(super) async fn read(queue: &dyn Queue, account: AccountId) -> Result<Self, QueueError> {
        let (collection, id) = place();
        let record = queue.get(account, &collection, &id).await?;
        let revision = record.as_ref().map(|record| record.revision);
        let kept: SyncState = record.as_ref().map(SyncState::of_record).unwrap_or_default();
        Ok(Self { state: kept.clone(), kept, revision })
    }

    /// Stores what a cycle learned, where it learned anything. Where someone else wrote meanwhile, the state is what
    /// both know together.
    ///
    /// # Errors
    /// [`QueueError`] of the write.
    pub(super) async fn save(
        &mut self,
        queue: &dyn Queue,
        account: AccountId,
        now: Timestamp,
    ) -> Result<(), QueueError> {
        for _ in 0..ROUNDS {
            match self.write(queue, account, now).await {
                Err(QueueError::Conflict { .. }) => {
                    let meanwhile = Self::read(queue, account).await?;
                    self.state = self.state.clone().learned(&self.kept, &meanwhile.kept);
                    (self.kept, self.revision) = (meanwhile.kept, meanwhile.revision);
                }
                done => return done,
            }
        }
        // Losing it costs a request, never a task.
        tracing::debug!("what the cycle learned is not stored: others write all the time");
        Ok(())
    }

    /// Stores the state, if it changed, where nobody else wrote since the read.
    ///
    /// # Errors
    /// [`QueueError::Conflict`] where someone did, and what else a write may end in.
    pub(super) async fn write(
        &mut self,
        queue: &dyn Queue,
        account: AccountId,
        now: Timestamp,
    ) -> Result<(), QueueError> {
        if self.state == self.kept {
            return Ok(());
        }
        self.state.seen_at = Some(now);
        let (collection, id) = place();
        let body = Body::of_json(&self.state).map_err(|error| QueueError::Corrupt(error.into()))?;
        let (expected, revision) = match self.revision {
            None => (Expected::Absent, 1),
            Some(revision) => (Expected::Revision(revision), revision + 1),
        };
        let record = Record { collection, id, sort_key: 0, revision, body };
        let records = vec![RecordWrite { record, expected }];
        queue.commit(account, now, Commit { records, tasks: Vec::new() }).await?;
        self.kept = self.state.clone();
        self.revision = Some(revision);
        Ok(())
    }
}
