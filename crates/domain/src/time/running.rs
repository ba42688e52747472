//! Which entry of an account runs. A look alone, for any account: recording is the tracker's.

use super::records::{self, CurrentTimer};
use super::{Entry, EntryState};
use crate::names::AccountId;
use crate::ports::{Queue, QueueError};

/// The timer as a command finds it.
pub(super) struct Timer {
    /// The entry that runs or is paused.
    pub(super) current: Option<Entry>,
    /// The revision of the timer's record that was read.
    pub(super) revision: Option<i64>,
}

/// The entry of the account that is running or paused.
///
/// # Errors
/// [`QueueError`] of the reads.
pub async fn running_entry(queue: &dyn Queue, account: AccountId) -> Result<Option<Entry>, QueueError> {
    Ok(timer(queue, account).await?.current)
}

/// The timer of the account. An entry that is over or deleted does not run, whatever the timer's record names:
/// it may have ended between the two reads.
pub(super) async fn timer(queue: &dyn Queue, account: AccountId) -> Result<Timer, QueueError> {
    let (collection, id) = records::timer();
    let Some(record) = queue.get(account, &collection, &id).await? else {
        return Ok(Timer { current: None, revision: None });
    };
    let revision = Some(record.revision);
    let CurrentTimer { entry: Some(entry) } = records::decode(&record)? else {
        return Ok(Timer { current: None, revision });
    };
    let record = queue.get(account, &records::entries(), &entry.record_id()).await?;
    let entry: Option<Entry> = record.as_ref().map(records::decode).transpose()?;
    let current = entry.filter(|entry| entry.state != EntryState::Stopped && !entry.deleted);
    Ok(Timer { current, revision })
}
