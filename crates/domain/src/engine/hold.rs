//! When the whole queue waits, for how long, and what ends the wait.

use std::time::Duration;

use super::{CycleEnd, Engine, Hold, HoldCause, Occasion, SyncState};
use crate::Timestamp;
use crate::policy::{BACKOFF_CAP, StopCause, next_try};
use crate::ports::OfflineCause;

/// Why nothing more is sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    Offline(OfflineCause),
    /// With the next try.
    ServerTrouble(Timestamp),
    Throttled(Option<Duration>),
    Stopped(StopCause),
    SignInNeeded,
    NotActive,
    StopRequested,
}

impl Halt {
    /// Whether it holds whatever else ended the cycle: the server's own word.
    pub(super) fn is_the_servers_word(self) -> bool {
        matches!(self, Self::Throttled(Some(_)) | Self::SignInNeeded)
    }

    /// Whether a request reached the server, or may have, and failed there: what the retry budget counts.
    pub(super) fn burdened_the_server(self) -> bool {
        matches!(self, Self::ServerTrouble(_) | Self::Throttled(None))
    }
}

impl SyncState {
    /// What the wait after one more failure of the server goes by.
    pub(super) fn failures_to_count(&self) -> u32 {
        self.retry_budget.failures_to_count(self.failures.saturating_add(1))
    }
}

impl Engine {
    fn next_try(&self, state: &SyncState, asked: Option<Duration>) -> Timestamp {
        next_try(self.parts.clock.now(), state.failures_to_count(), asked, self.parts.jitter.as_ref())
    }

    /// Notes in the state what holds the queue, and until when.
    pub(super) fn hold(&self, state: &mut SyncState, halt: Halt) -> CycleEnd {
        let (cause, until) = match halt {
            Halt::SignInNeeded => {
                state.sign_in_needed = true;
                return CycleEnd::SignInNeeded;
            }
            // Says nothing of the account's sign-in, nor of its server.
            Halt::NotActive => return CycleEnd::NotActive,
            Halt::StopRequested => return CycleEnd::StopRequested,
            Halt::Offline(cause) => (HoldCause::Offline(cause), self.next_try(state, None)),
            Halt::Throttled(Some(asked)) => (HoldCause::AskedByServer, self.next_try(state, Some(asked))),
            Halt::Throttled(None) => (HoldCause::ServerTrouble, self.next_try(state, None)),
            Halt::ServerTrouble(until) => (HoldCause::ServerTrouble, until),
            Halt::Stopped(cause) => {
                (HoldCause::Stopped(cause), self.parts.clock.now().saturating_add(BACKOFF_CAP))
            }
        };
        state.failures = state.failures.saturating_add(1);
        if halt.burdened_the_server() {
            state.retry_budget = state.retry_budget.failed();
        }
        let hold = Hold { until, cause };
        state.hold = Some(hold);
        hold.end()
    }
}

/// How a cycle ends at once, where the whole queue is held.
pub(super) fn held(state: &SyncState, now: Timestamp, occasion: Occasion) -> Option<CycleEnd> {
    let hold = state.hold_at(now)?;
    (!occasion.ends_own_waits() || !hold.is_our_own()).then(|| hold.end())
}
