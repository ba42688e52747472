//! When the data on this machine can't be read or written.

use std::io;

use homing_app::StorageUrl;
use homing_domain::ports::{BoxError, DiscardError, QueueError, Undiscardable};
use homing_domain::task::FindTaskError;

use super::{Explained, Failure};

/// In a person's words.
pub(super) fn find(error: &FindTaskError) -> Explained {
    match error {
        FindTaskError::Ambiguous(named, ids) => Explained::new(
            Failure::TaskAmbiguous,
            format!(
                "{} unsent changes have ids that begin with {named}. Nothing was changed; give more digits.",
                ids.len()
            ),
        ),
        FindTaskError::NotFound(named) => Explained::new(
            Failure::NoSuchTask,
            format!(
                "There is no unsent change {named}: it was sent, replaced by a newer one, or never \
                 was. Nothing was changed; `homing queue list` shows what is unsent."
            ),
        ),
        _ => Explained::new(Failure::NoSuchTask, format!("{error}. Nothing was changed.")),
    }
}

/// In a person's words.
pub(super) fn discard(error: &DiscardError) -> Explained {
    let (task, because) = match error {
        DiscardError::Queue(error) => return queue(error),
        DiscardError::Refused { task, because } => (task, because),
        _ => return Explained::new(Failure::Internal, "Nothing was discarded. HOMING_LOG=error shows why."),
    };
    match because {
        Undiscardable::BeingSent => Explained::new(
            Failure::TaskBeingSent,
            format!("A sync is sending this change. Nothing was discarded; look again in a moment: {task}."),
        ),
        Undiscardable::MayHaveArrived => Explained::new(
            Failure::TaskMayHaveArrived,
            format!(
                "The server may have this change already, as the answer to an earlier try was lost. Nothing was \
                 discarded; `homing sync` finds out, and a change that arrived can be edited or deleted: {task}."
            ),
        ),
        _ => Explained::new(
            Failure::NoSuchTask,
            format!(
                "This change is not unsent any more: it was sent, or replaced by a newer one. Nothing was \
                 discarded; `homing queue list` shows what is: {task}."
            ),
        ),
    }
}

/// In a person's words.
pub(super) fn queue(error: &QueueError) -> Explained {
    match error {
        QueueError::Conflict { .. } | QueueError::Busy(_) => Explained::new(
            Failure::DataBusy,
            "Another program is writing to the data just now. Nothing was changed; try again in a moment.",
        ),
        QueueError::Full(_) => Explained::new(
            Failure::DiskFull,
            "The disk is full. Nothing was changed, and what was recorded before is safe; make room, then try \
             again.",
        ),
        QueueError::NotWritable(source) => Explained::new(
            Failure::DataNotWritable,
            format!(
                "The data may be read, but not written to: the folder or its disk is read-only, or belongs to \
                 someone else{}. Nothing was changed, and what was recorded before is safe; give access, then \
                 try again.",
                system(source)
            ),
        ),
        QueueError::NotReadable(source) => Explained::new(
            Failure::DataNotReadable,
            format!(
                "The data may not be read{}. Nothing was changed, and what was recorded before is safe; give \
                 access, then try again.",
                system(source)
            ),
        ),
        QueueError::Emptied(source) => Explained::new(
            Failure::DataGone,
            format!(
                "The data is gone from its place: {source}, and Homing leaves no file so. Nothing was changed; \
                 put homing.db back from a backup, or move what is left of it away to begin anew."
            ),
        ),
        QueueError::Foreign => Explained::new(
            Failure::DataForeign,
            "What lies in the place of homing.db is not Homing's. Nothing was changed; move it away, or name \
             another folder with HOMING_DATA_DIR.",
        ),
        QueueError::NoPlace(source) => Explained::new(
            Failure::DataFolder,
            format!(
                "The folder of the data can't be made{}. Nothing was recorded; name another one with \
                 HOMING_DATA_DIR.",
                system(source)
            ),
        ),
        QueueError::Corrupt(_) => Explained::new(
            Failure::DataDamaged,
            "The data on this machine is damaged. Nothing was changed or deleted; keep a copy of the data \
             folder before you do anything else, then put a backup in its place.",
        ),
        QueueError::NewerSchema { .. } | QueueError::NewerContent(_) => Explained::new(
            Failure::DataNewer,
            "This data was written by a newer Homing. Nothing was changed; update this copy.",
        ),
        _ => Explained::new(
            Failure::DataUnusable,
            "The data can't be read or written. Nothing was changed, and what was recorded before is safe; \
             HOMING_LOG=error shows why.",
        ),
    }
}

/// A database on a server that can't be opened.
pub(super) fn database(database: &StorageUrl, error: &QueueError) -> Explained {
    let (failure, what) = match error {
        QueueError::Busy(_) => (
            Failure::DatabaseAway,
            "The server of the database does not answer. Nothing was recorded, and what was recorded before is safe; \
             check that it runs, and its address in `storage` of homing.toml",
        ),
        QueueError::NotReadable(_) => (
            Failure::DatabaseRefuses,
            "The server of the database does not let this user in. Nothing was recorded; check the user in `storage` \
             of homing.toml, and the password in the file .pgpass",
        ),
        QueueError::NoPlace(_) => (
            Failure::DatabaseRefuses,
            "There is no such database, or no schema in it to write to. Nothing was recorded; make it, or correct \
             `storage` in homing.toml",
        ),
        other => {
            let Explained { failure, text } = queue(other);
            return Explained::new(failure, format!("{text} The database is {database}."));
        }
    };
    Explained::new(failure, format!("{what}: {database}."))
}

/// What the system said, in brackets.
fn system(source: &BoxError) -> String {
    let error = source.downcast_ref::<io::Error>();
    error.map(|error| format!(" ({error})")).unwrap_or_default()
}
