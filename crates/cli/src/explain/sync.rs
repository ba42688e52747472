//! When a sync, or a look at the server's side, could not be done.

use homing_app::{RemoteError, SyncError};
use homing_domain::engine::{CycleError, LockRefused};
use homing_domain::time::{ListingAnswerError, ListingError, ProjectsError};

use super::credentials::{auth, lock, sign_in_needed, unreachable};
use super::{Explained, Failure, queue};

/// What is safe, whatever became of a sync.
pub(crate) const NOTHING_LOST: &str = "Nothing is lost.";

/// In a person's words.
pub(crate) fn sync(error: &SyncError) -> Explained {
    match error {
        SyncError::Lock(LockRefused::Lock(_)) => lock(NOTHING_LOST),
        SyncError::Lock(_) => Explained::new(
            Failure::SyncRunning,
            "Another sync is running on this data folder. Nothing is lost; it sends what waits. \
             `homing status` shows how far it is.",
        ),
        SyncError::Cycle(CycleError::Queue(error)) | SyncError::Accounts(error) => queue::queue(error),
        SyncError::Cycle(CycleError::Auth(error)) => auth(error, NOTHING_LOST),
        _ => Explained::new(
            Failure::Internal,
            "The sync could not go on. Nothing is lost; HOMING_LOG=error shows why.",
        ),
    }
}

/// In a person's words.
pub(super) fn remote(error: &RemoteError) -> Explained {
    match error {
        RemoteError::SignInNeeded => sign_in_needed(NOTHING_LOST),
        RemoteError::Accounts(error) => queue::queue(error),
        RemoteError::Listing(error) => listing(error),
        _ => Explained::new(
            Failure::Internal,
            "The server's entries can't be shown. Nothing is lost; HOMING_LOG=error shows why.",
        ),
    }
}

/// In a person's words.
pub(super) fn projects(error: &ProjectsError) -> Explained {
    match error {
        ProjectsError::SignInNeeded => sign_in_needed(NOTHING_LOST),
        ProjectsError::Listing(ListingError::Answer(ListingAnswerError::Status { status: 404 | 405 })) => {
            Explained::new(
                Failure::ServerTrouble,
                "This server keeps no list of projects. Nothing is lost; any project can be named.",
            )
        }
        ProjectsError::Listing(error) => listing(error),
        ProjectsError::Queue(error) => queue::queue(error),
        _ => Explained::new(
            Failure::Internal,
            "The projects can't be fetched. Nothing is lost; HOMING_LOG=error shows why.",
        ),
    }
}

fn listing(error: &ListingError) -> Explained {
    match error {
        ListingError::Auth(error) => auth(error, NOTHING_LOST),
        ListingError::Http(error) => unreachable("The server", error, NOTHING_LOST),
        ListingError::Answer(ListingAnswerError::Status { status: 401 }) => sign_in_needed(NOTHING_LOST),
        ListingError::Answer(ListingAnswerError::Status { status }) => Explained::new(
            Failure::ServerTrouble,
            format!(
                "The server did not give its list and answered with status {status}. Nothing is lost; try again later."
            ),
        ),
        _ => Explained::new(
            Failure::ServerTrouble,
            "The server's list can't be read. Nothing is lost; HOMING_LOG=error shows why.",
        ),
    }
}
