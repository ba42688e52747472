//! What a person says of unfinished work, and the entry that it becomes by that. Pure.

use super::{EARLIER_SOURCE, ItemState, ReviewItem, UnfinishedMatter};
use crate::Timestamp;
use crate::names::DeviceId;
use crate::ports::QueueError;
use crate::time::edit::check_times;
use crate::time::{
    EditError, Entry, EntryFields, EntryId, EntryState, Interval, Moment, TextField, TrackError, words,
};

/// What a person says of an item in place of what is known. The default takes it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// When work began. Pauses after it stay.
    pub from: Option<Timestamp>,
    /// When it ended. Pauses before it stay.
    pub to: Option<Timestamp>,
    /// What was done.
    pub description: Option<String>,
    /// The project; `Some(None)` takes it away.
    pub project: Option<Option<String>>,
    /// Whether more than [`crate::time::LONG_SPAN`] at a stretch is meant.
    pub long_is_meant: bool,
}

/// What a person has to say before it can become an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingTimes {
    /// When it began.
    pub from: bool,
    /// When it ended.
    pub to: bool,
}

/// An item of which nothing was made. It is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettleError {
    /// Nobody knows when it began, or when it ended.
    #[error("{}", match (.0.from, .0.to) {
        (true, true) => "nothing says when it began and when it ended",
        (true, false) => "nothing says when it began",
        _ => "nothing says when it ended",
    })]
    Missing(MissingTimes),
    /// It is a picture: it becomes a screenshot and no entry, and has no times.
    #[error("it is a picture")]
    Picture,
    /// Another window or an import was first: it is another one now, or has been settled.
    #[error("it was decided or changed meanwhile")]
    Changed(ItemState),
    /// It became an entry already.
    #[error("it became an entry already")]
    Confirmed(EntryId),
    /// It is discarded already.
    #[error("it is discarded already")]
    Discarded,
    /// The entry of the server that it tells of is here already, by another item.
    #[error("the entry that it tells of is here already")]
    EntryThere(EntryId),
    /// There is no such item.
    #[error("there is no such item")]
    Gone,
    /// The entry would not be possible, or can't be recorded.
    #[error(transparent)]
    Track(#[from] TrackError),
}

impl From<QueueError> for SettleError {
    fn from(error: QueueError) -> Self {
        Self::Track(error.into())
    }
}

impl From<EditError> for SettleError {
    fn from(error: EditError) -> Self {
        Self::Track(error.into())
    }
}

impl ReviewItem {
    /// What a person has to say before it can become an entry; none where all that is needed is known.
    #[must_use]
    pub fn missing(&self) -> Option<MissingTimes> {
        let missing = self.missing_beside(&Given::default());
        (!self.is_picture() && (missing.from || missing.to)).then_some(missing)
    }

    fn missing_beside(&self, given: &Given) -> MissingTimes {
        let no_end = self.intervals.last().is_none_or(|last| last.end.is_none());
        let no_start = self.intervals.is_empty() || self.matter == UnfinishedMatter::NoStart;
        MissingTimes { from: no_start && given.from.is_none(), to: no_end && given.to.is_none() }
    }

    /// The entry that it becomes.
    pub(super) fn entry(
        &self,
        (id, device): (EntryId, DeviceId),
        given: &Given,
        now: &Moment,
        zone: &jiff::tz::TimeZone,
    ) -> Result<Entry, SettleError> {
        if self.is_picture() {
            return Err(SettleError::Picture);
        }
        let missing = self.missing_beside(given);
        if missing.from || missing.to {
            return Err(SettleError::Missing(missing));
        }
        if let Some(description) = &given.description {
            words::check(TextField::Description, description).map_err(EditError::from)?;
        }
        if let Some(Some(project)) = &given.project {
            words::check(TextField::Project, project).map_err(EditError::from)?;
        }
        let intervals = times(&self.intervals, given);
        // Of pauses, nobody has said anything.
        let exact = given.from.is_some() && given.to.is_some() && intervals.len() == 1;
        let began = given.from.map(|from| Moment::at(from, zone));
        let (zone, offset_seconds) = began.map_or((None, None), |began| (began.zone, began.offset_seconds));
        let fields = EntryFields {
            id,
            device,
            project: given.project.clone().unwrap_or_else(|| self.project.clone()),
            description: given.description.clone().unwrap_or_else(|| self.description.clone()),
            tags: Vec::new(),
            annotations: Vec::new(),
            intervals,
            state: EntryState::Stopped,
            zone,
            offset_seconds,
            revision: 1,
            deleted: false,
            source: EARLIER_SOURCE.to_owned(),
            approximate: !exact,
        };
        let entry = Entry::try_from(fields).map_err(EditError::from)?;
        for interval in &entry.intervals {
            check_times(*interval, now.at, given.long_is_meant)?;
        }
        Ok(entry)
    }
}

/// The stretches of work between the beginning and the end that were given; what lies outside goes.
fn times(known: &[Interval], given: &Given) -> Vec<Interval> {
    let mut intervals = known.to_vec();
    if let Some(from) = given.from {
        while intervals.len() > 1 && intervals[0].end.is_some_and(|end| end <= from) {
            intervals.remove(0);
        }
        match intervals.first_mut() {
            Some(first) => first.start = from,
            None => intervals.push(Interval { start: from, end: None }),
        }
    }
    if let Some(to) = given.to {
        while intervals.len() > 1 && intervals.last().is_some_and(|last| last.start >= to) {
            intervals.pop();
        }
        if let Some(last) = intervals.last_mut() {
            last.end = Some(to);
        }
    }
    intervals
}
