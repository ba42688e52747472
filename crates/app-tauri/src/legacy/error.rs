//! Why an import of the earlier app's file did not come about.

use std::path::PathBuf;

use homing_domain::ports::{LockError, QueueError};
use homing_domain::time::TrackError;
use homing_import::legacy::LegacyError;

/// The file was not taken in, or not to its end. Running the import again goes on where it was; the original is as it
/// was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LegacyImportError {
    /// Nobody named a file, and there is none where the earlier app kept it.
    #[error("no file of the earlier app was found")]
    NotFound {
        /// Where it was looked for.
        looked_at: Vec<PathBuf>,
    },
    /// The file can't be read, or its copy not be worked on.
    #[error("{} can't be imported", file.display())]
    File {
        /// Which file.
        file: PathBuf,
        /// Why not.
        #[source]
        source: LegacyError,
    },
    /// Another import runs, and was not to be waited for.
    #[error("another import runs")]
    OneRuns,
    /// Two imports could not be kept apart.
    #[error("the import can't be locked against another one")]
    Lock(#[source] LockError),
    /// What is in it could not be recorded.
    #[error("what the file holds could not be recorded")]
    Track(#[from] TrackError),
    /// What is recorded could not be read or written.
    #[error("what is recorded can't be used")]
    Queue(#[from] QueueError),
}

/// What was imported of the earlier app's file stays imported, and the file is there. It is as it was, unless the earlier
/// app came back to it in the middle of a scrub: then some of its tokens are gone, and the scrub may be asked for again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OriginalError {
    /// Some of its rows are damaged: what is left of them is in the file alone.
    #[error("some rows of {} are damaged, and only the file itself has them", file.display())]
    RowsDamaged {
        /// Which file.
        file: PathBuf,
    },
    /// Rows that no key opens are of use only together with the file, for another import.
    #[error("some rows of {} are sealed with a key that is not here", file.display())]
    RowsSealed {
        /// Which file.
        file: PathBuf,
    },
    /// It can't be changed, it has changed since it was imported, or the earlier app has it.
    #[error("{} was not changed", file.display())]
    File {
        /// Which file.
        file: PathBuf,
        /// Why not.
        #[source]
        source: LegacyError,
    },
    /// That it is done could not be recorded.
    #[error("the decision can't be recorded")]
    Queue(#[from] QueueError),
}
