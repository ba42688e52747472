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
    StopRequested,
}

impl Halt {
    /// Whether a request reached the server, or may have, and failed there: what the retry budget counts.
    pub(super) fn burdened_the_server(self) -> bool {
        matches!(self, Self::ServerTrouble(_) | Self::Throttled(None))
    }
}

impl Engine {
    /// The next try after one more failure of the server.
    pub(super) fn after_trouble(&self, state: &SyncState) -> Timestamp {
        self.next_try(state, None)
    }

    fn next_try(&self, state: &SyncState, asked: Option<Duration>) -> Timestamp {
        let failures = state.retry_budget.failures_to_count(state.failures.saturating_add(1));
        next_try(self.parts.clock.now(), failures, asked, self.parts.jitter.as_ref())
    }

    /// Notes in the state what holds the queue, and until when.
    pub(super) fn hold(&self, state: &mut SyncState, halt: Halt) -> CycleEnd {
        let (cause, until) = match halt {
            Halt::SignInNeeded => {
                state.sign_in_needed = true;
                return CycleEnd::SignInNeeded;
            }
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
