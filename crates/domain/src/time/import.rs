//! Taking in entries of another program: each row once, however often the file is given.

use std::collections::BTreeSet;

use super::import_marks::Marks;
use super::pulse::{Pulse, Sign};
use super::records::{self, ImportMark};
use super::running::Timer;
use super::signs::Left;
use super::tracker::ROUNDS;
use super::{
    Annotation, CommandKind, Entry, EntryError, EntryFields, EntryId, EntryState, EventKind, Interval,
    Moment, TimerEvent, TrackError, Tracker, Transition,
};
use crate::Timestamp;
use crate::names::{AccountId, RecordId};
use crate::ports::QueueError;
use crate::task::{Commit, Record, RecordWrite};

/// Rows per transaction: each is durable and counts before the next begins.
const CHUNK: usize = 500;

/// A row of another program's file, as its reader understood it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRow {
    /// Which row of the file, from 1 on.
    pub row: usize,
    /// What tells this row from every other of its source: hex digits of a hash, equal at every import.
    pub identity: String,
    /// A hash of all that the row says, to notice a row that was changed since.
    pub content: String,
    /// The program, such as `timewarrior`.
    pub source: String,
    /// The project.
    pub project: Option<String>,
    /// What was done.
    pub description: String,
    /// Tags, in the file's order.
    pub tags: Vec<String>,
    /// Remarks, in the file's order.
    pub annotations: Vec<Annotation>,
    /// The zone of the file's times, where somebody named it.
    pub zone: Option<String>,
    /// The offset at its start, in seconds east of UTC, where the zone is known.
    pub offset_seconds: Option<i32>,
    /// When it began.
    pub start: Timestamp,
    /// When it ended; none for an interval that is still open.
    pub end: Option<Timestamp>,
}

/// Why a row was not taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotImportedReason {
    /// It makes no valid entry.
    #[error("{0}")]
    Entry(#[source] EntryError),
    /// It is still open, and a timer is already running here.
    #[error("it is still open, and a timer is already running here")]
    TimerRuns,
    /// It is still open and begins in the future: a timer that can't be stopped yet.
    #[error("it is still open and begins in the future")]
    BeginsInFuture,
    /// It was imported before and has been changed in the file since; what was imported stays.
    #[error("it was imported before and was changed in the file since; what was imported stays")]
    ChangedSince,
    /// Its identity can't be stored.
    #[error("it can't be told from other rows")]
    Identity,
}

/// A row that was not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotImported {
    /// Which row, from 1 on.
    pub row: usize,
    /// Why.
    pub reason: NotImportedReason,
}

/// What an import did. `added + unchanged + not_imported` is the number of rows given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Rows that became entries.
    pub added: usize,
    /// Rows that were imported before.
    pub unchanged: usize,
    /// Rows that were not taken in.
    pub not_imported: Vec<NotImported>,
    /// The entry that runs now, where an open row became it.
    pub running: Option<EntryId>,
}

/// A row that is new, with its entry.
struct Fresh {
    mark: RecordWrite,
    transition: Transition,
}

impl Tracker {
    /// Records the rows that are new, in transactions of 500, and tells `progress` how many are done.
    /// An import that is cut off goes on where it was when it is run again.
    ///
    /// # Errors
    /// [`TrackError`] where the queue can't be written; the transactions before it stay.
    pub async fn import(
        &self,
        rows: Vec<ImportedRow>,
        progress: &(dyn Fn(usize) + Send + Sync),
    ) -> Result<ImportReport, TrackError> {
        let now = Moment::now(self.clock.as_ref());
        let mut known = self.imported(self.accounts.active().await?.id()).await?;
        let mut report = ImportReport::default();
        let mut seen = BTreeSet::new();
        let (mut done, mut chunk) = (0, Vec::with_capacity(CHUNK));
        for row in rows {
            done += 1;
            match known.content(&row.identity) {
                Some(content) if content == row.content => report.unchanged += 1,
                Some(_) => report.refuse(row.row, NotImportedReason::ChangedSince),
                // The reader promises that identities differ; a reader that errs must not double time.
                None if !seen.insert(row.identity.clone()) => {
                    report.refuse(row.row, NotImportedReason::Identity);
                }
                None if row.end.is_none() => self.import_open(&row, &now, &known, &mut report).await?,
                None => match self.fresh(&row, &now, &known) {
                    Ok(fresh) => chunk.push(fresh),
                    Err(reason) => report.refuse(row.row, reason),
                },
            }
            if chunk.len() == CHUNK {
                self.write_rows(&now, std::mem::take(&mut chunk), &mut known, &mut report).await?;
                progress(done);
            }
        }
        self.write_rows(&now, chunk, &mut known, &mut report).await?;
        progress(done);
        Ok(report)
    }

