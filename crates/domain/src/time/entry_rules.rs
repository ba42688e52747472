//! What makes a time entry possible. Pure; the only place that decides it.

use std::fmt;

use super::entry::{EntryFields, EntryState, Interval};
use crate::Timestamp;

/// The longest text of an entry, in characters: what the servers it is sent to accept.
pub const TEXT_MAX_CHARS: usize = 5_000;

/// A text of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextField {
    /// `project`.
    Project,
    /// `description`.
    Description,
    /// One of `tags`.
    Tag,
    /// One of `annotations`.
    Annotation,
    /// `source`.
    Source,
    /// `zone`.
    Zone,
}

impl fmt::Display for TextField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Project => "project",
            Self::Description => "description",
            Self::Tag => "tag",
            Self::Annotation => "annotation",
            Self::Source => "source",
            Self::Zone => "zone",
        })
    }
}

/// What makes an entry impossible. Places count from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// There is no interval.
    #[error("it has no interval")]
    NoInterval,
    /// An interval ends before it starts.
    #[error("it ends at {end}, before it starts at {start}")]
    EndsBeforeStart {
        /// Which interval.
        place: usize,
        /// Its start.
        start: Timestamp,
        /// Its end.
        end: Timestamp,
    },
    /// An interval begins before the one in front of it ended.
    #[error("its interval from {start} overlaps the one before it, which ends at {end}")]
    Overlaps {
        /// The later interval.
        place: usize,
        /// Its start.
        start: Timestamp,
        /// The end of the one before.
        end: Timestamp,
    },
    /// An interval other than the last has no end.
    #[error("an interval before its last one has no end")]
    OpenInTheMiddle {
        /// Which interval.
        place: usize,
    },
    /// The state and the last interval say different things.
    #[error("it is {} but its last interval is {}", if *.running { "running" } else { "not running" }, if *.running { "closed" } else { "open" })]
    StateMismatch {
        /// Whether the state says running.
        running: bool,
    },
    /// A text is too long.
    #[error("its {field} has {chars} characters, over the {TEXT_MAX_CHARS} that a server takes")]
    TextTooLong {
        /// Which text.
        field: TextField,
        /// Its length in characters.
        chars: usize,
    },
    /// A text holds a NUL character, which no database keeps.
    #[error("its {field} holds a NUL character")]
    NulInText {
        /// Which text.
        field: TextField,
    },
    /// A text that a person wrote holds a control character. Imported texts keep theirs.
    #[error("its {field} holds a control character")]
    ControlInText {
        /// Which text.
        field: TextField,
    },
    /// A text that a person wrote says nothing where something must stand.
    #[error("its {field} is empty")]
    EmptyText {
        /// Which text.
        field: TextField,
    },
    /// Revisions count from 1.
    #[error("its revision is below 1")]
    RevisionBelowOne,
}

/// Whether the fields make a valid entry.
pub(super) fn check(fields: &EntryFields) -> Result<(), EntryError> {
    if fields.revision < 1 {
        return Err(EntryError::RevisionBelowOne);
    }
    check_texts(fields)?;
    check_intervals(fields)
}

fn check_texts(fields: &EntryFields) -> Result<(), EntryError> {
    let one = |field, text: &str| {
        let chars = text.chars().count();
        if chars > TEXT_MAX_CHARS {
            return Err(EntryError::TextTooLong { field, chars });
        }
        if text.contains('\0') {
            return Err(EntryError::NulInText { field });
        }
        Ok(())
    };
    one(TextField::Description, &fields.description)?;
    one(TextField::Source, &fields.source)?;
    fields.project.iter().try_for_each(|text| one(TextField::Project, text))?;
    fields.zone.iter().try_for_each(|text| one(TextField::Zone, text))?;
    fields.tags.iter().try_for_each(|text| one(TextField::Tag, text))?;
    fields.annotations.iter().try_for_each(|annotation| one(TextField::Annotation, &annotation.text))
}

fn check_intervals(fields: &EntryFields) -> Result<(), EntryError> {
    let Some(last) = fields.intervals.len().checked_sub(1) else {
        return Err(EntryError::NoInterval);
    };
    let mut previous_end: Option<Timestamp> = None;
    for (place, Interval { start, end }) in fields.intervals.iter().copied().enumerate() {
        match previous_end {
            Some(before) if start < before => {
                return Err(EntryError::Overlaps { place, start, end: before });
            }
            _ => {}
        }
        match end {
            Some(end) if end < start => return Err(EntryError::EndsBeforeStart { place, start, end }),
            None if place != last => return Err(EntryError::OpenInTheMiddle { place }),
            _ => previous_end = end,
        }
    }
    let running = fields.state == EntryState::Running;
    let open = fields.intervals[last].end.is_none();
    if running != open { Err(EntryError::StateMismatch { running }) } else { Ok(()) }
}
