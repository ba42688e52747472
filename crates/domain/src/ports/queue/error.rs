//! What can go wrong with a queue.

use crate::names::{Collection, Kind, Lane, RecordId, TaskId};

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
    /// The queue is full for a task of this kind, which may not be put off. Nothing was written.
    #[error("the queue has no room for another task of the kind {kind}: {unsent} are unsent")]
    NoRoom {
        /// The kind of the task.
        kind: Kind,
        /// How many tasks of the account are unsent or in attention.
        unsent: u64,
    },
    /// The blobs of unsent tasks may not take the bytes of another one ([`crate::policy::blob_room`]). Nothing was
    /// written.
    #[error("the queue has no room for a file of {bytes} bytes: those of its unsent tasks have {blob_bytes}")]
    NoBlobRoom {
        /// The kind of the task.
        kind: Kind,
        /// How many bytes its blob has.
        bytes: u64,
        /// How many bytes the blobs of the account's unsent tasks have.
        blob_bytes: u64,
    },
    /// A task of the commit is in the queue already: whoever never heard what became of a commit, and made it again,
    /// learns that the first one took effect. Nothing was written.
    #[error("a task of that id is in the queue already")]
    AlreadyThere,
    /// A dependency would make a task wait for itself. Nothing was written.
    #[error("a task of lane {lane} would wait for lane {on}, which waits for it")]
    DependencyCycle {
        /// The lane of the task.
        lane: Lane,
        /// The lane that it names.
        on: Lane,
    },
    /// Another process writes; trying again later helps.
    #[error("the queue is busy")]
    Busy(#[source] BoxError),
    /// The disk has no room. Nothing was written.
    #[error("there is no room to write the queue")]
    Full(#[source] BoxError),
    /// Writing is not allowed, or can't be done: no right to it, a read-only disk. Nothing was written;
    /// reading may work.
    #[error("the queue can't be written")]
    NotWritable(#[source] BoxError),
    /// The data is there and may not be read.
    #[error("the queue may not be read")]
    NotReadable(#[source] BoxError),
    /// The data's place holds nothing where something was: never taken for a first start, which would bury
    /// what can still be found.
    #[error("the queue's data is gone from its place")]
    Emptied(#[source] BoxError),
    /// The place holds something that is not the queue's. Nothing was touched.
    #[error("the place of the queue's data holds something else")]
    Foreign,
    /// There is no place for the data, and none can be made.
    #[error("there is no place for the queue's data")]
    NoPlace(#[source] BoxError),
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
    /// The schema is known, and something in it is of a kind that only a newer program knows. Nothing was touched.
    #[error("the data holds what only a newer program knows")]
    NewerContent(#[source] BoxError),
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
