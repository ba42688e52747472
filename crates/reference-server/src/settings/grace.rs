//! How long a used refresh token is still honoured.

use std::num::ParseIntError;
use std::str::FromStr;
use std::time::Duration;

/// For how long after its first use a refresh token is honoured again: a minute to an hour.
///
/// The minute is a promise of the API, which clients count on without asking; it covers one time-out of a
/// client (30 s) and one more try. Beyond an hour a stolen token would go unnoticed for too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshGrace(Duration);

/// A grace that breaks a promise of the API.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RefreshGraceError {
    /// It is shorter or longer than the API allows.
    #[error("a refresh grace has 60 to 3600 seconds, since every client counts on 60")]
    OutOfBounds,
    /// It is no number of seconds.
    #[error("a refresh grace is a whole number of seconds, from 60 to 3600")]
    NotSeconds(#[source] ParseIntError),
}

impl RefreshGrace {
    /// The least that the API allows.
    pub const LEAST: Self = Self(Duration::from_secs(60));
    /// The most that the API allows.
    pub const MOST: Self = Self(Duration::from_secs(60 * 60));

    /// Takes a grace that the API allows.
    ///
    /// # Errors
    /// [`RefreshGraceError::OutOfBounds`].
    pub fn new(grace: Duration) -> Result<Self, RefreshGraceError> {
        let allowed = (Self::LEAST.0..=Self::MOST.0).contains(&grace);
        allowed.then_some(Self(grace)).ok_or(RefreshGraceError::OutOfBounds)
    }

    /// How long it is.
    #[must_use]
    pub fn duration(self) -> Duration {
        self.0
    }
}

impl Default for RefreshGrace {
    /// The least: whatever is longer helps a thief more than a client.
    fn default() -> Self {
        Self::LEAST
    }
}

impl FromStr for RefreshGrace {
    type Err = RefreshGraceError;

    /// Reads a number of seconds.
    fn from_str(seconds: &str) -> Result<Self, RefreshGraceError> {
        let seconds = seconds.parse().map_err(RefreshGraceError::NotSeconds)?;
        Self::new(Duration::from_secs(seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grace_shorter_than_clients_count_on_is_refused() {
        for (seconds, good) in [("0", false), ("59", false), ("60", true), ("3600", true), ("3601", false)] {
            assert_eq!(seconds.parse::<RefreshGrace>().is_ok(), good, "{seconds}");
        }
        assert!(RefreshGrace::new(Duration::from_millis(59_999)).is_err());
    }

    #[test]
    fn what_is_no_number_of_seconds_is_no_grace() {
        for text in ["", "a minute", "-60", "60.5", "99999999999999999999"] {
            assert!(matches!(text.parse::<RefreshGrace>(), Err(RefreshGraceError::NotSeconds(_))), "{text}");
        }
    }
}
