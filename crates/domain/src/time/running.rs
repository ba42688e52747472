//! Which entry of an account runs. A look alone, for any account: recording is the tracker's.

use super::Entry;
use super::records::{self, CurrentTimer};
use crate::names::AccountId;
use crate::ports::{Queue, QueueError};

/// The entry of the account that is running or paused.
///
/// # Errors
/// [`QueueError`] of the reads.
pub async fn running_entry(queue: &dyn Queue, account: AccountId) -> Result<Option<Entry>, QueueError> {
    let (collection, id) = records::timer();
    let Some(record) = queue.get(account, &collection, &id).await? else { return Ok(None) };
    let CurrentTimer { entry: Some(entry) } = records::decode(&record)? else { return Ok(None) };
    let record = queue.get(account, &records::entries(), &entry.record_id()).await?;
    record.map(|record| records::decode(&record)).transpose()
}
