//! What a person ought to look at: entries that were refused, guessed, or that can hardly be right.

use std::collections::BTreeMap;
use std::time::Duration;

use super::records::{self, KeptGaps};
use super::{EARLIER_SOURCE, Entry, EntryId, Gap, LONG_SPAN, Tracker};
use crate::Timestamp;
use crate::names::{AccountId, TaskId};
use crate::ports::{Cursor, QueueError, SortRange};
use crate::task::{Reason, TaskState};

/// Tasks read at once.
const PAGE: usize = 1_000;

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The entry.
    pub entry: Entry,
    /// What is the matter with it.
    pub matter: Matter,
}

/// What may be wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Matter {
    /// The server refused it; the task waits for a person.
    Refused(Refusal),
    /// It has work at a time that has not come.
    InFuture {
        /// The latest instant that it names.
        at: Timestamp,
    },
    /// It has more than [`LONG_SPAN`] of work at a stretch.
    Long {
        /// The longest stretch.
        span: Duration,
    },
    /// Its work lies, in part or whole, within that of an entry that began before it.
    Overlaps {
        /// The other entry.
        with: EntryId,
        /// For how long.
        by: Duration,
    },
    /// The machine was away while its timer ran, and nobody said whether that was work.
    Away {
        /// The stretches in which it was.
        gaps: Vec<Gap>,
    },
    /// Its times are a best guess.
    Approximate,
    /// It has no work at all.
    Empty,
}

/// A task that the server refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The entry that it carries.
    pub entry: EntryId,
    /// The task.
    pub task: TaskId,
    /// Why.
    pub reason: Reason,
}

/// What is the matter with these entries, in their order; within one entry, the worst first. Every entry whose
/// work lies within another's is named once, with one of those others. `away` are gaps that nobody was asked about.
#[must_use]
pub fn review(
    entries: &[Entry],
    refused: &[Refusal],
    away: &BTreeMap<EntryId, Vec<Gap>>,
    now: Timestamp,
) -> Vec<Finding> {
    let overlaps = overlaps(entries, now);
    let mut refusals = BTreeMap::<EntryId, Vec<&Refusal>>::new();
    for refusal in refused {
        refusals.entry(refusal.entry).or_default().push(refusal);
    }
    let mut findings = Vec::new();
    for entry in entries {
        let mut found = |matter| findings.push(Finding { entry: entry.clone(), matter });
        let refusals = refusals.get(&entry.id).into_iter().flatten();
        refusals.for_each(|refusal| found(Matter::Refused((*refusal).clone())));
        if entry.deleted {
            continue;
        }
        if entry.last_instant() > now {
            found(Matter::InFuture { at: entry.last_instant() });
        }
        let spans = entry.intervals.iter().map(|interval| interval.end.unwrap_or(now).since(interval.start));
        let longest = spans.max().unwrap_or_default();
        if longest > LONG_SPAN {
            found(Matter::Long { span: longest });
        }
        if let Some((with, by)) = overlaps.get(&entry.id) {
            found(Matter::Overlaps { with: *with, by: *by });
        }
        match away.get(&entry.id) {
            Some(gaps) => found(Matter::Away { gaps: gaps.clone() }),
            None if entry.approximate && entry.source != EARLIER_SOURCE => found(Matter::Approximate),
            None => {}
        }
        if entry.intervals.iter().all(|interval| interval.end == Some(interval.start)) {
            found(Matter::Empty);
        }
    }
    findings
}

/// For each entry that works while an earlier interval of another entry still goes on: that entry, and for how
/// long. One pass over the intervals in order, against the one that reaches farthest and the farthest of
/// any other entry.
fn overlaps(entries: &[Entry], now: Timestamp) -> BTreeMap<EntryId, (EntryId, Duration)> {
    let mut work: Vec<(Timestamp, Timestamp, EntryId)> = entries
        .iter()
        .filter(|entry| !entry.deleted)
        .flat_map(|entry| entry.intervals.iter().map(move |i| (i.start, i.end.unwrap_or(now), entry.id)))
        .collect();
    work.sort_unstable();
    let mut found = BTreeMap::new();
    let mut reach: [Option<(Timestamp, EntryId)>; 2] = [None, None];
    for (start, end, id) in work {
        let other = reach.into_iter().flatten().find(|(_, other)| *other != id);
        if let Some((until, with)) = other {
            let by = until.min(end).since(start);
            if !by.is_zero() {
                let known = found.entry(id).or_insert((with, Duration::ZERO));
                if known.0 == with {
                    known.1 += by;
                }
            }
        }
        let mut candidates: Vec<_> = reach.into_iter().flatten().filter(|(_, other)| *other != id).collect();
        let own =
            reach.into_iter().flatten().find(|(_, own)| *own == id).map_or(end, |(own, _)| own.max(end));
        candidates.push((own, id));
        candidates.sort_unstable_by(|a, b| b.cmp(a));
        reach = [candidates.first().copied(), candidates.get(1).copied()];
    }
    found
}

impl Tracker {
    /// Everything of the active account that a person ought to look at; see [`review`].
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn review(&self) -> Result<Vec<Finding>, QueueError> {
        let account = self.accounts.active().await?.id();
        let mut refused = Vec::new();
        let mut after = i64::MIN;
        loop {
            let tasks = self.queue.tasks(account, after, PAGE).await?;
            let Some(last) = tasks.last() else { break };
            after = last.seq;
            for task in tasks {
                let TaskState::Attention(reason) = task.state else { continue };
                if let Some(entry) = EntryId::of_task(&task.task) {
                    refused.push(Refusal { entry, task: task.task.id, reason });
                }
            }
        }
        let mut entries = self.stored_entries(account, SortRange::ALL).await?;
        entries.retain(|entry| !entry.deleted || refused.iter().any(|refusal| refusal.entry == entry.id));
        let away = self.away(account, &entries).await?;
        Ok(review(&entries, &refused, &away, self.clock.now()))
    }

    /// The gaps of these entries that still wait for an answer.
    async fn away(
        &self,
        account: AccountId,
        entries: &[Entry],
    ) -> Result<BTreeMap<EntryId, Vec<Gap>>, QueueError> {
        let by_id: BTreeMap<_, _> = entries.iter().map(|entry| (entry.id.record_id(), entry)).collect();
        let (mut away, mut cursor): (_, Option<Cursor>) = (BTreeMap::new(), None);
        loop {
            let page = self.queue.scan(account, &records::kept_gaps(), SortRange::ALL, cursor, PAGE).await?;
            for record in &page.records {
                let Some(entry) = by_id.get(&record.id) else { continue };
                let kept: KeptGaps = records::decode(record)?;
                let gaps = kept.standing(entry);
                if !gaps.is_empty() {
                    away.insert(entry.id, gaps);
                }
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(away);
            }
        }
    }
}
