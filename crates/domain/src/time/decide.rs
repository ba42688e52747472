//! What a command means for what is recorded. Pure: it reads nothing and writes nothing.

use jiff::tz::TimeZone;

use super::records::KeptGaps;
use super::signs::Signs;
use super::stretch::Ended;
use super::undo::{TimerChange, UNDO_GRACE, UndoStep, says_the_same, work_since};
use super::{
    Answer, Became, Change, Command, CommandKind, Draft, EditError, Entry, EntryFields, EntryId, EntryState,
    Gap, LONG_SPAN, Moment, StepRef, TimerError, TimerEvent, TrackError, Transition, UndoError, When, edit,
    timer, words,
};
use crate::Timestamp;
use crate::names::DeviceId;
use crate::ports::Ids;

/// What a command finds.
pub(super) struct Situation {
    pub(super) now: Moment,
    pub(super) zone: TimeZone,
    pub(super) device: DeviceId,
    /// The entry that runs or is paused.
    pub(super) current: Option<Entry>,
    /// The entries that the command names, as they are stored.
    pub(super) named: Vec<Entry>,
    /// What an undo would undo.
    pub(super) newest: Option<UndoStep>,
    pub(super) signs: Signs,
    /// The unasked gaps of the entry that it is about.
    pub(super) kept: KeptGaps,
}

/// What a command does, all or nothing.
#[derive(Default)]
pub(super) struct Decision {
    pub(super) steps: Vec<Step>,
    /// Which entry runs, before and after, where the command decides it.
    pub(super) timer: Option<TimerChange>,
    /// The place of the entry that the command stopped on its way.
    pub(super) stopped: Option<usize>,
    /// The place of the entry that the command is about.
    pub(super) about: usize,
    pub(super) clock_behind: Option<Timestamp>,
    pub(super) away: Vec<(Gap, Became)>,
    pub(super) clock_set_millis: Option<i64>,
    /// The unasked gaps that an entry has from now on.
    pub(super) kept: Option<(Entry, KeptGaps)>,
    pub(super) undone: Option<CommandKind>,
}

/// One entry's next revision.
pub(super) struct Step {
    pub(super) change: Change,
    pub(super) event: TimerEvent,
}

pub(super) fn decide(
    command: &Command,
    answer: &Answer,
    found: Situation,
    ids: &dyn Ids,
) -> Result<Decision, TrackError> {
    let id = || EntryId::new(ids.uuid());
    match command {
        Command::Start { draft, when } => {
            words::check_draft(draft)?;
            begin(id(), draft.clone(), (*when, answer), &found)
        }
        Command::Continue { entry, when } => {
            let draft = words_of(found.named(*entry)?)?;
            begin(id(), draft, (*when, answer), &found)
        }
        Command::Pause(when) => step(timer::pause, (*when, answer), &found),
        Command::Resume(when) => step(timer::resume, (*when, answer), &found),
        Command::Settle => step(timer::work_on, (When::Now, &answer.or_asked()), &found),
        Command::Stop(when) => step(timer::stop, (*when, answer), &found),
        Command::Add { draft, from, to, long_is_meant } => {
            let Situation { now, zone, device, .. } = found;
            let times = (Moment::at(*from, &zone), *to);
            let added = edit::add(id(), device, draft.clone(), times, now, *long_is_meant)?;
            Ok(Decision::of(None, added))
        }
        Command::Edit { entry, edit } => {
            let before = found.named(*entry)?;
            if edit.of_revision.is_some_and(|meant| meant != before.revision) {
                return Err(EditError::ChangedSince { began: before.started_at() }.into());
            }
            let edited = edit::edit_with(before, edit, &found.kept, found.now.clone())?;
            Ok(Decision::of(Some(before.clone()), edited))
        }
        Command::Delete(entries) => delete(entries, &found),
        Command::Cancel => {
            let current = found.current.clone().ok_or(TimerError::NothingRuns)?;
            delete(&[current.id], &Situation { named: vec![current], ..found })
        }
        Command::Undo { step, loss_is_meant } => undo(&found, *step, *loss_is_meant),
    }
}

impl Situation {
    fn named(&self, id: EntryId) -> Result<&Entry, EditError> {
        let entry = self.named.iter().find(|entry| entry.id == id && !entry.deleted);
        let entry = entry.ok_or(EditError::NoSuchEntry)?;
        if entry.device == self.device { Ok(entry) } else { Err(EditError::OtherDevice) }
    }

    fn current_id(&self) -> Option<EntryId> {
        self.current.as_ref().map(|entry| entry.id)
    }

    /// The moment of a step. One that the person names is checked; the clock's own is not, see [`When::Now`].
    fn moment(&self, when: When) -> Result<Moment, TimerError> {
        let (When::At(at) | When::LongAgo(at)) = when else { return Ok(self.now.clone()) };
        if at > self.now.at {
            return Err(TimerError::InFuture { at, now: self.now.at });
        }
        match self.current.as_ref().map(Entry::last_instant) {
            Some(last) if at < last => Err(TimerError::BeforeLast { at, last }),
            _ => Ok(Moment::at(at, &self.zone)),
        }
    }
}

impl Decision {
    fn of(before: Option<Entry>, transition: Transition) -> Self {
        let mut decision = Self::default();
        decision.push(before, transition);
        decision
    }

