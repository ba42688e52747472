//! Entries that are written down, changed, deleted or put back: pure steps from one revision to the next.

use std::collections::BTreeSet;
use std::time::Duration;

use super::records::KeptGaps;
use super::{
    Annotation, Draft, Entry, EntryError, EntryFields, EntryId, EntryState, EventKind, GapError, Interval,
    Moment, TextField, TimerEvent, Transition, UNDO_GRACE, words,
};
use crate::Timestamp;
use crate::names::DeviceId;

/// The longest stretch of work that is taken without a question. Nobody works longer without a break, and a
/// wrong date or a forgotten stop makes it at once.
pub const LONG_SPAN: Duration = Duration::from_secs(16 * 3_600);

/// What is to be changed of an entry. The default changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// What was done.
    pub description: Option<String>,
    /// The project; `Some(None)` takes it away.
    pub project: Option<Option<String>>,
    /// Tags to add, after those that are there.
    pub tags: Vec<String>,
    /// Tags to take away.
    pub untags: Vec<String>,
    /// Remarks to add.
    pub annotations: Vec<String>,
    /// Other times, of several intervals at once where there are several.
    pub times: Vec<Times>,
    /// The time for which the machine was away, and which stayed unasked, goes: it was no work.
    pub cut_away: bool,
    /// The times are right as they stand: the entry is approximate no more.
    pub exact: bool,
    /// Whether more than [`LONG_SPAN`] at a stretch is meant.
    pub long_is_meant: bool,
    /// The revision that is meant. Any other one is not changed.
    pub of_revision: Option<i64>,
}

/// Other times of one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Which interval, from 0 on. None stands for the only one.
    pub place: Option<usize>,
    /// When it began.
    pub from: Option<Timestamp>,
    /// When it ended.
    pub to: Option<Timestamp>,
}