    fn fresh(&self, row: &ImportedRow, now: &Moment, known: &Marks) -> Result<Fresh, NotImportedReason> {
        let identity = RecordId::new(row.identity.clone()).map_err(|_| NotImportedReason::Identity)?;
        let state = if row.end.is_some() { EntryState::Stopped } else { EntryState::Running };
        let entry = Entry::try_from(EntryFields {
            id: EntryId::new(self.ids.uuid()),
            device: self.device,
            project: row.project.clone(),
            description: row.description.clone(),
            tags: row.tags.clone(),
            annotations: row.annotations.clone(),
            intervals: vec![Interval { start: row.start, end: row.end }],
            state,
            zone: row.zone.clone(),
            offset_seconds: row.offset_seconds,
            revision: 1,
            deleted: false,
            source: row.source.clone(),
            approximate: false,
        })
        .map_err(NotImportedReason::Entry)?;
        let mark = ImportMark { content: row.content.clone(), entry: entry.id };
        let body = records::encode(&mark).map_err(|_| NotImportedReason::Identity)?;
        let sort_key = row.start.as_millis();
        let record = Record { collection: records::imports(), id: identity, sort_key, revision: 0, body };
        let event = TimerEvent { kind: EventKind::Import, moment: now.clone() };
        Ok(Fresh { mark: known.guarded(record), transition: Transition { event, entry } })
    }

    /// Writes rows that are closed. Where another import was first with some of them, the rest go in.
    async fn write_rows(
        &self,
        now: &Moment,
        mut rows: Vec<Fresh>,
        known: &mut Marks,
        report: &mut ImportReport,
    ) -> Result<(), TrackError> {
        for _ in 0..ROUNDS {
            // Someone may have signed in since the last chunk.
            let account = self.accounts.active().await?.id();
            match self.write_chunk(account, now, &rows, None).await {
                Ok(()) => {
                    report.added += rows.len();
                    return Ok(());
                }
                Err(QueueError::Conflict { .. } | QueueError::Adopted) => {}
                Err(error) => return Err(error.into()),
            }
            *known = self.imported(self.accounts.active().await?.id()).await?;
            let before = rows.len();
            rows.retain(|row| known.content(row.mark.record.id.as_str()).is_none());
            report.unchanged += before - rows.len();
            for Fresh { mark, .. } in &mut rows {
                *mark = known.guarded(mark.record.clone());
            }
        }
        Err(TrackError::Contended)
    }

    /// An open row becomes the running entry, if nothing runs.
    async fn import_open(
        &self,
        row: &ImportedRow,
        now: &Moment,
        known: &Marks,
        report: &mut ImportReport,
    ) -> Result<(), TrackError> {
        if row.start > now.at {
            report.refuse(row.row, NotImportedReason::BeginsInFuture);
            return Ok(());
        }
        for _ in 0..ROUNDS {
            let account = self.accounts.active().await?.id();
            let timer = self.timer(account).await?;
            if timer.current.is_some() {
                report.refuse(row.row, NotImportedReason::TimerRuns);
                return Ok(());
            }
            let fresh = match self.fresh(row, now, known) {
                Ok(fresh) => fresh,
                Err(reason) => {
                    report.refuse(row.row, reason);
                    return Ok(());
                }
            };
            let entry = fresh.transition.entry.id;
            match self.write_chunk(account, now, &[fresh], Some(&timer)).await {
                Ok(()) => {
                    report.added += 1;
                    report.running = Some(entry);
                    return Ok(());
                }
                // Another import was first with this row.
                Err(QueueError::Conflict { collection, .. }) if collection == records::imports() => {
                    report.unchanged += 1;
                    return Ok(());
                }
                Err(QueueError::Conflict { .. } | QueueError::Adopted) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(TrackError::Contended)
    }

    async fn write_chunk(
        &self,
        account: AccountId,
        now: &Moment,
        rows: &[Fresh],
        timer: Option<&Timer>,
    ) -> Result<(), QueueError> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut commit = Commit::default();
        let log = self.undo_log(account).await?;
        let newest = self.newest_step(account, &log).await?;
        if newest.is_none_or(|step| step.command != CommandKind::Import) {
            // Without it the next undo would reach past the import, to what a person no longer thinks of.
            let (head, step) = log.head.push(CommandKind::Import, now.at, Vec::new(), None);
            commit.records.push(records::undo_head_write(head, log.revision)?);
            commit.records.push(records::undo_step_write(&step)?);
        }
        for row in rows {
            commit.records.push(row.mark.clone());
            commit.records.extend(records::entry_writes(&row.transition.entry)?);
            commit.tasks.push(records::task(
                &row.transition.event,
                &row.transition.entry,
                None,
                self.ids.as_ref(),
            )?);
            if let Some(timer) = timer {
                let Transition { event, entry } = &row.transition;
                commit.records.push(Self::timer_now(entry.id, timer)?);
                // What was before is the file's word; from here on the machine's life counts.
                let fresh = Pulse::fresh(Sign::now(self.clock.as_ref(), self.machine.as_ref()));
                commit.records.push(records::event_write(entry, event, Left::of(fresh))?);
            }
        }
        self.queue.commit(account, now.at, commit).await
    }
}

impl ImportReport {
    fn refuse(&mut self, row: usize, reason: NotImportedReason) {
        self.not_imported.push(NotImported { row, reason });
    }
}
