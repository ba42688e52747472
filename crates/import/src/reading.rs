//! What a reader answers: the rows it understood, and those it did not. Not how a format is read.
//!
//! No error repeats what the file says: time entries are private, and errors end in logs.

use std::fmt;

use homing_domain::time::ImportedRow;

use crate::column::Column;

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
    /// What was done.
    Description,
    /// Its project.
    Project,
    /// Its client.
    Client,
    /// Its task.
    Task,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Start => "start",
            Self::End => "end",
            Self::Tags => "tags",
            Self::Annotation => "annotation",
            Self::Description => "description",
            Self::Project => "project",
            Self::Client => "client",
            Self::Task => "task",
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
    /// It has more or fewer fields than the header.
    #[error("it has more or fewer fields than the header")]
    FieldCount,
    /// It has neither an end nor a duration that says one.
    #[error("it has no end")]
    NoEnd,
    /// A day or a time of day is none.
    #[error("its {field} is not a day and a time of day")]
    NotALocalTime {
        /// Which field.
        field: Field,
    },
    /// The clocks were put forward over a time.
    #[error("its {field} does not exist in the zone: the clocks are put forward over it")]
    Skipped {
        /// Which field.
        field: Field,
    },
    /// The clocks were put back over a time, and nothing tells which of the two is meant.
    #[error(
        "its {field} comes twice in the zone, as the clocks are put back, and nothing says which is meant"
    )]
    ComesTwice {
        /// Which field.
        field: Field,
    },
    /// The end is before the start.
    #[error("it ends before it starts")]
    EndsBeforeStart,
    /// The time from the start to the end is not the duration.
    #[error(
        "its duration is not the time from its start to its end; the zone may be another one, or the report rounded"
    )]
    DurationDiffers,
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
    /// It is larger than any export.
    #[error("the file is larger than {limit_mib} MiB; export a shorter time, and one after the other")]
    TooLarge {
        /// The largest that is read.
        limit_mib: usize,
    },
    /// A column is missing.
    #[error(
        "the file has no column `{column}`, which a detailed report of Toggl Track has; export that one as CSV"
    )]
    NoColumn {
        /// The first one that is missing.
        column: Column,
    },
    /// A column is there twice, and nobody knows which one counts.
    #[error("the file has its column `{column}` twice")]
    ColumnTwice {
        /// Which column.
        column: Column,
    },
    /// Quotes do not come in pairs: nobody can say where a field ends.
    #[error("the file's quotation marks do not come in pairs, so it may have been cut off; export it again")]
    Quotes,
    /// It can't be read as a table.
    #[error("the file can't be read as CSV")]
    NoCsv {
        /// What the parser says.
        #[source]
        source: csv::Error,
    },
    /// No row says which number of a date is the day and which the month.
    #[error(
        "the dates of the file may be day/month or month/day, and no row tells which; export it with dates as YYYY-MM-DD"
    )]
    DatesAmbiguous,
    /// Some rows have the day first, others the month.
    #[error(
        "some dates of the file have the day first and others the month; export it with dates as YYYY-MM-DD"
    )]
    DatesMixed,
    /// It holds the work of more than one person.
    #[error("the file holds the work of {people} people; export the report again for yourself alone")]
    SeveralPeople {
        /// How many.
        people: usize,
    },
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
