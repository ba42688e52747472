//! What a profile remembers of lanes, kept as records of the account: read before an exchange, durable before its next
//! step. What it says is the profile's affair.

use std::collections::BTreeSet;

use crate::Timestamp;
use crate::names::{AccountId, Collection, Lane, RecordId};
use crate::ports::{LaneMemories, LaneMemory, Queue, QueueError};
use crate::task::{Body, Commit, Expected, Record, RecordWrite};

fn place(lane: &Lane) -> Result<(Collection, RecordId), QueueError> {
    let id = RecordId::new(lane.as_str()).map_err(|error| QueueError::Corrupt(error.into()))?;
    Ok((Collection::of("lane-memory"), id))
}

/// The record that holds it. The last one wins: who writes it holds the lane, or has just made it.
///
/// # Errors
/// [`QueueError::Corrupt`] for what can't be written down.
pub fn remembered(lane: &Lane, memory: &LaneMemory) -> Result<RecordWrite, QueueError> {
    let (collection, id) = place(lane)?;
    let body = Body::of_json(memory).map_err(|error| QueueError::Corrupt(error.into()))?;
    let record = Record { collection, id, sort_key: 0, revision: 0, body };
    Ok(RecordWrite { record, expected: Expected::Anything })
}

/// What is remembered of these lanes.
pub(super) async fn recall(
    queue: &dyn Queue,
    account: AccountId,
    lanes: BTreeSet<Lane>,
) -> Result<LaneMemories, QueueError> {
    let mut memories = LaneMemories::new();
    for lane in lanes {
        let (collection, id) = place(&lane)?;
        if let Some(record) = queue.get(account, &collection, &id).await? {
            let memory = record.body.json().map_err(|error| QueueError::Corrupt(error.into()))?;
            memories.insert(lane, memory);
        }
    }
    Ok(memories)
}

/// Makes it durable.
pub(super) async fn remember(
    queue: &dyn Queue,
    account: AccountId,
    now: Timestamp,
    memories: &LaneMemories,
) -> Result<(), QueueError> {
    let records = memories.iter().map(|(lane, memory)| remembered(lane, memory)).collect::<Result<_, _>>()?;
    queue.commit(account, now, Commit { records, tasks: Vec::new() }).await
}
