//! What is read: the entries as they are stored, and what a command finds before it is decided.

use std::collections::{BTreeMap, BTreeSet};

use super::decide::{Decision, Situation, Step};
use super::overlap::overlap;
use super::pulse::Sign;
use super::records::{self, KeptGaps};
use super::reference::days_before;
use super::running::{self, Timer};
use super::undo::{UndoLog, UndoStep};
use super::{Change, Command, Entry, EntryId, KnownProjects, Moment, ProjectStanding, TrackError, Tracker};
use crate::names::AccountId;
use crate::ports::{Cursor, Queue, QueueError, SortRange};

/// How long before an entry others are looked for that may reach into it.
const OVERLAP_DAYS: i64 = 7;

/// At most so many put-off entries are counted: a person need not know more than that there are many.
pub const PUT_OFF_COUNTED: usize = 1_000;

/// How many entries of the account wait for room in the queue, at most [`PUT_OFF_COUNTED`]: see [`Tracker::put_off`].
///
/// # Errors
/// [`QueueError`] of the read.
pub async fn put_off(queue: &dyn Queue, account: AccountId) -> Result<u64, QueueError> {
    let found = queue.unsent(account, &records::entries(), PUT_OFF_COUNTED).await?;
    Ok(found.len() as u64)
}

impl Tracker {
    /// How many entries of the account wait for room in the queue, at most [`PUT_OFF_COUNTED`]. They are recorded,
    /// and have no task yet.
    ///
    /// # Errors
    /// [`QueueError`] of the read.
    pub async fn put_off(&self, account: AccountId) -> Result<u64, QueueError> {
        put_off(self.queue.as_ref(), account).await
    }

    /// The entry that runs or is paused.
    ///
    /// # Errors
    /// [`QueueError`] of the read.
    pub async fn current(&self) -> Result<Option<Entry>, QueueError> {
        self.current_of(self.accounts.active().await?.id()).await
    }

    /// The entry of this account that runs or is paused.
    ///
    /// # Errors
    /// [`QueueError`] of the read.
    pub async fn current_of(&self, account: AccountId) -> Result<Option<Entry>, QueueError> {
        Ok(self.timer(account).await?.current)
    }

    /// One entry of this account, a deleted one too.
    ///
    /// # Errors
    /// [`QueueError`] of the read.
    pub async fn entry(&self, account: AccountId, id: EntryId) -> Result<Option<Entry>, QueueError> {
        self.stored_entry(account, id).await
    }

    /// Those of the named entries of this account that there are, deleted ones too, in one read.
    ///
    /// # Errors
    /// [`QueueError`] of the read.
    pub async fn entries_named(
        &self,
        account: AccountId,
        ids: BTreeSet<EntryId>,
    ) -> Result<BTreeMap<EntryId, Entry>, QueueError> {
        let ids = ids.into_iter().map(EntryId::record_id).collect();
        let records = self.queue.records(account, &records::entries(), ids).await?;
        let entries = records.iter().map(records::decode::<Entry>);
        entries.map(|entry| entry.map(|entry| (entry.id, entry))).collect()
    }

    /// The entries that began within the range, oldest first, deleted ones left out.
    ///
    /// # Errors
    /// [`QueueError`] of the read.
    pub async fn entries(&self, range: SortRange) -> Result<Vec<Entry>, QueueError> {
        let account = self.accounts.active().await?.id();
        let mut entries = self.stored_entries(account, range).await?;
        entries.retain(|entry| !entry.deleted);
        Ok(entries)
    }

    /// As [`Tracker::entries`], deleted ones included.
    pub(super) async fn stored_entries(
        &self,
        account: AccountId,
        range: SortRange,
    ) -> Result<Vec<Entry>, QueueError> {
        let (mut entries, mut cursor): (Vec<Entry>, Option<Cursor>) = (Vec::new(), None);
        loop {
            let page = self.queue.scan(account, &records::entries(), range, cursor, 500).await?;
            for record in &page.records {
                entries.push(records::decode(record)?);
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(entries);
            }
        }
    }

    pub(super) async fn undo_log(&self, account: AccountId) -> Result<UndoLog, QueueError> {
        let (collection, id) = records::undo_head();
        let Some(record) = self.queue.get(account, &collection, &id).await? else {
            return Ok(UndoLog::default());
        };
        Ok(UndoLog { head: records::decode(&record)?, revision: Some(record.revision) })
    }

