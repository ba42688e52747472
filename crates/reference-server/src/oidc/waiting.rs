//! When the provider may be asked for its keys again. Pure.
//!
//! Whoever sends tokens of unknown keys must not make this server send as many requests; and a provider that is
//! away must not be kept down by those who wait for it.

use std::time::Duration;

/// How long after an answer.
const AFTER_AN_ANSWER: Duration = Duration::from_secs(60);

/// How long after no answer: short, since people wait for it; each try is two requests at most.
pub(super) const AFTER_A_FAILURE: Duration = Duration::from_secs(10);

/// How old keys may be that are known: a key that the provider takes back is good for so long at most, while the
/// provider answers.
const KEYS_LAST: Duration = Duration::from_secs(60 * 60);

/// The last time that the provider was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    /// When, by the clock that never goes back.
    pub(super) at: Duration,
    pub(super) answered: bool,
}

impl Asked {
    /// How long to wait at the instant `now` before the provider is asked again; nothing, where it may be at once.
    pub(super) fn wait(&self, now: Duration) -> Option<Duration> {
        let pause = if self.answered { AFTER_AN_ANSWER } else { AFTER_A_FAILURE };
        let left = pause.saturating_sub(now.saturating_sub(self.at));
        (!left.is_zero()).then_some(left)
    }
}

/// Whether keys that were asked for at `asked_at` should be asked for again, although they have the one that is
/// needed.
pub(super) fn are_old(asked_at: Duration, now: Duration) -> bool {
    now.saturating_sub(asked_at) >= KEYS_LAST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_provider_is_asked_once_a_minute_and_sooner_where_it_did_not_answer() {
        let wait = |answered, now| Asked { at: seconds(100), answered }.wait(seconds(now));
        assert_eq!(wait(true, 100), Some(seconds(60)));
        assert_eq!(wait(true, 159), Some(seconds(1)));
        assert_eq!(wait(true, 160), None);
        assert_eq!(wait(false, 109), Some(seconds(1)));
        assert_eq!(wait(false, 110), None);
    }

    #[test]
    fn keys_are_asked_for_again_after_an_hour() {
        assert!(!are_old(seconds(100), seconds(100 + 3_599)));
        assert!(are_old(seconds(100), seconds(100 + 3_600)));
    }
}
