//! What makes an entry impossible, for the page that shows its form.

use homing_domain::time::{EntryError, TEXT_MAX_CHARS, TextField};
use serde::Serialize;

/// Why there can be no such entry. In JSON it is the field `because` beside the code `entry-invalid`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "because", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EntryFault {
    /// An interval would end before it starts.
    EndsBeforeStart {
        /// Which, from 0 on.
        place: usize,
    },
    /// Two of its intervals would overlap.
    Overlaps {
        /// The later one, from 0 on.
        place: usize,
    },
    /// A text is too long.
    TextTooLong {
        /// Which text.
        field: FieldCode,
        /// How long it may be, in characters.
        max_chars: usize,
    },
    /// A text holds a control character.
    ControlInText {
        /// Which text.
        field: FieldCode,
    },
    /// A text is empty where something must stand.
    EmptyText {
        /// Which text.
        field: FieldCode,
    },
    /// Anything that no form leads to.
    Other,
}

/// A text of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FieldCode {
    /// What was done.
    Description,
    /// The project.
    Project,
    /// One of its tags.
    Tag,
    /// One of its remarks.
    Annotation,
    /// Where it comes from.
    Source,
    /// The zone it began in.
    Zone,
    /// Another one.
    Other,
}

impl From<EntryError> for EntryFault {
    fn from(error: EntryError) -> Self {
        match error {
            EntryError::EndsBeforeStart { place, .. } => Self::EndsBeforeStart { place },
            EntryError::Overlaps { place, .. } => Self::Overlaps { place },
            EntryError::TextTooLong { field, .. } => {
                Self::TextTooLong { field: name(field), max_chars: TEXT_MAX_CHARS }
            }
            EntryError::NulInText { field } | EntryError::ControlInText { field } => {
                Self::ControlInText { field: name(field) }
            }
            EntryError::EmptyText { field } => Self::EmptyText { field: name(field) },
            _ => Self::Other,
        }
    }
}

fn name(field: TextField) -> FieldCode {
    match field {
        TextField::Project => FieldCode::Project,
        TextField::Description => FieldCode::Description,
        TextField::Tag => FieldCode::Tag,
        TextField::Annotation => FieldCode::Annotation,
        TextField::Source => FieldCode::Source,
        TextField::Zone => FieldCode::Zone,
        _ => FieldCode::Other,
    }
}
