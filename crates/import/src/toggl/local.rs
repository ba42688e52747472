//! Local times of day, and what instants they mean in a zone. Nothing is guessed: a time that is not there, or
//! that comes twice, is an error unless the rest of the row leaves one reading.

use std::time::Duration;

use homing_domain::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::reading::{Field, RowError};

/// A local time, and how exactly it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Local {
    pub(super) at: DateTime,
    /// Whether seconds are written.
    pub(super) to_the_second: bool,
}

impl Local {
    /// The day and the time of day: `9:05`, `09:05:30`, `9:05 AM`, `09:05:30 pm`.
    pub(super) fn read(day: Date, time: &str) -> Option<Self> {
        let lower = time.trim().to_ascii_lowercase();
        let (clock, half) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
            (Some(clock), _) => (clock.trim_end(), Some("a")),
            (_, Some(clock)) => (clock.trim_end(), Some("p")),
            _ => (lower.as_str(), None),
        };
        let parts: Vec<_> = clock.split(':').collect();
        let [hour, minute, ref rest @ ..] = parts[..] else { return None };
        let second = match rest {
            [] => None,
            [second] => Some(*second),
            _ => return None,
        };
        let two = |text: &str| (text.len() == 2).then(|| number(text)).flatten();
        let (hour, minute, seconds) = (number(hour)?, two(minute)?, second.map_or(Some(0), two)?);
        let hour = match half {
            None => hour,
            Some(_) if !(1..=12).contains(&hour) => return None,
            Some("a") => hour % 12,
            Some(_) => hour % 12 + 12,
        };
        let time = Time::new(hour, minute, seconds, 0).ok()?;
        Some(Self { at: day.to_datetime(time), to_the_second: second.is_some() })
    }
}

fn number(text: &str) -> Option<i8> {
    let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A duration as `1:05:30` or `101:05:30`. Other forms say too little to prove anything.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let parts: Vec<_> = text.trim().split(':').collect();
    let [hours, minutes, seconds] = parts[..] else { return None };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !(digits(hours) && hours.len() <= 6 && minutes.len() == 2 && seconds.len() == 2) {
        return None;
    }
    let below_sixty = |text| number(text).filter(|number| *number < 60).map(i8::unsigned_abs);
    let (minutes, seconds) = (below_sixty(minutes)?, below_sixty(seconds)?);
    Some(Duration::from_secs(
        hours.parse::<u64>().ok()? * 3_600 + u64::from(minutes) * 60 + u64::from(seconds),
    ))
}

/// When a row's work was, as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: Local,
    pub(super) end: Option<Local>,
    pub(super) duration: Option<Duration>,
}

impl Stretch {
    /// The end as it is told, for the fingerprint.
    pub(super) fn told(&self) -> String {
        match (self.end, self.duration) {
            (Some(end), _) => end.at.to_string(),
            (None, duration) => format!("{}", duration.unwrap_or_default().as_secs()),
        }
    }

    /// The two instants that all that is told fits, where there is one such pair.
    pub(super) fn resolve(&self, zone: &TimeZone) -> Result<(Timestamp, Timestamp), RowError> {
        let starts = instants(self.start.at, zone, Field::Start)?;
        let Some(end) = self.end else {
            let duration = self.duration.ok_or(RowError::NoEnd)?;
            let [start] = starts[..] else { return Err(RowError::ComesTwice { field: Field::Start }) };
            return Ok((start, start.saturating_add(duration)));
        };
        let ends = instants(end.at, zone, Field::End)?;
        let pairs = || starts.iter().flat_map(|start| ends.iter().map(|end| (*start, *end)));
        let forward: Vec<_> = pairs().filter(|(start, end)| start <= end).collect();
        let fits = |&(start, end): &(Timestamp, Timestamp)| {
            let slack = if self.start.to_the_second && end_to_the_second(self.end) { 1 } else { 60 };
            self.duration.is_none_or(|told| end.since(start).abs_diff(told) <= Duration::from_secs(slack))
        };
        let fitting: Vec<_> = forward.iter().copied().filter(fits).collect();
        match (&fitting[..], &forward[..]) {
            ([one], _) => Ok(*one),
            ([], []) => Err(RowError::EndsBeforeStart),
            ([], _) => Err(RowError::DurationDiffers),
            _ if starts.len() > 1 => Err(RowError::ComesTwice { field: Field::Start }),
            _ => Err(RowError::ComesTwice { field: Field::End }),
        }
    }
}

fn end_to_the_second(end: Option<Local>) -> bool {
    end.is_some_and(|end| end.to_the_second)
}

