//! Why the file of the earlier app as a whole could not be read, or not be cleaned. What can't be said of one row is
//! not here: such a row is reported and its neighbours are read. No error repeats what the file says.

use std::io;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Nothing was taken over. The original is as it was, save after [`super::scrub_original`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LegacyError {
    /// There is no such file.
    #[error("there is no such file")]
    NotThere(#[source] io::Error),
    /// The file, or its log, may not be read.
    #[error("the file of the earlier app can't be read")]
    NotReadable(#[source] io::Error),
    /// It holds nothing.
    #[error("the file is empty")]
    Empty,
    /// It is no SQLite database.
    #[error("the file is no database of the earlier app: it is no SQLite database")]
    NotADatabase,
    /// It is a database, of another program.
    #[error("the file is a database, but not one of the earlier app: it has none of its tables")]
    NoTables,
    /// It is damaged so that none of its rows can be read.
    #[error("the file is damaged, and none of its rows can be read")]
    Damaged,
    /// Somebody writes it.
    #[error("the file changes while it is read: the earlier app is still running; quit it first")]
    InUse,
    /// It was to be changed or deleted, and is not what was imported.
    #[error("the file has changed since it was imported")]
    Changed,
    /// The folder for the copy can't be written.
    #[error("the copy of the file can't be written")]
    Copy(#[source] io::Error),
    /// The database that the copy is could not be worked on.
    #[error("the copy of the file can't be worked on")]
    Database(#[source] BoxError),
    /// The original could not be changed, as was asked for.
    #[error("the file of the earlier app can't be changed")]
    NotWritable(#[source] BoxError),
}
