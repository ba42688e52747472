//! What imports have brought already, so that a row comes once. Not how a row is taken in: see
//! [`super::import`].

use std::collections::{BTreeMap, BTreeSet};

use super::records::{self, ImportMark};
use super::{Entry, EntryId, Tracker};
use crate::names::AccountId;
use crate::ports::{Cursor, QueueError, SortRange};
use crate::task::{Expected, Record, RecordWrite};

/// The marks of an account, by the identity of their rows.
#[derive(Debug, Default)]
pub(super) struct Marks(BTreeMap<String, Known>);

#[derive(Debug)]
struct Known {
    content: String,
    /// The revision of the mark's record.
    revision: i64,
    /// Whether the entry that the row became is there.
    counts: bool,
}

impl Marks {
    /// What the row said when it was imported; none where it was not, or where its entry is deleted since.
    pub(super) fn content(&self, identity: &str) -> Option<&str> {
        self.0.get(identity).filter(|known| known.counts).map(|known| known.content.as_str())
    }

    /// The mark, guarded by what was found: of two imports at once only one brings the row.
    pub(super) fn guarded(&self, record: Record) -> RecordWrite {
        match self.0.get(record.id.as_str()) {
            None => RecordWrite { record: Record { revision: 0, ..record }, expected: Expected::Absent },
            Some(Known { revision, .. }) => RecordWrite {
                record: Record { revision: revision + 1, ..record },
                expected: Expected::Revision(*revision),
            },
        }
    }
}

impl Tracker {
    /// Everything imported so far.
    pub(super) async fn imported(&self, account: AccountId) -> Result<Marks, QueueError> {
        let (mut marks, mut cursor): (_, Option<Cursor>) = (Vec::new(), None);
        loop {
            let page = self.queue.scan(account, &records::imports(), SortRange::ALL, cursor, 1_000).await?;
            for record in &page.records {
                let ImportMark { content, entry } = records::decode(record)?;
                marks.push((record.id.as_str().to_owned(), entry, content, record.revision));
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let deleted = if marks.is_empty() { BTreeSet::new() } else { self.deleted(account).await? };
        let known = |(identity, entry, content, revision)| {
            (identity, Known { content, revision, counts: !deleted.contains(&entry) })
        };
        Ok(Marks(marks.into_iter().map(known).collect()))
    }

    async fn deleted(&self, account: AccountId) -> Result<BTreeSet<EntryId>, QueueError> {
        let (mut deleted, mut cursor): (_, Option<Cursor>) = (BTreeSet::new(), None);
        loop {
            let page = self.queue.scan(account, &records::entries(), SortRange::ALL, cursor, 1_000).await?;
            for record in &page.records {
                let entry: Entry = records::decode(record)?;
                if entry.deleted {
                    deleted.insert(entry.id);
                }
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(deleted);
            }
        }
    }
}