/// The instants of a local time: one, or two where the clocks are put back over it.
fn instants(at: DateTime, zone: &TimeZone, field: Field) -> Result<Vec<Timestamp>, RowError> {
    let offsets = match zone.to_ambiguous_timestamp(at).offset() {
        AmbiguousOffset::Unambiguous { offset } => vec![offset],
        AmbiguousOffset::Fold { before, after } => vec![before, after],
        AmbiguousOffset::Gap { .. } => return Err(RowError::Skipped { field }),
    };
    let instants = offsets.into_iter().map(|offset| offset.to_timestamp(at).map(Timestamp::from));
    instants.collect::<Result<_, _>>().map_err(|_| RowError::NotALocalTime { field })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn local(text: &str) -> Option<Local> {
        Local::read("2026-10-25".parse().unwrap(), text)
    }

    fn at(text: &str) -> String {
        local(text).unwrap().at.strftime("%H:%M:%S").to_string()
    }

    fn resolved(start: &str, end: &str, told: Option<&str>) -> Result<(String, String), RowError> {
        let stretch = Stretch {
            start: local(start).unwrap(),
            end: local(end),
            duration: told.map(|told| duration(told).unwrap()),
        };
        let (start, end) = stretch.resolve(&TimeZone::get("Europe/Berlin").unwrap())?;
        Ok((start.to_string(), end.to_string()))
    }

    #[test]
    fn a_clock_of_twelve_hours_and_one_of_twenty_four_are_read() {
        let cases = [
            ("9:05", "09:05:00"),
            ("09:05:30", "09:05:30"),
            ("12:00 AM", "00:00:00"),
            ("12:30:15 pm", "12:30:15"),
            ("1:05PM", "13:05:00"),
            ("23:59:59", "23:59:59"),
        ];
        for (text, time) in cases {
            assert_eq!(at(text), time, "{text}");
        }
        for text in
            ["", "9", "9:5", "24:00", "13:00 PM", "0:30 AM", "9:05 XM", "m", "9:05:30:1", "-1:00", "9:60"]
        {
            assert_eq!(local(text), None, "{text}");
        }
    }

    #[test]
    fn a_duration_is_hours_minutes_and_seconds() {
        assert_eq!(duration("0:47:06"), Some(Duration::from_secs(2_826)));
        assert_eq!(duration("101:00:00"), Some(Duration::from_secs(363_600)));
        for text in ["", "1.5", "47:06", "1:60:00", "1:00:61", "-1:00:00", "9999999:00:00"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_that_comes_twice_is_not_guessed() {
        // At three the clocks go back to two.
        assert_eq!(resolved("02:30", "05:00", None), Err(RowError::ComesTwice { field: Field::Start }));
        assert_eq!(resolved("01:30", "02:30", None), Err(RowError::ComesTwice { field: Field::End }));
        let decimal_says_nothing = resolved("02:10", "02:40", None);
        assert_eq!(decimal_says_nothing, Err(RowError::ComesTwice { field: Field::Start }));
    }

    #[test]
    fn the_duration_or_the_order_proves_one_reading() {
        let (start, _) = resolved("02:30:00", "05:00:00", Some("2:30:00")).unwrap();
        assert_eq!(start, "2026-10-25T01:30:00.000Z", "the second half past two");
        let (start, _) = resolved("02:30:00", "05:00:00", Some("3:30:00")).unwrap();
        assert_eq!(start, "2026-10-25T00:30:00.000Z", "the first one");
        let (start, end) = resolved("02:40", "02:10", None).unwrap();
        assert_eq!((start.as_str(), end.as_str()), ("2026-10-25T00:40:00.000Z", "2026-10-25T01:10:00.000Z"));
    }

    #[test]
    fn a_duration_that_fits_no_reading_is_reported() {
        assert_eq!(resolved("06:00:00", "07:00:00", Some("2:00:00")), Err(RowError::DurationDiffers));
        assert!(resolved("06:00", "07:00", Some("1:00:42")).is_ok(), "minutes are all that the times say");
        assert_eq!(resolved("07:00", "06:00", None), Err(RowError::EndsBeforeStart));
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_reported() {
        let day = "2026-03-29".parse().unwrap();
        let stretch = Stretch {
            start: Local::read(day, "02:30").unwrap(),
            end: Local::read(day, "05:00"),
            duration: None,
        };
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        assert_eq!(stretch.resolve(&berlin), Err(RowError::Skipped { field: Field::Start }));
        assert!(stretch.resolve(&TimeZone::UTC).is_ok());
    }
}
