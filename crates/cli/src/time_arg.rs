//! Times as a person writes them, and what instant they mean in a zone.

use std::str::FromStr;

use homing_domain::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::{AmbiguousOffset, Disambiguation, Offset, TimeZone};
use jiff::{Span, SpanFieldwise};

/// A time on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeArg {
    /// An instant, written with its offset.
    Instant(Timestamp),
    /// A date and a time of day in the person's zone.
    Local(DateTime),
    /// A time of day, today.
    Today(Time),
    /// Some time before now, such as `-15m` or `15 minutes ago`.
    Ago(SpanFieldwise),
}

/// A text that is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "write it as 2026-11-22T09:15:00+01:00, as \"2026-11-22 09:15\", as 09:15, as -15m or as \"15 minutes ago\""
)]
pub(crate) struct TimeArgError;

/// No zone was ever farther from UTC, in seconds; java.time draws the line there too.
const OFFSET_MAX_SECONDS: i32 = 18 * 3_600;

/// A local time that names no instant, or two.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LocalTimeError {
    /// The clocks were put forward over it.
    #[error("{local:.0} does not exist in {zone}: the clocks are put forward over it")]
    Skipped {
        /// The time.
        local: DateTime,
        /// The zone.
        zone: String,
    },
    /// The clocks were put back over it.
    #[error(
        "{local:.0} comes twice in {zone}, as the clocks are put back; \
         write {local_t}{before} for the first or {local_t}{after} for the second", local_t = iso(*local)
    )]
    Twice {
        /// The time.
        local: DateTime,
        /// The zone.
        zone: String,
        /// The offset of the first one.
        before: Offset,
        /// The offset of the second one.
        after: Offset,
    },
    /// It is outside the calendar.
    #[error("{local} is outside the calendar")]
    OutOfRange {
        /// The time.
        local: DateTime,
        /// What the calendar says.
        #[source]
        source: jiff::Error,
    },
    /// So long ago is outside the calendar.
    #[error("that long ago is outside the calendar")]
    TooLongAgo(#[source] jiff::Error),
}

