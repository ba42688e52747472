//! What the engine remembers of an account's server between cycles, kept as a record of its own.

use serde::{Deserialize, Serialize};

use super::cycle::SILENCE;
use super::stored::{ROUNDS, Stored};
use super::{Bar, CycleEnd};
use crate::Timestamp;
use crate::names::{AccountId, Collection, RecordId};
use crate::policy::{ASKED_CAP, BACKOFF_CAP, RetryBudget, StopCause, clock_right_since};
use crate::ports::{Capabilities, OfflineCause, Queue, QueueError};
use crate::task::Record;

/// The memory of the engine for one account. Losing it costs a request, never a task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncState {
    /// Failures of server or network in a row.
    #[serde(default)]
    pub failures: u32,
    /// What the whole queue waits for.
    #[serde(default)]
    pub hold: Option<Hold>,
    /// Whether the account waits for a sign-in.
    #[serde(default)]
    pub sign_in_needed: bool,
    /// What on this machine kept the last cycle from a token, or from running; none since it was seen to be gone.
    #[serde(default)]
    pub bar: Option<Bar>,
    /// What the clock showed when this was stored. One that shows less by now was set back, and no stored time
    /// can be believed.
    #[serde(default)]
    pub seen_at: Option<Timestamp>,
    /// How often someone has signed in: so each sign-in is a change, which a cycle that runs meanwhile notices.
    #[serde(default)]
    pub sign_ins: u32,
    /// The last time the server answered for tasks.
    #[serde(default)]
    pub last_exchange: Option<Timestamp>,
    /// What the server announced.
    #[serde(default)]
    pub announced: Option<Announced>,
    /// Whether an answer since then contradicts it: a request too large, a version too old.
    #[serde(default)]
    pub announced_in_doubt: bool,
    /// How far a cycle on its way has come. See [`SyncState::sending`]: a killed one leaves it behind.
    #[serde(default)]
    pub sending: Option<Sending>,
    /// How far the server's clock was ahead of ours at its last answer for tasks, in milliseconds.
    #[serde(default)]
    pub server_ahead_millis: Option<i64>,
    /// Since when this machine's clock was right at every exchange: see [`crate::policy::clock_right_since`].
    #[serde(default)]
    pub clock_right_since: Option<Timestamp>,
    /// How many failures the server may still be asked to bear.
    #[serde(default)]
    pub retry_budget: RetryBudget,
}

/// How far a cycle has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// Tasks that are no longer waiting: sent, or in need of a person.
    pub done: u64,
    /// Of so many that could go.
    pub total: u64,
    /// The end of its claim: whoever says nothing until then is dead.
    pub until: Timestamp,
}

/// A wait of the whole queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// The next try.
    pub until: Timestamp,
    /// What for.
    pub cause: HoldCause,
}

/// What a queue waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HoldCause {
    /// The network.
    Offline(OfflineCause),
    /// The server to recover.
    ServerTrouble,
    /// The end of the time that the server itself asked for. A person can't shorten it.
    AskedByServer,
    /// Something to change: see the cause.
    Stopped(StopCause),
}

impl Hold {
    /// Whether this client chose the wait itself. Only then may it be cut short.
    #[must_use]
    pub fn is_our_own(self) -> bool {
        self.cause != HoldCause::AskedByServer
    }

    /// How a cycle ends that meets this hold.
    #[must_use]
    pub fn end(self) -> CycleEnd {
        let until = self.until;
        match self.cause {
            HoldCause::Offline(cause) => CycleEnd::Offline { cause, until },
            HoldCause::ServerTrouble => CycleEnd::ServerTrouble { until },
            HoldCause::AskedByServer => CycleEnd::Throttled { until },
            HoldCause::Stopped(cause) => CycleEnd::Stopped { cause, until },
        }
    }
}

/// A server's capabilities and when they were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// When they were read.
    pub at: Timestamp,
    /// Most tasks in one request.
    pub max_tasks: usize,
    /// Most bytes in one request.
    pub max_bytes: usize,
    /// How long keys are kept, in seconds.
    pub keys_kept_seconds: u64,
    /// The greatest blob, in bytes; 0 for none. `None` where the server did not say, or was asked by an older version.
    #[serde(default)]
    pub blob_max_bytes: Option<u64>,
}

impl Announced {
    pub(super) fn new(at: Timestamp, capabilities: Capabilities) -> Self {
        Self {
            at,
            max_tasks: capabilities.max_tasks,
            max_bytes: capabilities.max_bytes,
            keys_kept_seconds: capabilities.keys_kept.as_secs(),
            blob_max_bytes: capabilities.blob_max_bytes,
        }
    }
}

impl SyncState {
    /// Reads the state; what is missing or unreadable is as if nothing had happened yet.
    ///
    /// # Errors
    /// [`QueueError`] of the read.
    pub async fn load(queue: &dyn Queue, account: AccountId) -> Result<Self, QueueError> {
        Ok(Stored::read(queue, account).await?.state)
    }

