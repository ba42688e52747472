//! An instant in UTC, in whole milliseconds. Not a local time, and not a clock: see
//! [`crate::ports::Clock`].

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant in UTC with a resolution of one millisecond, between the years -9999 and 9999.
///
/// Written as RFC 3339 with exactly three fractional digits (`2026-11-22T09:15:00.000Z`), so that two
/// equal instants are equal texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Timestamp(#[cfg_attr(feature = "bindings", specta(type = String))] i64);

/// A text or a number that names no instant between the years -9999 and 9999.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampError {
    /// Not RFC 3339.
    #[error("not an instant in RFC 3339 form")]
    Unreadable(#[source] jiff::Error),
    /// A number of milliseconds outside the calendar.
    #[error("outside the years -9999 to 9999")]
    OutOfRange(#[source] jiff::Error),
}

impl Timestamp {
    /// The instant `millis` milliseconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`TimestampError::OutOfRange`] outside the years -9999 to 9999.
    pub fn from_millis(millis: i64) -> Result<Self, TimestampError> {
        jiff::Timestamp::from_millisecond(millis).map(Self::from).map_err(TimestampError::OutOfRange)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// The same instant as `jiff` knows it, for arithmetic in a calendar or a zone.
    #[must_use]
    pub fn to_jiff(self) -> jiff::Timestamp {
        // The constructors keep the value inside jiff's range.
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::MAX)
    }

    /// This instant plus `duration`, cut to whole milliseconds, stopping at the end of the calendar.
    #[must_use]
    pub fn saturating_add(self, duration: Duration) -> Self {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(millis).min(jiff::Timestamp::MAX.as_millisecond()))
    }

    /// How long ago `earlier` was, zero where it lies in the future.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl From<jiff::Timestamp> for Timestamp {
    /// Cuts to the whole millisecond at or before the instant.
    fn from(instant: jiff::Timestamp) -> Self {
        let millis = instant.as_millisecond();
        let cut = instant.subsec_nanosecond() % 1_000_000 < 0;
        Self(if cut { millis.saturating_sub(1) } else { millis })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.to_jiff())
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<jiff::Timestamp>().map(Self::from).map_err(TimestampError::Unreadable)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn an_instant_is_written_with_three_fractional_digits_and_read_back_equal() {
        for millis in [0, 1, 999, 1_700_000_000_123, -1] {
            let instant = Timestamp::from_millis(millis).unwrap();
            assert_eq!(instant.to_string().parse::<Timestamp>().unwrap(), instant);
        }
        let instant: Timestamp = "2026-11-22T09:15:00Z".parse().unwrap();
        assert_eq!(instant.to_string(), "2026-11-22T09:15:00.000Z");
    }

    #[test]
    fn a_finer_instant_is_cut_to_the_millisecond_before_it() {
        let after: Timestamp = "2026-11-22T09:15:00.0019Z".parse().unwrap();
        assert_eq!(after.to_string(), "2026-11-22T09:15:00.001Z");
        let before_1970: Timestamp = "1969-12-31T23:59:59.9985Z".parse().unwrap();
        assert_eq!(before_1970.as_millis(), -2);
    }

    #[test]
    fn time_since_the_future_is_zero() {
        let (early, late) = (Timestamp::from_millis(5).unwrap(), Timestamp::from_millis(9).unwrap());
        assert_eq!(early.since(late), Duration::ZERO);
        assert_eq!(late.since(early), Duration::from_millis(4));
    }
}
