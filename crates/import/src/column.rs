//! The columns of a table that a reader looks for.

use std::fmt;

/// A column of a table that a reader looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Column {
    /// The day of the start.
    StartDate,
    /// The time of day of the start.
    StartTime,
    /// The day of the end.
    EndDate,
    /// The time of day of the end.
    EndTime,
    /// How long it was.
    Duration,
    /// What was done.
    Description,
    /// The project.
    Project,
    /// The client.
    Client,
    /// The task.
    Task,
    /// The tags.
    Tags,
    /// Who it was, by name.
    User,
    /// Who it was, by address.
    Email,
}

impl Column {
    /// Every column.
    pub(crate) const ALL: [Self; 12] = [
        Self::StartDate,
        Self::StartTime,
        Self::EndDate,
        Self::EndTime,
        Self::Duration,
        Self::Description,
        Self::Project,
        Self::Client,
        Self::Task,
        Self::Tags,
        Self::User,
        Self::Email,
    ];
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StartDate => "Start date",
            Self::StartTime => "Start time",
            Self::EndDate => "End date",
            Self::EndTime => "End time",
            Self::Duration => "Duration",
            Self::Description => "Description",
            Self::Project => "Project",
            Self::Client => "Client",
            Self::Task => "Task",
            Self::Tags => "Tags",
            Self::User => "User",
            Self::Email => "Email",
        })
    }
}
