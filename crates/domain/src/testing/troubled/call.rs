//! The calls of a queue, as whatever stands before it sees them.

use crate::Timestamp;
use crate::names::{AccountId, TaskId};
use crate::ports::{Claim, Selection, TaskResult};
use crate::task::Commit;

/// A call, and what it asks for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Call<'c> {
    /// [`crate::ports::Queue::commit`].
    Commit {
        /// Whose.
        account: AccountId,
        /// When.
        now: Timestamp,
        /// What.
        commit: &'c Commit,
    },
    /// [`crate::ports::Queue::get_retry_tasks`].
    Claim {
        /// When.
        now: Timestamp,
        /// What.
        claim: &'c Claim,
    },
    /// [`crate::ports::Queue::settle`].
    Settle {
        /// When.
        now: Timestamp,
        /// What.
        results: &'c [TaskResult],
    },
    /// [`crate::ports::Queue::reclaim`].
    Reclaim {
        /// When.
        now: Timestamp,
    },
    /// [`crate::ports::Queue::bring_forward`].
    BringForward {
        /// Whose.
        account: AccountId,
        /// Until when.
        at: Timestamp,
    },
    /// [`crate::ports::Queue::purge_history`].
    PurgeHistory {
        /// Whose.
        account: AccountId,
    },
    /// [`crate::ports::Queue::retry`].
    Retry {
        /// Whose.
        account: AccountId,
        /// Which.
        selection: &'c Selection,
        /// When.
        now: Timestamp,
    },
    /// [`crate::ports::Queue::discard`].
    Discard {
        /// Whose.
        account: AccountId,
        /// Which.
        tasks: &'c [TaskId],
        /// When.
        now: Timestamp,
    },
    /// Any call that changes nothing.
    Read,
}
