//! What makes an entry impossible, for the page that shows its form.

use homing_domain::time::{EntryError, TEXT_MAX_CHARS, TextField};
use serde::Serialize;

/// Why there can be no such entry. In JSON it is the field `because` beside the code `entry-invalid`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
        /// Which text: `description`, `project`, `tag`, `annotation`, `source` or `zone`.
        field: &'static str,
        /// How long it may be, in characters.
        max_chars: usize,
    },
    /// A text holds a control character.
    ControlInText {
        /// Which text.
        field: &'static str,
    },
    /// A text is empty where something must stand.
    EmptyText {
        /// Which text.
        field: &'static str,
    },
    /// Anything that no form leads to.
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

fn name(field: TextField) -> &'static str {
    match field {
        TextField::Project => "project",
        TextField::Description => "description",
        TextField::Tag => "tag",
        TextField::Annotation => "annotation",
        TextField::Source => "source",
        TextField::Zone => "zone",
        _ => "other",
    }
}
