//! Writers of time entries for other programs: entries in, bytes out.
//!
//! Nothing here reads the queue, a clock or a file's name: the entries, the instant and the stream are given.
//! Deleted entries are left out.
//!
//! | module | what it writes | what of an entry is in it |
//! |---|---|---|
//! | [`json`] | JSON, the shape of `homing log --json` | everything |
//! | [`csv`] | CSV after RFC 4180, a row for each interval | everything, lists as one text |
//! | [`ical`] | iCalendar after RFC 5545, an event for each interval | what a calendar shows |

pub mod csv;
pub mod ical;
pub mod json;

pub use json::EntryJson;

/// Entries that could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The stream fails.
    #[error("the export can't be written")]
    Stream(#[from] std::io::Error),
    /// A calendar has years from 0 to 9999 alone.
    #[error("an entry begins before the year 0, which iCalendar can't say")]
    BeforeYearZero,
}
