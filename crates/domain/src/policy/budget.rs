//! How many failed requests a server is asked to bear before a client slows down for good.

use serde::{Deserialize, Serialize};

/// What a full budget holds: ten failures. With [`PER_SUCCESS`] it is the default of gRPC's retry throttling
/// (proposal A6: `maxTokens` 10, `tokenRatio` 0.1).
const FULL: u32 = 10 * PER_FAILURE;
const PER_FAILURE: u32 = 10;
const PER_SUCCESS: u32 = 1;

/// With a spent budget a wait is one of at least so many failures in a row.
const FAILURES_WHEN_SPENT: u32 = 7;

/// The retry budget of one client against one server. A request that reached the server and failed takes a token,
/// one that did its work gives a tenth back. A server that fails every other time resets every back-off, and
/// would be asked twice for everything: below half of the budget each wait is as long as after
/// seven failures in a row, two minutes at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RetryBudget {
    tenths: u32,
}

impl RetryBudget {
    /// After a request that did its work.
    #[must_use]
    pub fn succeeded(self) -> Self {
        Self { tenths: self.tenths.saturating_add(PER_SUCCESS).min(FULL) }
    }

    /// After a request that reached the server, or may have, and failed there.
    #[must_use]
    pub fn failed(self) -> Self {
        Self { tenths: self.tenths.saturating_sub(PER_FAILURE) }
    }

    /// Whether retries are held back: at half the budget or below, as gRPC has it.
    #[must_use]
    pub fn is_spent(self) -> bool {
        self.tenths <= FULL / 2
    }

    /// How many failures in a row the next wait is to count.
    #[must_use]
    pub fn failures_to_count(self, in_a_row: u32) -> u32 {
        if self.is_spent() { in_a_row.max(FAILURES_WHEN_SPENT) } else { in_a_row }
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self { tenths: FULL }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(start: RetryBudget, change: fn(RetryBudget) -> RetryBudget, times: usize) -> RetryBudget {
        (0..times).fold(start, |budget, _| change(budget))
    }

    #[test]
    fn five_failures_spend_the_budget_and_one_more_success_than_fifty_gives_it_back() {
        let fresh = RetryBudget::default();
        assert!(!after(fresh, RetryBudget::failed, 4).is_spent());
        let spent = after(fresh, RetryBudget::failed, 5);
        assert!(spent.is_spent());
        assert!(!spent.succeeded().is_spent());
        let drained = after(fresh, RetryBudget::failed, 1_000);
        assert!(after(drained, RetryBudget::succeeded, 50).is_spent());
        assert!(!after(drained, RetryBudget::succeeded, 51).is_spent());
    }

    #[test]
    fn a_server_that_fails_every_other_time_is_waited_for_as_after_seven_failures() {
        let flapping = (0..20).fold(RetryBudget::default(), |budget, _| budget.failed().succeeded());
        assert_eq!(flapping.failures_to_count(1), 7);
        assert_eq!(flapping.failures_to_count(9), 9);
        assert_eq!(RetryBudget::default().failures_to_count(1), 1);
    }
}