fn iso(local: DateTime) -> String {
    local.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

impl FromStr for TimeArg {
    type Err = TimeArgError;

    fn from_str(text: &str) -> Result<Self, TimeArgError> {
        if let Ok(instant) = text.parse() {
            let offset = Pieces::parse(text).ok().and_then(|pieces| pieces.to_numeric_offset());
            let seconds = offset.map_or(0, |offset| offset.seconds().abs());
            return if seconds > OFFSET_MAX_SECONDS { Err(TimeArgError) } else { Ok(Self::Instant(instant)) };
        }
        if text.eq_ignore_ascii_case("now") {
            return Ok(Self::Ago(Span::new().fieldwise()));
        }
        if let Ok(time) = Time::strptime("%H:%M", text) {
            return Ok(Self::Today(time));
        }
        if let Ok(local) = DateTime::strptime("%Y-%m-%d %H:%M", text) {
            return Ok(Self::Local(local));
        }
        match text.parse::<Span>() {
            // Without a sign nobody can tell whether it is meant to be ago.
            Ok(span) if span.is_negative() => Ok(Self::Ago(span.fieldwise())),
            _ => Err(TimeArgError),
        }
    }
}

impl TimeArg {
    /// The instant that it means for a person in `zone` at `now`.
    ///
    /// # Errors
    /// [`LocalTimeError`] where a change of the clocks leaves none or two: a guess would be wrong by an hour.
    pub(crate) fn resolve(self, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, LocalTimeError> {
        let local = match self {
            Self::Instant(instant) => return Ok(instant),
            Self::Local(local) => local,
            Self::Ago(span) => {
                let then = now.to_jiff().to_zoned(zone.clone()).checked_add(span.0);
                return then.map(|then| then.timestamp().into()).map_err(LocalTimeError::TooLongAgo);
            }
            Self::Today(time) => now.to_jiff().to_zoned(zone.clone()).date().to_datetime(time),
        };
        let ambiguous = zone.to_ambiguous_zoned(local);
        let name = || zone.iana_name().unwrap_or("this machine's zone").to_owned();
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => {}
            AmbiguousOffset::Gap { .. } => return Err(LocalTimeError::Skipped { local, zone: name() }),
            AmbiguousOffset::Fold { before, after } => {
                return Err(LocalTimeError::Twice { local, zone: name(), before, after });
            }
        }
        let zoned = ambiguous.disambiguate(Disambiguation::Reject);
        let zoned = zoned.map_err(|source| LocalTimeError::OutOfRange { local, source })?;
        Ok(zoned.timestamp().into())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn resolved(text: &str) -> Result<String, LocalTimeError> {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        // Half past midnight in Berlin, still the day before in UTC.
        let now = "2026-11-21T23:30:00Z".parse().unwrap();
        text.parse::<TimeArg>().unwrap().resolve(now, &berlin).map(|instant| instant.to_string())
    }

    #[test]
    fn a_time_with_an_offset_is_that_instant_wherever_one_is() {
        assert_eq!(resolved("2026-11-22T09:15:00+05:00").unwrap(), "2026-11-22T04:15:00.000Z");
        assert_eq!(resolved("2026-11-22T09:15:00.5Z").unwrap(), "2026-11-22T09:15:00.500Z");
    }

    #[test]
    fn an_offset_that_no_zone_has_is_a_mistake() {
        assert!("2026-11-24T00:00:00+25:00".parse::<TimeArg>().is_err());
        assert!("2026-11-24T00:00:00-18:01".parse::<TimeArg>().is_err());
        assert!("2026-11-24T00:00:00+14:00".parse::<TimeArg>().is_ok());
    }

    #[test]
    fn now_is_now() {
        assert_eq!(resolved("now").unwrap(), "2026-11-21T23:30:00.000Z");
    }

    #[test]
    fn a_date_and_time_is_local() {
        assert_eq!(resolved("2026-07-01 09:15").unwrap(), "2026-07-01T07:15:00.000Z");
    }

    #[test]
    fn a_time_of_day_is_of_today_as_the_person_sees_it() {
        assert_eq!(resolved("09:15").unwrap(), "2026-11-22T08:15:00.000Z");
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_refused() {
        let refused = resolved("2026-03-29 02:30").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "2026-03-29T02:30:00 does not exist in Europe/Berlin: the clocks are put forward over it"
        );
    }

    #[test]
    fn a_time_that_comes_twice_is_refused_with_both_ways_to_write_it() {
        let refused = resolved("2026-10-25 02:30").unwrap_err().to_string();
        let first = "2026-10-25T02:30:00+02";
        let second = "2026-10-25T02:30:00+01";
        assert!(refused.contains(first) && refused.contains(second), "{refused}");
        assert_eq!(resolved(first).unwrap(), "2026-10-25T00:30:00.000Z");
        assert_eq!(resolved(second).unwrap(), "2026-10-25T01:30:00.000Z");
    }

    #[test]
    fn a_while_ago_is_counted_back_from_now_and_a_day_as_the_calendar_has_it() {
        for text in ["-15m", "15m ago", "15 minutes ago", "-PT15M"] {
            assert_eq!(resolved(text).unwrap(), "2026-11-21T23:15:00.000Z", "{text}");
        }
        assert_eq!(resolved("1h 30m ago").unwrap(), "2026-11-21T22:00:00.000Z");
        // Berlin had summer time then: half past midnight is one hour earlier in UTC.
        assert_eq!(resolved("28 days ago").unwrap(), "2026-10-24T22:30:00.000Z");
        assert!(matches!(resolved("19000 years ago"), Err(LocalTimeError::TooLongAgo(_))));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "15m",
            "in 15m",
            "0m",
            "-",
            "15",
            "-15",
            "",
            "25:00",
            "9",
            "2026-11-22",
            "2026-13-01 09:15",
            "2026-11-22 09:15 Uhr",
        ] {
            assert_eq!(text.parse::<TimeArg>(), Err(TimeArgError), "{text}");
        }
    }
}