    /// The newest step that is not undone yet.
    pub(super) async fn newest_step(
        &self,
        account: AccountId,
        log: &UndoLog,
    ) -> Result<Option<UndoStep>, QueueError> {
        let Some(number) = log.head.newest() else { return Ok(None) };
        let (collection, id) = records::undo_step(number)?;
        let record = self.queue.get(account, &collection, &id).await?;
        let step: Option<UndoStep> = record.as_ref().map(records::decode).transpose()?;
        Ok(step.filter(|step| step.number == number))
    }

    pub(super) async fn timer(&self, account: AccountId) -> Result<Timer, QueueError> {
        running::timer(self.queue.as_ref(), account).await
    }

    /// What the server would refuse later is refused now, while the person is there to choose. What an entry had
    /// before, it may keep.
    pub(super) async fn refuse_archived(
        &self,
        account: AccountId,
        decision: &Decision,
    ) -> Result<(), TrackError> {
        let given = decision.steps.iter().filter_map(|Step { change: Change { before, after }, .. }| {
            let before = before.as_ref().and_then(|before| before.project.as_deref());
            after.project.as_deref().filter(|project| before != Some(*project))
        });
        let given: Vec<&str> = given.collect();
        if given.is_empty() {
            return Ok(());
        }
        let known = KnownProjects::load(self.queue.as_ref(), account).await?;
        let archived = |project: &&str| known.standing(project) == ProjectStanding::Archived;
        if given.iter().any(archived) { Err(TrackError::ProjectArchived) } else { Ok(()) }
    }

    pub(super) async fn stored_entry(
        &self,
        account: AccountId,
        id: EntryId,
    ) -> Result<Option<Entry>, QueueError> {
        let record = self.queue.get(account, &records::entries(), &id.record_id()).await?;
        record.as_ref().map(records::decode).transpose()
    }

    /// What the command finds, read and not yet judged.
    pub(super) async fn situation(
        &self,
        account: AccountId,
        command: &Command,
        timer: &Timer,
        log: &UndoLog,
        (now, sign): (Moment, Sign),
    ) -> Result<Situation, QueueError> {
        let mut newest = None;
        let ids = match command {
            Command::Continue { entry, .. } | Command::Edit { entry, .. } => vec![*entry],
            Command::Delete(entries) => entries.clone(),
            Command::Undo { .. } => {
                newest = self.newest_step(account, log).await?;
                let changes = newest.iter().flat_map(|step| &step.changes);
                changes.map(|change| change.after.id).collect()
            }
            _ => Vec::new(),
        };
        let mut named = Vec::with_capacity(ids.len());
        for id in ids {
            named.extend(self.stored_entry(account, id).await?);
        }
        let (zone, device, current) = (self.clock.time_zone(), self.device, timer.current.clone());
        let signs = self.signs(account, current.as_ref(), newest.as_ref(), sign).await?;
        let asked = match command {
            Command::Edit { entry, edit } => edit.cut_away.then_some(*entry),
            _ if signs.running.as_ref().is_some_and(|pulse| !pulse.gaps.is_empty()) => {
                current.as_ref().map(|entry| entry.id)
            }
            _ => None,
        };
        let kept = match asked {
            Some(entry) => self.kept_gaps(account, entry).await?,
            None => KeptGaps::default(),
        };
        Ok(Situation { now, zone, device, current, named, newest, signs, kept })
    }

    /// Entries of which work lies within the entry's, as they will be after the command.
    pub(super) async fn overlaps(
        &self,
        account: AccountId,
        command: &Command,
        decision: &Decision,
        now: &Moment,
    ) -> Result<Vec<Entry>, QueueError> {
        if !command.names_a_time() {
            return Ok(Vec::new());
        }
        let entry = &decision.steps[decision.about].change.after;
        let (from, to) = (days_before(entry.started_at(), OVERLAP_DAYS), now.at.as_millis());
        let mut others = self.stored_entries(account, SortRange { from, to }).await?;
        let written = |other: &Entry| decision.steps.iter().find(|step| step.change.after.id == other.id);
        for other in &mut others {
            if let Some(step) = written(other) {
                other.clone_from(&step.change.after);
            }
        }
        let meets = |other: &Entry| {
            other.id != entry.id && !other.deleted && !overlap(entry, other, now.at).is_zero()
        };
        others.retain(meets);
        Ok(others)
    }
}
