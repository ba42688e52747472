//! What the engine tells whoever watches: a progress bar, a window, a log.

use crate::names::{AccountId, TaskId};

/// A change in a cycle. Carries ids and counts, never a body or a token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A cycle began.
    CycleStarted {
        /// Whose.
        account: AccountId,
        /// Tasks on their way at that moment.
        waiting: u64,
    },
    /// A batch is on the wire.
    BatchLeft {
        /// Tasks in it.
        tasks: usize,
    },
    /// The results of a batch are recorded.
    BatchSettled {
        /// Acknowledged by the server.
        sent: usize,
        /// Newly waiting for a person.
        attention: usize,
        /// Staying for a later try.
        waiting: usize,
    },
    /// A task needs a person now.
    Attention {
        /// The task.
        task: TaskId,
    },
}

/// Whoever watches. `emit` MUST return at once and MUST NOT fail: a watcher never holds up a send.
#[cfg_attr(feature = "test-util", mockall::automock)]
pub trait Events: Send + Sync {
    /// Tells of a change, after it was recorded.
    fn emit(&self, event: Event);
}