    /// Where the state is among the records: for whoever looks at a database without a queue.
    #[must_use]
    pub fn place() -> (Collection, RecordId) {
        super::stored::place()
    }

    /// The state that a record holds; what can't be read is as if nothing had happened yet.
    #[must_use]
    pub fn of_record(record: &Record) -> Self {
        record.body.json().unwrap_or_default()
    }

    /// What holds the queue at that moment.
    #[must_use]
    pub fn hold_at(&self, now: Timestamp) -> Option<Hold> {
        let longest = |hold: &Hold| if hold.is_our_own() { BACKOFF_CAP } else { ASKED_CAP };
        // A wait that is longer than any that was ever stored comes from a clock that ran ahead.
        let believable = |hold: &Hold| hold.until <= now.saturating_add(longest(hold));
        self.hold.filter(|hold| hold.until > now && believable(hold))
    }

    /// How far a living cycle of any process has come.
    #[must_use]
    pub fn sending(&self, now: Timestamp) -> Option<Sending> {
        // An end that no living cycle could have written comes from a clock that ran ahead.
        self.sending.filter(|sending| sending.until > now && sending.until <= now.saturating_add(SILENCE))
    }

    /// The server answered for tasks: nothing holds the queue any more. `ahead_millis` is how far its clock was
    /// ahead, where it said so.
    pub(super) fn answered(&mut self, now: Timestamp, ahead_millis: Option<i64>) {
        self.heard(now, ahead_millis);
        self.retry_budget = self.retry_budget.succeeded();
        self.failures = 0;
        self.hold = None;
        self.sign_in_needed = false;
    }

    /// The server answered for tasks, and something holds the queue all the same.
    pub(super) fn heard(&mut self, now: Timestamp, ahead_millis: Option<i64>) {
        self.clock_right_since = clock_right_since(self.clock_right_since, now, ahead_millis);
        self.last_exchange = Some(now);
    }

    /// After a sign-in: what held the queue before says nothing of now.
    ///
    /// # Errors
    /// [`QueueError`] of the write.
    pub async fn signed_in(queue: &dyn Queue, account: AccountId, now: Timestamp) -> Result<(), QueueError> {
        Self::change(queue, account, now, |state| {
            let sign_ins = state.sign_ins.wrapping_add(1);
            Self { failures: 0, hold: None, sign_in_needed: false, bar: None, sign_ins, ..state }
        })
        .await
    }

    /// Something on this machine kept a cycle from even beginning, where no other can have noted it.
    ///
    /// # Errors
    /// [`QueueError`] of the write.
    pub async fn barred(
        queue: &dyn Queue,
        account: AccountId,
        now: Timestamp,
        bar: Bar,
    ) -> Result<(), QueueError> {
        Self::change(queue, account, now, |state| Self { bar: Some(bar), ..state }).await
    }

    async fn change(
        queue: &dyn Queue,
        account: AccountId,
        now: Timestamp,
        after: impl Fn(Self) -> Self,
    ) -> Result<(), QueueError> {
        for _ in 0..ROUNDS {
            let mut stored = Stored::read(queue, account).await?;
            stored.state = after(stored.state);
            match stored.write(queue, account, now).await {
                Err(QueueError::Conflict { .. }) => {}
                done => return done,
            }
        }
        // A cycle that writes all the time has its tokens, and its answers by the new sign-in.
        Ok(())
    }

    /// What a cycle learned since `before`, added to what someone else wrote since. After a sign-in, what held the
    /// queue before it says nothing of now. After another cycle, which learned of the same server: what one of the two
    /// changed is as it says, and where both found trouble the longer wait counts.
    pub(super) fn learned(self, before: &Self, meanwhile: &Self) -> Self {
        let last_exchange = self.last_exchange.max(meanwhile.last_exchange);
        let (failures, hold, sign_in_needed, bar) = if meanwhile.sign_ins == before.sign_ins {
            (
                merged(self.failures, before.failures, meanwhile.failures, u32::max),
                merged(self.hold, before.hold, meanwhile.hold, later),
                merged(self.sign_in_needed, before.sign_in_needed, meanwhile.sign_in_needed, |a, b| a || b),
                merged(self.bar, before.bar, meanwhile.bar, Option::or),
            )
        } else {
            (meanwhile.failures, meanwhile.hold, meanwhile.sign_in_needed, meanwhile.bar)
        };
        Self { failures, hold, sign_in_needed, bar, sign_ins: meanwhile.sign_ins, last_exchange, ..self }
    }
}

/// What became of a value that two changed without seeing each other.
fn merged<T: Copy + PartialEq>(ours: T, before: T, theirs: T, both: impl Fn(T, T) -> T) -> T {
    if theirs == before {
        ours
    } else if ours == before {
        theirs
    } else {
        both(ours, theirs)
    }
}

/// The hold that ends later; any is later than none.
fn later(one: Option<Hold>, other: Option<Hold>) -> Option<Hold> {
    [one, other].into_iter().flatten().max_by_key(|hold| hold.until)
}

#[cfg(test)]
mod tests;
