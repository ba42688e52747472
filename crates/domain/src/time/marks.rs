//! Where the newest revision of an entry is: a mark beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::records;
use super::{Entry, EntryId, GivenUp, Refusal, Tracker};
use crate::account::Active;
use crate::names::RecordId;
use crate::ports::QueueError;
use crate::task::TaskState;

/// Tasks read at once.
const PAGE: usize = 1_000;

/// Where an entry's newest revision is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mark {
    /// On this machine alone: nobody has ever signed in.
    Here,
    /// On its way without a person.
    Waiting,
    /// The server refused it: it waits for a person.
    Attention,
    /// A person discarded it: the server does not have it, and nothing sends it before the entry changes again.
    GivenUp,
    /// The server has it.
    Sent,
}

/// Where the entries of an account are.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    local: bool,
    waiting: BTreeSet<EntryId>,
    put_off: BTreeSet<RecordId>,
    refused: BTreeMap<EntryId, Refusal>,
    given_up: GivenUp,
}

impl Marks {
    /// The mark of an entry.
    #[must_use]
    pub fn of(&self, entry: &Entry) -> Mark {
        if self.local {
            Mark::Here
        } else if self.refused.contains_key(&entry.id) {
            Mark::Attention
        } else if self.waiting.contains(&entry.id) || self.put_off.contains(&entry.id.record_id()) {
            Mark::Waiting
        } else if self.given_up.get(&entry.id) == Some(&entry.revision) {
            Mark::GivenUp
        } else {
            Mark::Sent
        }
    }

    /// Why an entry needs a person, where it does.
    #[must_use]
    pub fn refusal(&self, entry: EntryId) -> Option<&Refusal> {
        self.refused.get(&entry)
    }
}

impl Tracker {
    /// Where the entries of the active account are. Read the entries before: one that was changed since may be said to
    /// wait then, and never to be sent. It costs a pass over what is unsent and what was ever given
    /// up.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn marks(&self) -> Result<Marks, QueueError> {
        let Active::Account { account, .. } = self.accounts.active().await? else {
            return Ok(Marks { local: true, ..Marks::default() });
        };
        let mut marks = Marks::default();
        // These first: one that gets its task meanwhile is then among the tasks.
        let put_off = self.queue.unsent(account.id, &records::entries(), usize::MAX).await?;
        marks.put_off = put_off.into_iter().map(|record| record.id).collect();
        let mut after = i64::MIN;
        loop {
            let tasks = self.queue.tasks(account.id, after, PAGE).await?;
            let Some(last) = tasks.last() else { break };
            after = last.seq;
            for task in tasks {
                let Some(entry) = EntryId::of_task(&task.task) else { continue };
                match task.state {
                    TaskState::Attention(reason) => {
                        marks.refused.insert(entry, Refusal { entry, task: task.task.id, reason });
                    }
                    _ => drop(marks.waiting.insert(entry)),
                }
            }
        }
        // These last: one that is given up meanwhile is then among them.
        marks.given_up = self.given_up(account.id).await?;
        Ok(marks)
    }
}
