//! What can go wrong with a queue.

use crate::names::{Collection, RecordId, TaskId};

/// What can go wrong with a queue. The engine stops or waits on these; none is ever a task's fault.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueueError {
    /// A record's guard did not hold: another writer was first. Nothing was written.
    #[error("record {id} of {collection} was changed by someone else meanwhile")]
    Conflict {
        /// The record's collection.
        collection: Collection,
        /// The record's id.
        id: RecordId,
    },
    /// The local account was adopted by one that signed in meanwhile. Nothing was written: look who is active
    /// and try again.
    #[error("what was recorded before the first sign-in belongs to an account by now")]
    Adopted,
    /// Another process writes; trying again later helps.
    #[error("the queue is busy")]
    Busy(#[source] BoxError),
    /// The disk is full or the file can't be written. Nothing was written.
    #[error("the queue can't be written")]
    NotWritable(#[source] BoxError),
    /// What is stored can't be read as what it should be.
    #[error("the queue's data is damaged")]
    Corrupt(#[source] BoxError),
    /// The data was written by a newer program. Nothing was touched.
    #[error("the data is of schema {found}, this program knows up to {known}")]
    NewerSchema {
        /// The schema's number in the data.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
    /// Anything else a backend says.
    #[error("the queue's backend failed")]
    Backend(#[source] BoxError),
}

/// A backend's own error, kept as the source.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why a task can't be discarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undiscardable {
    /// The account has no unsent task of that id: it was sent, superseded or discarded meanwhile.
    Gone,
    /// It is in the hands of a claim.
    BeingSent,
    /// An earlier attempt may have reached the server, which would keep what this machine believes discarded.
    MayHaveArrived,
}

/// Tasks that were not discarded. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiscardError {
    /// One of them can't be.
    #[error("task {task} can't be discarded: {because:?}")]
    Refused {
        /// Which.
        task: TaskId,
        /// Why.
        because: Undiscardable,
    },
    /// The queue failed.
    #[error(transparent)]
    Queue(#[from] QueueError),
}
