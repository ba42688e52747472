//! The server's clock as its answers show it: what a token's end is measured on, so that a wrong clock here
//! neither keeps a dead token nor renews a good one.

use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::ports::HttpResponse;

/// How long before its end an access token is renewed: longer than a request may take to arrive (its time-out
/// is 30 s), a `Date` in whole seconds and a slow answer included.
const MARGIN: Duration = Duration::from_secs(60);

/// How far the server's clock is from ours. Not stored: the first exchange after a start observes it anew, and
/// until then ours counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ServerClock {
    ahead_millis: i64,
}

impl ServerClock {
    /// As `response`, which came at `now` on our clock, says. Without a `Date`, our clock counts.
    pub(super) fn observed(response: &HttpResponse, now: Timestamp) -> Self {
        let date = response.date.unwrap_or(now);
        Self { ahead_millis: date.as_millis().saturating_sub(now.as_millis()) }
    }

    /// What it shows when ours shows `now`.
    pub(super) fn at(self, now: Timestamp) -> Timestamp {
        Timestamp::from_millis(now.as_millis().saturating_add(self.ahead_millis)).unwrap_or(now)
    }

    /// Whether a token that ends at `expires_at` is good for a while yet.
    pub(super) fn is_good(self, expires_at: Timestamp, now: Timestamp) -> bool {
        expires_at.since(self.at(now)) > MARGIN
    }

    /// Whether that end has come.
    pub(super) fn has_ended(self, expires_at: Timestamp, now: Timestamp) -> bool {
        expires_at <= self.at(now)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000).unwrap()
    }

    fn answer(date: Option<Timestamp>) -> HttpResponse {
        HttpResponse { status: 200, content_type: None, retry_after: None, date, body: vec![] }
    }

    #[test]
    fn a_token_is_good_until_a_minute_before_its_end_on_the_servers_clock() {
        for ahead in [-86_400, 0, 86_400] {
            let clock = ServerClock::observed(&answer(Some(at(100_000 + ahead))), at(100_000));
            let end = at(100_000 + ahead + 900);
            assert!(clock.is_good(end, at(100_839)));
            assert!(!clock.is_good(end, at(100_840)));
            assert!(!clock.is_good(end, at(200_000)));
        }
    }

    #[test]
    fn without_a_date_our_own_clock_counts() {
        assert_eq!(ServerClock::observed(&answer(None), at(5)), ServerClock::default());
    }
}
