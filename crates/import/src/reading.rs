//! What a reader answers: the rows it understood, and those it did not. Not how a format is read.
//!
//! No error repeats what the file says: time entries are private, and errors end in logs.

use std::fmt;

use homing_domain::time::ImportedRow;

/// A file as its reader understood it. `rows` and `problems` together are all rows of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The rows that can be recorded, in the file's order. At most one of them is open.
    pub rows: Vec<ImportedRow>,
    /// The rows that can't, in the file's order.
    pub problems: Vec<RowProblem>,
}

/// A row that was left out, and why. Its neighbours are not touched by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// Where the row is.
    pub place: Place,
    /// What is wrong with it.
    pub reason: RowError,
}

/// Where in the file a row begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which row, from 1 on.
    pub row: usize,
    /// Which line, from 1 on.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {} (line {})", self.row, self.line)
    }
}

/// A field of a row that a reader looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Field {
    /// When the row began.
    Start,
    /// When it ended.
    End,
    /// Its tags.
    Tags,
    /// Its remark.
    Annotation,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Start => "start",
            Self::End => "end",
            Self::Tags => "tags",
            Self::Annotation => "annotation",
        })
    }
}

/// Why one row could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// It is not a JSON object.
    #[error("it is not a JSON object")]
    NotAnObject,
    /// The name of a field is not valid Unicode.
    #[error("the name of one of its fields is not valid Unicode")]
    FieldNameNotText,
    /// A field is there twice, and nobody knows which one counts.
    #[error("its field `{field}` is there twice")]
    FieldTwice {
        /// Which field.
        field: Field,
    },
    /// It has no start.
    #[error("it has no start")]
    NoStart,
    /// A field is of another JSON type than the format says.
    #[error("its field `{field}` is not of the JSON type that it should have")]
    WrongType {
        /// Which field.
        field: Field,
    },
    /// A field holds bytes that are not UTF-8, or half of a surrogate pair.
    #[error("its field `{field}` is not valid Unicode")]
    NotText {
        /// Which field.
        field: Field,
    },
    /// A time is not written as `YYYYMMDDTHHMMSSZ`, or there is no such time.
    #[error("its field `{field}` is not a time of the form YYYYMMDDTHHMMSSZ")]
    NotATime {
        /// Which field.
        field: Field,
    },
    /// It has no end, and neither has a later one: only the latest can still be running.
    #[error("it has no end, and neither has a row that starts later; only the latest can still be running")]
    OpenBeforeAnother,
}

/// Why a file as a whole could not be read. None of it is used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is UTF-16, as some shells write what they redirect.
    #[error("the file is in UTF-16; export it again as UTF-8")]
    Utf16,
    /// It holds something other than a JSON array.
    #[error("the file does not hold a JSON array, which is what an export is")]
    NotAnArray,
    /// It ends in the middle.
    #[error("the file ends in the middle, at line {line}; export it again")]
    CutOff {
        /// Its last line, from 1 on.
        line: usize,
    },
    /// It is not JSON.
    #[error("the file is not valid JSON at line {line}")]
    Broken {
        /// The line where reading stopped, from 1 on.
        line: usize,
        /// What the parser says. It names the place and the rule, never the content.
        #[source]
        source: serde_json::Error,
    },
}
