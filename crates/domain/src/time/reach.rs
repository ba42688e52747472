//! Which entries reach into a stretch of time although they began long before: found without a look at all that ever
//! was recorded. Records lie by the start of an entry; one whose work goes on for days gets a second one, by its end.

use super::records;
use super::reference::days_before;
use super::{Entry, EntryId, EntryState, Period, Tracker};
use crate::names::AccountId;
use crate::ports::{Cursor, QueueError, SortRange};
use crate::task::{Commit, Expected, RecordWrite};

/// An entry is long if its last work ended more than so many days after its first began. Anything shorter is found
/// by its start; hardly any entry is longer.
const REACH_DAYS: i64 = 7;

/// Records read at once.
const PAGE: usize = 500;

/// Whether an entry would be missed by a look at those that began in the last [`REACH_DAYS`].
pub(super) fn is_long(entry: &Entry) -> bool {
    days_before(entry.last_instant(), REACH_DAYS) > entry.started_at().as_millis()
}

impl Tracker {
    /// The entries with work in the period, oldest first, deleted ones left out; what runs or is paused goes on
    /// until now.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn entries_within(&self, period: Period) -> Result<Vec<Entry>, QueueError> {
        self.entries_of_within(self.accounts.active().await?.id(), period).await
    }

    /// The same of this account.
    pub(super) async fn entries_of_within(
        &self,
        account: AccountId,
        period: Period,
    ) -> Result<Vec<Entry>, QueueError> {
        let now = self.clock.now();
        let from = days_before(period.from, REACH_DAYS);
        let near = SortRange { from, to: period.until.as_millis() };
        let mut entries = self.stored_entries(account, near).await?;
        let earlier = |entry: &Entry| entry.started_at().as_millis() < from;
        if from > Period::all().from.as_millis() {
            entries.extend(self.long_entries(account, period).await?.into_iter().filter(earlier));
            // Nothing but its own record says yet how far the current one reaches.
            entries.extend(self.timer(account).await?.current.filter(earlier));
        }
        entries.retain(|entry| !entry.deleted && period.work_of(entry, now).next().is_some());
        entries.sort_by_key(|entry| (entry.started_at(), entry.id));
        entries.dedup_by_key(|entry| entry.id);
        Ok(entries)
    }

    /// The long ones that are over and end within the period or after it.
    async fn long_entries(&self, account: AccountId, period: Period) -> Result<Vec<Entry>, QueueError> {
        let (collection, complete) = records::long_entries_are_complete();
        if self.queue.get(account, &collection, &complete).await?.is_none() {
            return self.note_long_entries(account).await;
        }
        let range = SortRange { from: period.from.as_millis(), to: i64::MAX };
        let mut entries = Vec::new();
        for id in self.noted_long(account, range).await? {
            entries.extend(self.stored_entry(account, id).await?);
        }
        Ok(entries)
    }

    async fn noted_long(&self, account: AccountId, range: SortRange) -> Result<Vec<EntryId>, QueueError> {
        let (collection, _) = records::long_entries_are_complete();
        let (mut ids, mut cursor): (Vec<EntryId>, Option<Cursor>) = (Vec::new(), None);
        loop {
            let page = self.queue.scan(account, &collection, range, cursor, PAGE).await?;
            for record in &page.records {
                ids.push(records::decode(record)?);
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(ids);
            }
        }
    }

    /// What was recorded before there were such notes is looked through once. Where the notes can't be written, as
    /// on a disk that is full, or somebody else writes them just now, that is for the next look.
    async fn note_long_entries(&self, account: AccountId) -> Result<Vec<Entry>, QueueError> {
        let mut long = self.stored_entries(account, SortRange::ALL).await?;
        long.retain(|entry| entry.state == EntryState::Stopped && is_long(entry));
        let (collection, complete) = records::long_entries_are_complete();
        let known = SortRange { from: i64::MIN + 1, to: i64::MAX };
        let known = self.noted_long(account, known).await?;
        let new = long.iter().filter(|entry| !known.contains(&entry.id)).map(records::long_entry_write);
        let mut writes = new.collect::<Result<Vec<_>, _>>()?;
        writes.push(records::complete_write(collection, complete)?);
        // Whoever notes the same entry with a newer end meanwhile must not be overwritten.
        let once = |write: RecordWrite| RecordWrite { expected: Expected::Absent, ..write };
        let records = writes.into_iter().map(once).collect();
        let noted = self.queue.commit(account, self.clock.now(), Commit { records, tasks: Vec::new() }).await;
        if let Err(error) = noted {
            tracing::debug!(%error, "the long entries were not noted");
        }
        Ok(long)
    }
}