    fn push(&mut self, before: Option<Entry>, Transition { event, entry }: Transition) {
        self.steps.push(Step { change: Change { before, after: entry }, event });
    }

    /// Puts in a step of the timer, and notes what was remarkable about the work that it ended.
    fn push_ended(&mut self, ended: Ended) {
        self.away = ended.away;
        self.clock_set_millis = ended.clock_set_millis;
        self.kept = ended.kept.map(|kept| (ended.transition.entry.clone(), kept));
        self.push(Some(ended.before), ended.transition);
    }
}

/// The words of an entry that is over.
fn words_of(entry: &Entry) -> Result<Draft, TimerError> {
    match entry.state {
        EntryState::Running => Err(TimerError::AlreadyRunning),
        EntryState::Paused => Err(TimerError::Paused),
        EntryState::Stopped => Ok(Draft {
            project: entry.project.clone(),
            description: entry.description.clone(),
            tags: entry.tags.clone(),
        }),
    }
}

fn begin(
    id: EntryId,
    draft: Draft,
    (when, answer): (When, &Answer),
    found: &Situation,
) -> Result<Decision, TrackError> {
    let mut moment = found.moment(when)?;
    let span = found.now.at.since(moment.at);
    if matches!(when, When::At(_)) && span > LONG_SPAN {
        return Err(EditError::TooLong { span }.into());
    }
    let mut decision = Decision {
        timer: Some(TimerChange { before: found.current_id(), after: Some(id) }),
        ..Decision::default()
    };
    if let Some(running) = found.current.clone() {
        let stop = found.end(timer::stop, running, &moment, (when, answer))?;
        if let Some(behind) = &stop.behind {
            // The next entry begins where this one ends: before it, their work would overlap.
            moment = behind.clone();
            decision.clock_behind = Some(moment.at);
        }
        decision.push_ended(stop);
        decision.stopped = Some(0);
        decision.about = 1;
    }
    let mut start = timer::start(id, found.device, draft, moment)?;
    if decision.clock_behind.is_some() {
        start.entry = Entry::try_from(EntryFields { approximate: true, ..start.entry.into_fields() })?;
    }
    decision.push(None, start);
    Ok(decision)
}

fn step(
    step: fn(Entry, Moment) -> Result<Transition, TimerError>,
    (when, answer): (When, &Answer),
    found: &Situation,
) -> Result<Decision, TrackError> {
    let current = found.current.clone().ok_or(TimerError::NothingRuns)?;
    let moment = found.moment(when)?;
    let ended = found.end(step, current, &moment, (when, answer))?;
    let (before, Transition { entry: after, .. }) = (&ended.before, &ended.transition);
    let goes_on = (after.state != EntryState::Stopped).then_some(after.id);
    let timer = Some(TimerChange { before: Some(before.id), after: goes_on });
    let worked = after.intervals != before.intervals;
    let clock_behind = ended.behind.as_ref().filter(|_| worked).map(|moment| moment.at);
    let mut decision = Decision { timer, clock_behind, ..Decision::default() };
    decision.push_ended(ended);
    Ok(decision)
}

fn delete(entries: &[EntryId], found: &Situation) -> Result<Decision, TrackError> {
    let mut decision = Decision::default();
    for (place, id) in entries.iter().enumerate() {
        if entries[..place].contains(id) {
            continue;
        }
        let before = found.named(*id)?;
        decision.push(Some(before.clone()), edit::delete(before, found.now.clone())?);
        if found.current_id() == Some(*id) {
            decision.timer = Some(TimerChange { before: Some(*id), after: None });
        }
    }
    if decision.steps.is_empty() { Err(EditError::NoSuchEntry.into()) } else { Ok(decision) }
}

/// Puts everything back as it was before the command, last change first: at no time do two entries run.
fn undo(found: &Situation, meant: Option<StepRef>, loss_is_meant: bool) -> Result<Decision, TrackError> {
    let newest = found.newest.as_ref();
    if meant.is_some() && newest.and_then(UndoStep::reference) != meant {
        return Err(UndoError::Outdated.into());
    }
    let step = newest.ok_or(UndoError::Nothing)?;
    if step.command == CommandKind::Import {
        return Err(UndoError::Import.into());
    }
    if step.command == CommandKind::Review {
        return Err(UndoError::Review.into());
    }
    let timer = step.timer.map(|TimerChange { before, after }| TimerChange { before: after, after: before });
    if timer.is_some_and(|timer| timer.before != found.current_id()) {
        return Err(UndoError::ChangedSince.into());
    }
    let mut decision = Decision { timer, undone: Some(step.command), ..Decision::default() };
    for Change { before, after } in step.changes.iter().rev() {
        let stored = found.named.iter().find(|entry| entry.id == after.id);
        let stored = stored.filter(|stored| says_the_same(stored, after)).ok_or(UndoError::ChangedSince)?;
        let work = work_since(step.at, stored, before.as_ref(), found.now.at);
        if work > UNDO_GRACE && !loss_is_meant {
            return Err(UndoError::TakesWork { work }.into());
        }
        let back = edit::put_back(stored, before.as_ref(), step.at, found.now.clone())?;
        decision.push(Some(stored.clone()), back);
    }
    if decision.steps.is_empty() { Err(UndoError::Nothing.into()) } else { Ok(decision) }
}
