//! How a cycle ended.

use crate::Timestamp;
use crate::policy::StopCause;
use crate::ports::{AuthError, OfflineCause, QueueError};

/// What one cycle did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CycleReport {
    /// Tasks the server acknowledged.
    pub sent: u64,
    /// Tasks that newly wait for a person.
    pub attention: u64,
    /// Requests that carried tasks.
    pub requests: u64,
    /// Why it ended.
    pub end: CycleEnd,
}

impl CycleReport {
    /// This cycle's report together with that of the one before it.
    #[must_use]
    pub fn after(self, earlier: Self) -> Self {
        Self {
            sent: self.sent + earlier.sent,
            attention: self.attention + earlier.attention,
            requests: self.requests + earlier.requests,
            end: self.end,
        }
    }
}

/// Why a cycle ended. Only [`CycleEnd::Idle`] says that nothing is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CycleEnd {
    /// Nothing is due.
    Idle,
    /// Nobody is signed in: what is recorded stays on this machine.
    LocalOnly,
    /// The server can't be reached. Nothing was charged.
    Offline {
        /// What kind of failure.
        cause: OfflineCause,
        /// The next try.
        until: Timestamp,
    },
    /// The server has trouble or its answer was lost: the same keys go again.
    ServerTrouble {
        /// The next try.
        until: Timestamp,
    },
    /// The server asked to wait.
    Throttled {
        /// The next try.
        until: Timestamp,
    },
    /// A person must sign in again. Every task stays.
    SignInNeeded,
    /// Someone switched to another account meanwhile. Every task stays, for its account.
    NotActive,
    /// Nothing can be sent until something changes.
    Stopped {
        /// What must change.
        cause: StopCause,
        /// The next probe.
        until: Timestamp,
    },
    /// The process is to end; what was not sent was given back.
    StopRequested,
}

/// A cycle that could not go on. Nothing is lost by it: claims end by themselves.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CycleError {
    /// The queue failed.
    #[error("the queue failed")]
    Queue(#[source] QueueError),
    /// The stored sign-in can't be used.
    #[error("the sign-in can't be used")]
    Auth(#[source] AuthError),
}

impl From<QueueError> for CycleError {
    fn from(error: QueueError) -> Self {
        Self::Queue(error)
    }
}
