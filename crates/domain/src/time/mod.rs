//! Time tracking: the timer, time entries and their way into the queue. One application of the engine,
//! with no door of its own: it writes records and tasks as any other application would.

mod away;
mod catalogue;
mod command;
mod decide;
mod earlier;
mod edit;
mod entry;
mod entry_rules;
mod event;
mod gap;
mod given_up;
mod heartbeat;
mod import;
mod import_marks;
mod kind;
mod listing;
mod marks;
mod overlap;
mod projects;
mod pulse;
mod reach;
mod reading;
mod records;
mod reference;
mod review;
mod running;
mod screenshot;
mod signs;
mod stretch;
mod suggestions;
mod summary;
mod timer;
mod tracker;
mod undo;
mod words;

pub use away::{Answer, Away, Became, GapError};
pub use catalogue::{ProjectCatalogue, ProjectsError};
pub use command::{Change, Command, CommandKind, Recorded, TrackError, When};
pub use earlier::{
    ConfirmedItem, EARLIER_SOURCE, EarlierPicture, EarlierWork, FindItemError, Given, ItemId, ItemPicture,
    ItemRef, ItemRefError, ItemSelection, ItemState, MissingTimes, Past, PastRow, PictureSettled, ReviewItem,
    RowRef, SettleError, TakenIn, Unfinished, UnfinishedMatter, Unreadable, UnreadableRow,
};
pub use edit::{Edit, EditError, LONG_SPAN, Times, add, delete, edit};
pub use entry::{Annotation, Entry, EntryFields, EntryId, EntryState, Interval};
pub use entry_rules::{EntryError, TEXT_MAX_CHARS, TextField};
pub use event::{EventKind, Moment, TaskBody, TimerEvent, task_kind};
pub use gap::{Because, GAP_TOLERANCE, Gap, HEARTBEAT};
pub use given_up::GivenUp;
pub use heartbeat::Heartbeat;
pub use import::{ImportReport, ImportedRow, NotImported, NotImportedReason};
pub use kind::TimeEntryKind;
pub use listing::{EntryListing, EntryPage, ListingAnswerError, ListingError, remote_entries};
pub use marks::{Mark, Marks};
pub use overlap::overlap;
pub use projects::{KnownProjects, Project, ProjectListing, ProjectPage, ProjectStanding};
pub use reading::{PUT_OFF_COUNTED, put_off};
pub use reference::{EntryRef, EntryRefError, FindError};
pub use review::{Finding, Matter, Refusal, review};
pub use running::running_entry;
pub use screenshot::{
    PICTURE_HEAD_BYTES, SCREENSHOT_MAX_BYTES, Screenshot, ScreenshotBytes, ScreenshotKind, kept_file_name,
    media_type_of, screenshot_kind,
};
pub use suggestions::{SuggestedEntry, SuggestedProject, Suggestions, suggestions};
pub use summary::{
    DayOfWork, Group, GroupTotal, Period, Summary, SummaryBy, Today, WorkOfEntry, by_day, day_of,
    start_of_day, summarize, week_of, worked,
};
pub use timer::{Draft, TimerError, Transition, pause, resume, start, stop};
pub use tracker::Tracker;
pub use undo::{StepRef, UNDO_GRACE, UNDO_STEPS, UndoError};

#[cfg(feature = "test-util")]
pub use self::{listing::MockEntryListing, projects::MockProjectListing};
