//! Time tracking: the timer, time entries and their way into the queue. One application of the engine,
//! with no door of its own: it writes records and tasks as any other application would.

mod catalogue;
mod entry;
mod entry_rules;
mod event;
mod import;
mod listing;
mod projects;
mod records;
mod summary;
mod timer;
mod tracker;

pub use catalogue::{ProjectCatalogue, ProjectsError};
pub use entry::{Annotation, Entry, EntryFields, EntryId, EntryState, Interval};
pub use entry_rules::{EntryError, TEXT_MAX_CHARS, TextField};
pub use event::{EventKind, Moment, TaskBody, TimerEvent, task_kind};
pub use import::{ImportReport, ImportedRow, NotImported, NotImportedReason};
pub use listing::{EntryListing, EntryPage, ListingAnswerError, ListingError, remote_entries};
pub use projects::{KnownProjects, Project, ProjectListing, ProjectPage, ProjectStanding};
pub use summary::{Group, GroupTotal, Period, Summary, SummaryBy, day_of, start_of_day, summarize, worked};
pub use timer::{Draft, TimerError, Transition, pause, resume, start, stop};
pub use tracker::{Command, Recorded, TrackError, Tracker};

#[cfg(feature = "test-util")]
pub use self::{listing::MockEntryListing, projects::MockProjectListing};
