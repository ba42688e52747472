//! The one thing to know: the worst that is true. A pure function of a few facts.

use homing_domain::Timestamp;
use homing_domain::engine::{Bar, Hold, HoldCause, Sending};
use homing_domain::policy::{StopCause, clock_is_off};
use homing_domain::ports::{OfflineCause, QueueCounts, QueueError};

/// The state of a sync, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Headline {
    /// The data on this machine can't be read, or nothing can be recorded.
    StorageProblem(StorageProblem),
    /// Only a sign-in lets tasks go.
    SignInNeeded,
    /// This machine itself keeps what waits from going: the stored sign-in can't be used here, or a lock can't be
    /// taken.
    Barred(Bar),
    /// Nothing can be sent until something changes.
    Stopped {
        /// What must change.
        cause: StopCause,
        /// The next probe.
        until: Timestamp,
    },
    /// A person must look at some tasks.
    Attention,
    /// This machine's clock is off: what is recorded is recorded at the wrong time.
    ClockOff {
        /// How far the server's clock was ahead (behind, where negative), in milliseconds.
        ahead_millis: i64,
    },
    /// The server has trouble, or its answers are lost.
    ServerNotAnswering {
        /// The next try.
        until: Timestamp,
    },
    /// The server asked to wait.
    Throttled {
        /// The next try.
        until: Timestamp,
    },
    /// The server can't be reached.
    Offline {
        /// What kind of failure.
        cause: OfflineCause,
        /// The next try.
        until: Timestamp,
    },
    /// A sync is under way, in whatever process.
    Sending {
        /// Tasks that are done with.
        done: u64,
        /// Of so many.
        total: u64,
    },
    /// Tasks are to be sent.
    Waiting {
        /// The earliest next try, where it is not now.
        until: Option<Timestamp>,
    },
    /// Nobody has signed in yet: everything is on this machine alone.
    LocalOnly,
    /// The server has acknowledged everything.
    AllSaved,
}

/// What is wrong with the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StorageProblem {
    /// It is not what it should be.
    Damaged,
    /// A newer program wrote it.
    Newer,
    /// The disk is full, or the file may not be written.
    NotWritable,
    /// It can't be read now.
    Unreadable,
}

impl From<&QueueError> for StorageProblem {
    fn from(error: &QueueError) -> Self {
        match error {
            QueueError::Corrupt(_) => Self::Damaged,
            QueueError::NewerSchema { .. } | QueueError::NewerContent(_) => Self::Newer,
            QueueError::NotWritable(_) | QueueError::Full(_) => Self::NotWritable,
            _ => Self::Unreadable,
        }
    }
}

/// What a headline is made of. Read one after the other: what changes in between shows in the next look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What is wrong with the data.
    pub storage: Option<StorageProblem>,
    /// Nobody has ever signed in here.
    pub local: bool,
    /// The account's sign-in is good, as far as is known.
    pub signed_in: bool,
    /// What on this machine is in the way of what waits.
    pub bar: Option<Bar>,
    /// How many tasks are where.
    pub counts: QueueCounts,
    /// The earliest next try, where it is to come.
    pub next_due: Option<Timestamp>,
    /// What the whole queue waits for, where that is not over.
    pub hold: Option<Hold>,
    /// How far a living cycle has come.
    pub sending: Option<Sending>,
    /// How far the server's clock was ahead, in milliseconds.
    pub server_ahead_millis: Option<i64>,
}

/// The worst that is true. A hold counts only while something waits for its end: a cycle under way is a try. A bar
/// counts only while something could go but for it, which what is behind a task that a person must look at could not. A
/// try is no end of it: it has first to come to a token, and each would else be told as the end of it.
#[must_use]
pub fn headline(facts: &Facts) -> Headline {
    let QueueCounts { waiting, attention, behind_attention, .. } = facts.counts;
    let hold = facts.hold.filter(|_| waiting > 0 && facts.sending.is_none()).map(held);
    let is = |wanted: fn(&Headline) -> bool| hold.filter(wanted);
    let off = |ahead: &i64| clock_is_off(*ahead);
    let worst_first = [
        facts.storage.map(Headline::StorageProblem),
        facts.local.then_some(Headline::LocalOnly),
        (!facts.signed_in).then_some(Headline::SignInNeeded),
        facts.bar.filter(|_| waiting > behind_attention).map(Headline::Barred),
        is(|hold| matches!(hold, Headline::Stopped { .. })),
        (attention > 0).then_some(Headline::Attention),
        facts.server_ahead_millis.filter(off).map(|ahead_millis| Headline::ClockOff { ahead_millis }),
        hold,
        facts.sending.map(|sending| Headline::Sending { done: sending.done, total: sending.total }),
        (waiting > 0).then_some(Headline::Waiting { until: facts.next_due }),
    ];
    worst_first.into_iter().flatten().next().unwrap_or(Headline::AllSaved)
}

fn held(hold: Hold) -> Headline {
    let until = hold.until;
    match hold.cause {
        HoldCause::Stopped(cause) => Headline::Stopped { cause, until },
        HoldCause::AskedByServer => Headline::Throttled { until },
        HoldCause::Offline(cause) => Headline::Offline { cause, until },
        _ => Headline::ServerNotAnswering { until },
    }
}

#[cfg(test)]
mod tests;