/// An entry that can't be written or changed like that. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// There is no such entry, or it is deleted.
    #[error("there is no such entry")]
    NoSuchEntry,
    /// Another installation made it and alone changes it.
    #[error("the entry belongs to another device")]
    OtherDevice,
    /// It is of another revision than is meant: somebody changed it since.
    #[error("the entry was changed since")]
    ChangedSince {
        /// When it begins now.
        began: Timestamp,
    },
    /// Everything is so already.
    #[error("there is nothing to change")]
    NothingToChange,
    /// The entry has several intervals and none is named.
    #[error("the entry has {count} intervals, and none of them is named")]
    WhichInterval {
        /// How many there are.
        count: usize,
    },
    /// It has no such interval.
    #[error("the entry has no such interval, it has {count}")]
    NoSuchInterval {
        /// How many there are.
        count: usize,
    },
    /// The interval has no end yet.
    #[error("the interval is still open")]
    StillOpen,
    /// A time lies in the future.
    #[error("{at} is in the future: the clock says {now}")]
    InFuture {
        /// The time.
        at: Timestamp,
        /// What the clock says.
        now: Timestamp,
    },
    /// An interval is longer than [`LONG_SPAN`], and nobody said that it is meant.
    #[error("work of {} hours at a stretch", .span.as_secs() / 3_600)]
    TooLong {
        /// How long it would be.
        span: Duration,
    },
    /// The time away can't be taken out.
    #[error(transparent)]
    Gap(#[from] GapError),
    /// The entry would be invalid.
    #[error("the entry is not possible: {0}")]
    Entry(#[source] EntryError),
}

impl From<EntryError> for EditError {
    fn from(error: EntryError) -> Self {
        Self::Entry(error)
    }
}

/// An entry that is over when it is written down, from the moment `from` to the instant `to`.
///
/// # Errors
/// [`EditError`] for words that nobody may write, and for times that are impossible or not meant.
pub fn add(
    id: EntryId,
    device: DeviceId,
    draft: Draft,
    (from, to): (Moment, Timestamp),
    now: Moment,
    long_is_meant: bool,
) -> Result<Transition, EditError> {
    words::check_draft(&draft)?;
    let Draft { project, description, tags } = draft;
    let interval = Interval { start: from.at, end: Some(to) };
    let entry = Entry::try_from(EntryFields {
        id,
        device,
        project,
        description,
        tags,
        annotations: Vec::new(),
        intervals: vec![interval],
        state: EntryState::Stopped,
        zone: from.zone,
        offset_seconds: from.offset_seconds,
        revision: 1,
        deleted: false,
        source: "homing".to_owned(),
        approximate: false,
    })?;
    check_times(interval, now.at, long_is_meant)?;
    Ok(Transition { event: TimerEvent { kind: EventKind::Add, moment: now }, entry })
}

/// Another revision of the entry with the changes.
///
/// # Errors
/// [`EditError`], also where nothing would change.
pub fn edit(entry: &Entry, edit: &Edit, now: Moment) -> Result<Transition, EditError> {
    edit_with(entry, edit, &KeptGaps::default(), now)
}

/// As [`edit()`], of an entry with gaps that stayed unasked.
pub(super) fn edit_with(
    entry: &Entry,
    edit: &Edit,
    kept: &KeptGaps,
    now: Moment,
) -> Result<Transition, EditError> {
    let Edit {
        description, project, tags, untags, annotations, times, cut_away, exact, long_is_meant, ..
    } = edit;
    let before = fields_of(entry)?;
    let mut fields = before.clone();
    if *cut_away {
        kept.cut_out_of(&mut fields)?;
    }
    if let Some(description) = description {
        words::check(TextField::Description, description)?;
        fields.description.clone_from(description);
    }
    if let Some(project) = project {
        project.iter().try_for_each(|text| words::check(TextField::Project, text))?;
        fields.project.clone_from(project);
    }
    fields.tags.retain(|tag| !untags.contains(tag));
    for tag in tags {
        words::check(TextField::Tag, tag)?;
        if !fields.tags.contains(tag) {
            fields.tags.push(tag.clone());
        }
    }
    for text in annotations {
        words::check(TextField::Annotation, text)?;
        fields.annotations.push(Annotation { at: Some(now.at), text: text.clone() });
    }
    for interval in change_times(&mut fields, times)? {
        if fields.intervals != before.intervals {
            check_times(interval, now.at, *long_is_meant)?;
        }
    }
    fields.approximate &= !exact;
    if fields == before {
        return Err(EditError::NothingToChange);
    }
    Ok(next(fields, EventKind::Edit, now)?)
}

/// Another revision of the entry that says it is deleted. Work that still goes on ends now.
///
/// # Errors
/// [`EditError`] for an entry that may not be changed here.
pub fn delete(entry: &Entry, now: Moment) -> Result<Transition, EditError> {
    let mut fields = fields_of(entry)?;
    if let Some(open) = fields.intervals.last_mut().filter(|interval| interval.end.is_none()) {
        open.end = Some(open.start.max(now.at));
    }
    fields.state = EntryState::Stopped;
    fields.deleted = true;
    Ok(next(fields, EventKind::Delete, now)?)
}

/// Another revision of `entry` that says what `former` said before the command of the instant `since`; deleted,
/// where there was none.
pub(super) fn put_back(
    entry: &Entry,
    former: Option<&Entry>,
    since: Timestamp,
    now: Moment,
) -> Result<Transition, EditError> {
    let Some(former) = former else { return delete(entry, now) };
    let kind = if former.deleted { EventKind::Delete } else { EventKind::Edit };
    let mut fields = EntryFields { revision: entry.revision, ..former.clone().into_fields() };
    if former.state == EntryState::Running && entry.state != EntryState::Running {
        // It goes on over a time of which nobody said that it was work.
        fields.approximate |= now.at.since(entry.last_instant().max(since)) > UNDO_GRACE;
    }
    Ok(next(fields, kind, now)?)
}

fn next(mut fields: EntryFields, kind: EventKind, moment: Moment) -> Result<Transition, EntryError> {
    fields.revision += 1;
    Ok(Transition { event: TimerEvent { kind, moment }, entry: Entry::try_from(fields)? })
}

fn fields_of(entry: &Entry) -> Result<EntryFields, EditError> {
    if entry.deleted { Err(EditError::NoSuchEntry) } else { Ok(entry.clone().into_fields()) }
}

/// Changes the times and gives the intervals as they are at last.
fn change_times(fields: &mut EntryFields, times: &[Times]) -> Result<Vec<Interval>, EditError> {
    let (mut places, mut begun, mut ended) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for times in times {
        let (place, interval) = changed(&fields.intervals, *times)?;
        fields.intervals[place] = interval;
        if place == 0 && times.from.is_some() {
            follow_the_start(fields, interval.start);
        }
        places.insert(place);
        begun.extend(times.from.map(|_| place));
        ended.extend((times.to.is_some() || interval.end.is_none()).then_some(place));
    }
    // The person has just said when it was: all of it, for which side was the guess is not kept.
    fields.approximate &= begun.intersection(&ended).count() < fields.intervals.len();
    Ok(places.into_iter().filter_map(|place| fields.intervals.get(place).copied()).collect())
}

/// One interval with other times, and its place.
fn changed(intervals: &[Interval], times: Times) -> Result<(usize, Interval), EditError> {
    let count = intervals.len();
    let place = match times.place {
        Some(place) => place,
        None if count == 1 => 0,
        None => return Err(EditError::WhichInterval { count }),
    };
    let interval = intervals.get(place).ok_or(EditError::NoSuchInterval { count })?;
    if times.to.is_some() && interval.end.is_none() {
        return Err(EditError::StillOpen);
    }
    let (start, end) = (times.from.unwrap_or(interval.start), times.to.or(interval.end));
    Ok((place, Interval { start, end }))
}

/// The offset is that of the beginning, which may now lie on the other side of a change of the clocks.
fn follow_the_start(fields: &mut EntryFields, start: Timestamp) {
    let zone = fields.zone.as_deref().and_then(|name| jiff::tz::TimeZone::get(name).ok());
    if let Some(zone) = zone {
        fields.offset_seconds = Moment::at(start, &zone).offset_seconds;
    }
}

pub(super) fn check_times(interval: Interval, now: Timestamp, long_is_meant: bool) -> Result<(), EditError> {
    let Interval { start, end } = interval;
    if let Some(at) = [Some(start), end].into_iter().flatten().find(|at| *at > now) {
        return Err(EditError::InFuture { at, now });
    }
    let span = end.unwrap_or(now).since(start);
    if span > LONG_SPAN && !long_is_meant { Err(EditError::TooLong { span }) } else { Ok(()) }
}
