//! The verdict table: what came back from a try, and what that means for the tasks. One pure, total
//! function for an answer as a whole, one for the server's word on a single task.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::ports::{ItemAnswer, OfflineCause, Problem};
use crate::task::Reason;

/// What came back when a batch was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The request surely did not reach the server.
    NotSent(OfflineCause),
    /// The request left, its answer was lost.
    AnswerLost,
    /// An answer that names no tasks.
    Answer {
        /// The status.
        status: u16,
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
        /// What the server said of it.
        problem: Option<Problem>,
        /// Whether a try before, of a task among these, had an unknown outcome.
        repeated: bool,
    },
    /// A 2xx that is not an answer of this API.
    Unreadable,
    /// Something on this machine.
    Local(LocalFault),
}

/// Something on this machine that stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LocalFault {
    /// Another process writes.
    Busy,
    /// The disk is full, or the data can't be written.
    NotWritable,
    /// The data is damaged.
    Corrupt,
}

/// What a request addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One thing on the server, such as an entry by its id.
    Item {
        /// The request asks for it to be gone.
        delete: bool,
    },
    /// The bytes that a task refers to.
    Blob,
    /// An endpoint that takes tasks.
    Batch {
        /// It carried one task alone.
        alone: bool,
    },
    /// An endpoint that takes tasks all or none, and whose word on one of them is its word on all.
    AllOrNone {
        /// It carried one task alone.
        alone: bool,
    },
}

/// Why the whole queue stops until something changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum StopCause {
    /// The account may not do this.
    Forbidden,
    /// There is no such API at this address.
    Configuration,
    /// The server takes no files. It stops those tasks alone that have one.
    NoFiles,
    /// The server no longer speaks to this version.
    VersionTooOld,
    /// Every part of a batch is refused alike: it is not the tasks.
    AllAlike,
    /// This machine's data can't be written.
    NotWritable,
    /// This machine's data is damaged.
    Damaged,
}

/// What a try means for the tasks of its batch and for the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The task is done.
    Sent,
    /// The task waits for a person.
    Attention(Reason),
    /// The whole queue waits for the network and probes. No attempt.
    Offline(OfflineCause),
    /// It may have had an effect: the same key again. An attempt.
    UnknownOutcome,
    /// A fresh token, then again; after that, a sign-in. No attempt.
    Refresh,
    /// An earlier task of the lane was not applied: it stays behind that one. No attempt.
    Blocked,
    /// One of these tasks may be bad: halve the batch. Innocents are charged nothing.
    Halve,
    /// As [`Verdict::Halve`], where the server failed: what it did before is unknown of each of them.
    HalveUnknown,
    /// The server fails again at this one task. Attention, where it does not fail at the task's neighbours;
    /// else it is the server, and the outcome unknown.
    Suspect(Reason),
    /// The request was too large: halve the limit in bytes. No attempt.
    TooLarge,
    /// The whole queue waits: as long as the server asks, else by its own back-off. No attempt.
    Throttled(Option<Duration>),
    /// The server is busy with this very key: again soon. No attempt.
    InProgress,
    /// The task waits a little. No attempt.
    Wait(Option<Duration>),
    /// A few more tries over an hour, then attention. An attempt.
    FewMoreTries(Reason),
    /// Nothing can be sent until something changes; a probe now and then. No attempt.
    Stop(StopCause),
}

impl Verdict {
    /// Whether this counts as an attempt of the task.
    #[must_use]
    pub fn counts_as_attempt(&self) -> bool {
        matches!(
            self,
            Self::UnknownOutcome | Self::FewMoreTries(_) | Self::Suspect(_) | Self::Attention(_) | Self::Sent
        )
    }
}

/// What the answer to a request means where it names no tasks.
///
/// Order of precedence: 401, then size, then a wait that the server asks for, then the status.
#[must_use]
pub fn verdict(outcome: &Outcome, scope: Scope) -> Verdict {
    match outcome {
        Outcome::NotSent(cause) => Verdict::Offline(*cause),
        Outcome::AnswerLost => Verdict::UnknownOutcome,
        Outcome::Unreadable => Verdict::Offline(OfflineCause::Intercepted),
        Outcome::Local(LocalFault::Busy) => Verdict::Wait(None),
        Outcome::Local(LocalFault::NotWritable) => Verdict::Stop(StopCause::NotWritable),
        Outcome::Local(LocalFault::Corrupt) => Verdict::Stop(StopCause::Damaged),
        Outcome::Answer { status, retry_after, problem, repeated } => {
            answered(*status, *retry_after, problem.as_ref(), *repeated, scope)
        }
    }
}

