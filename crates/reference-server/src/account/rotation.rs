//! When a refresh token is honoured. Pure: no clock, no storage.

use std::time::Duration;

use jiff::Timestamp;

/// What is known of a refresh token that someone brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RefreshToken {
    pub(crate) expires_at: Timestamp,
    pub(crate) first_used_at: Option<Timestamp>,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rotation {
    /// Its first use: note it, give a new pair.
    First,
    /// Used a moment ago, so the answer was probably lost: give a new pair once more.
    Repeated,
    /// Used long ago, so someone has it who should not: refuse it, and end the whole sign-in.
    Reused,
    /// Refuse it.
    Refused,
}

/// Judges a refresh token at the instant `now`.
///
/// A clock that was set back behind the first use does not end the grace early.
pub(crate) fn rotation(token: RefreshToken, now: Timestamp, grace: Duration) -> Rotation {
    if now >= token.expires_at {
        return Rotation::Refused;
    }
    match token.first_used_at {
        None => Rotation::First,
        Some(used) if used.saturating_add(grace).is_ok_and(|end| now < end) => Rotation::Repeated,
        Some(_) => Rotation::Reused,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    const GRACE: Duration = Duration::from_secs(60);

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn token(first_used_at: Option<i64>) -> RefreshToken {
        RefreshToken { expires_at: second(1000), first_used_at: first_used_at.map(second) }
    }

    #[test]
    fn an_unused_token_is_good_until_it_expires() {
        assert_eq!(rotation(token(None), second(999), GRACE), Rotation::First);
        assert_eq!(rotation(token(None), second(1000), GRACE), Rotation::Refused);
    }

    #[test]
    fn a_used_token_is_good_again_within_the_grace_and_gives_itself_away_after_it() {
        assert_eq!(rotation(token(Some(100)), second(159), GRACE), Rotation::Repeated);
        assert_eq!(rotation(token(Some(100)), second(160), GRACE), Rotation::Reused);
    }

    #[test]
    fn the_grace_never_outlives_the_token() {
        assert_eq!(rotation(token(Some(990)), second(1000), GRACE), Rotation::Refused);
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_end_the_grace() {
        assert_eq!(rotation(token(Some(100)), second(10), GRACE), Rotation::Repeated);
    }
}
