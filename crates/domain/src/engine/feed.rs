//! Records whose task had no room in the queue: once there is some, their tasks are made.

use super::{Engine, EngineParts};
use crate::Timestamp;
use crate::names::{AccountId, Collection};
use crate::policy::room;
use crate::ports::QueueError;
use crate::task::Priority;

/// Records taken in one transaction: as many as the largest batch sends.
const SLICE: usize = 100;

impl Engine {
    /// When a cycle could next do something for the account, if nothing changes until then: send what is due, or
    /// make the task of a record that was put off, where there is room by now.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>, QueueError> {
        let EngineParts { queue, clock, kinds, .. } = &self.parts;
        if let Some(due) = queue.next_due(account).await? {
            return Ok(Some(due));
        }
        for collection in kinds.carried() {
            if !queue.unsent(account, &collection, 1).await?.is_empty() {
                let counts = queue.counts(account).await?;
                let has_room = room(counts.waiting + counts.attention, Priority::Critical) > 0;
                return Ok(has_room.then(|| clock.now()));
            }
        }
        Ok(None)
    }

    /// Makes tasks of records that were put off, oldest first, as far as there is room. Says whether some are
    /// left: something must be sent before there is room for them.
    pub(super) async fn catch_up(&self, account: AccountId) -> Result<bool, QueueError> {
        let mut left = false;
        for collection in self.parts.kinds.carried() {
            left |= self.catch_up_with(account, &collection).await?;
        }
        Ok(left)
    }

    async fn catch_up_with(&self, account: AccountId, collection: &Collection) -> Result<bool, QueueError> {
        let EngineParts { queue, clock, kinds, ids, .. } = &self.parts;
        let mut before = Vec::new();
        loop {
            let mut records = queue.unsent(account, collection, SLICE).await?;
            let found: Vec<_> = records.iter().map(|record| (record.id.clone(), record.revision)).collect();
            // The same again: there is no room, or no task can be made of them.
            if found.is_empty() || found == before {
                return Ok(!found.is_empty());
            }
            before = found;
            records.sort_by_key(|record| record.sort_key);
            let commit = kinds.catching_up(records, clock.now(), ids.as_ref());
            match queue.commit(account, clock.now(), commit).await {
                // Someone recorded a newer revision meanwhile, whose own task carries it.
                Ok(()) | Err(QueueError::Conflict { .. }) => {}
                Err(error) => return Err(error),
            }
        }
    }
}
