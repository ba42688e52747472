//! Which revision of an entry a person gave up: its task was discarded, so that the server never had it. A note beside the
//! entry, as no task and no history tells of it for long.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry::Vacant;

use super::records;
use super::{EntryId, Tracker};
use crate::names::AccountId;
use crate::ports::{Cursor, QueueError, SortRange};
use crate::task::{Commit, NewTask};

/// Notes read at once.
const PAGE: usize = 1_000;

/// The newest revision of each entry that was given up; 0 for none.
pub type GivenUp = BTreeMap<EntryId, i64>;

impl Tracker {
    /// Notes what these tasks carry as given up. Do it before they are discarded: a kill in between says too much of what
    /// still waits, never that the server has what it has not. Answers what was noted before, for
    /// [`Tracker::note_given_up`], where they are not discarded after all.
    ///
    /// # Errors
    /// [`QueueError`]: nothing is noted then.
    pub async fn give_up(&self, account: AccountId, tasks: &[NewTask]) -> Result<GivenUp, QueueError> {
        let (mut before, mut noted) = (GivenUp::new(), GivenUp::new());
        for task in tasks {
            let (Some(entry), Some(carried)) = (EntryId::of_task(task), &task.carries) else { continue };
            if let Vacant(unread) = before.entry(entry) {
                let record = self.queue.get(account, &records::given_up(), &entry.record_id()).await?;
                let revision = record.as_ref().map(records::decode).transpose()?.unwrap_or(0);
                unread.insert(revision);
                noted.insert(entry, revision);
            }
            noted.entry(entry).and_modify(|revision| *revision = carried.revision.max(*revision));
        }
        self.note_given_up(account, &noted).await?;
        Ok(before)
    }

    /// Notes exactly this.
    ///
    /// # Errors
    /// [`QueueError`]: nothing is noted then.
    pub async fn note_given_up(&self, account: AccountId, given_up: &GivenUp) -> Result<(), QueueError> {
        if given_up.is_empty() {
            return Ok(());
        }
        let notes = given_up.iter().map(|(entry, revision)| records::given_up_write(*entry, *revision));
        let records = notes.collect::<Result<_, _>>()?;
        self.queue.commit(account, self.clock.now(), Commit { records, tasks: Vec::new() }).await
    }

    pub(super) async fn given_up(&self, account: AccountId) -> Result<GivenUp, QueueError> {
        let (mut given_up, mut cursor): (_, Option<Cursor>) = (GivenUp::new(), None);
        loop {
            let page = self.queue.scan(account, &records::given_up(), SortRange::ALL, cursor, PAGE).await?;
            for record in &page.records {
                let Some(entry) = EntryId::of_record(&record.id) else { continue };
                given_up.insert(entry, records::decode(record)?);
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(given_up);
            }
        }
    }
}