fn answered(
    status: u16,
    retry_after: Option<Duration>,
    problem: Option<&Problem>,
    repeated: bool,
    scope: Scope,
) -> Verdict {
    let reason = || reason(status, problem);
    match (status, scope) {
        (401, _) => Verdict::Refresh,
        (413 | 414 | 431, Scope::Batch { alone: false } | Scope::AllOrNone { alone: false }) => {
            Verdict::TooLarge
        }
        (413 | 414 | 431, _) => Verdict::Attention(reason()),
        (429 | 503, _) => Verdict::Throttled(retry_after),
        // A redirect or a success may carry the header too, and asks for no wait by it.
        (400.., _) if retry_after.is_some() => Verdict::Throttled(retry_after),
        (407 | 511, _) => Verdict::Offline(OfflineCause::Proxy),
        (409, _) if is_in_progress(problem) => Verdict::InProgress,
        (400 | 409 | 422, Scope::Batch { alone: false }) => Verdict::Halve,
        (400 | 403 | 404 | 409 | 410 | 422, Scope::AllOrNone { alone: false }) => Verdict::Halve,
        // A 404 or 410 of one alone may be the address's: whose it is, the profile says with an answer of its own.
        (403, Scope::AllOrNone { alone: true }) => Verdict::Attention(reason()),
        (400 | 409 | 422, _) => Verdict::Attention(reason()),
        (403, Scope::Batch { .. }) => Verdict::Stop(StopCause::Forbidden),
        (403, Scope::Item { .. } | Scope::Blob) => Verdict::Attention(reason()),
        (404 | 405 | 410 | 501, Scope::Blob) => Verdict::Stop(StopCause::NoFiles),
        (404 | 410, Scope::Item { delete: true }) => Verdict::Sent,
        (404 | 410, Scope::Item { delete: false }) => Verdict::Attention(reason()),
        (404 | 405 | 410 | 501, _) => Verdict::Stop(StopCause::Configuration),
        (415 | 426, _) => Verdict::Stop(StopCause::VersionTooOld),
        (425, _) => Verdict::Wait(None),
        (500, Scope::Batch { alone: false } | Scope::AllOrNone { alone: false }) if repeated => {
            Verdict::HalveUnknown
        }
        (500, Scope::Batch { alone: true } | Scope::AllOrNone { alone: true } | Scope::Item { .. })
            if repeated =>
        {
            Verdict::Suspect(reason())
        }
        (408 | 500.., _) => Verdict::UnknownOutcome,
        (400..=499, _) => Verdict::FewMoreTries(reason()),
        // 1xx, 2xx without items and 3xx: something on the way answered in the server's place.
        (..=399, _) => Verdict::Offline(OfflineCause::Intercepted),
    }
}

/// The slug by which a server says that it still works on the same key.
const IN_PROGRESS: &str = "in-progress";

fn is_in_progress(problem: Option<&Problem>) -> bool {
    problem.is_some_and(|problem| problem.code == IN_PROGRESS)
}

fn reason(status: u16, problem: Option<&Problem>) -> Reason {
    match problem {
        Some(problem) if !problem.code.is_empty() => Reason {
            code: problem.code.clone(),
            detail: problem.detail.clone(),
            field: problem.field.clone(),
        },
        _ => Reason {
            code: format!("http-{status}"),
            detail: problem.and_then(|problem| problem.detail.clone()),
            field: problem.and_then(|problem| problem.field.clone()),
        },
    }
}

/// What the server's word on one task means. It goes before everything else.
#[must_use]
pub fn item_verdict(answer: &ItemAnswer) -> Verdict {
    match answer {
        ItemAnswer::Applied | ItemAnswer::Duplicate => Verdict::Sent,
        ItemAnswer::Rejected(problem) => Verdict::Attention(reason(422, Some(problem))),
        ItemAnswer::Retry { after } => Verdict::Wait(*after),
        ItemAnswer::Blocked => Verdict::Blocked,
        ItemAnswer::Missing => Verdict::Offline(OfflineCause::Intercepted),
    }
}
