//! Which days are looked at.

use clap::Args;
use homing_domain::time::Period;
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::error::CliError;

/// Days that are looked at where none are named, today included.
const LAST: i64 = 7;

/// Which days: without any of them the last seven.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct PeriodArgs {
    /// The first day, such as 2026-11-22 [default: as early as there is work]
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: Option<Date>,

    /// The last day [default: as late as there is work]
    #[arg(long, value_name = "DAY", value_parser = day)]
    to: Option<Date>,

    /// This week, from Monday on
    #[arg(long, conflicts_with_all = ["from", "to"])]
    week: bool,

    /// This month
    #[arg(long, conflicts_with_all = ["from", "to", "week"])]
    month: bool,

    /// Everything
    #[arg(long, conflicts_with_all = ["from", "to", "week", "month"])]
    all: bool,
}

/// The days that are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Days {
    /// Those that a person named, from the first to the last one.
    Named(Option<Date>, Option<Date>),
    /// The last seven, as none are named.
    Last(Date),
}

impl PeriodArgs {
    /// The days that are meant, for a person whose day it is today.
    ///
    /// # Errors
    /// [`CliError::DaysBackwards`].
    pub(crate) fn days(self, today: Date) -> Result<Days, CliError> {
        let Self { from, to, week, month, all } = self;
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            return Err(CliError::DaysBackwards { from, to });
        }
        let earlier = |days: i64| today.saturating_sub(days.days());
        Ok(if week {
            let monday = earlier(today.weekday().to_monday_zero_offset().into());
            Days::Named(Some(monday), Some(monday.saturating_add(6.days())))
        } else if month {
            Days::Named(Some(today.first_of_month()), Some(today.last_of_month()))
        } else if all || from.is_some() || to.is_some() {
            Days::Named(from, to)
        } else {
            Days::Last(earlier(LAST - 1))
        })
    }
}

impl Days {
    /// From the first instant to the last one, in the zone.
    pub(crate) fn period(self, zone: &TimeZone) -> Period {
        let (first, last) = match self {
            Self::Named(first, last) => (first, last),
            Self::Last(first) => (Some(first), None),
        };
        Period::of_days(first, last, zone)
    }
}

fn day(text: &str) -> Result<Date, &'static str> {
    Date::strptime("%Y-%m-%d", text).map_err(|_| "write a day as 2026-11-22")
}

/// A zone of the time zone database.
pub(super) fn zone(name: &str) -> Result<TimeZone, &'static str> {
    TimeZone::get(name).map_err(|_| "there is no such zone; write it as Europe/Berlin, or as UTC")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use clap::Parser;
    use homing_domain::Timestamp;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        period: PeriodArgs,
    }

    fn days(words: &[&str]) -> Result<Days, CliError> {
        let line = Line::try_parse_from([&["homing"], words].concat()).unwrap();
        line.period.days("2026-10-28".parse().unwrap())
    }

    fn named(first: &str, last: &str) -> Days {
        Days::Named(Some(first.parse().unwrap()), Some(last.parse().unwrap()))
    }

    #[test]
    fn a_week_begins_on_monday_and_a_month_has_its_days() {
        assert_eq!(days(&["--week"]).unwrap(), named("2026-10-26", "2026-11-01"));
        assert_eq!(days(&["--month"]).unwrap(), named("2026-10-01", "2026-10-31"));
        assert_eq!(days(&["--all"]).unwrap(), Days::Named(None, None));
    }

    #[test]
    fn the_last_seven_days_begin_at_midnight_where_the_person_is() {
        // The clocks change within these days.
        let period = days(&[]).unwrap().period(&TimeZone::get("Europe/Berlin").unwrap());
        assert_eq!(period.from, "2026-10-21T22:00:00Z".parse::<Timestamp>().unwrap());
        assert_eq!(period.until, Period::all().until);
    }

    #[test]
    fn days_that_end_before_they_begin_are_refused() {
        assert!(days(&["--from", "2026-10-28", "--to", "2026-10-28"]).is_ok());
        let refused = days(&["--from", "2026-10-28", "--to", "2026-10-27"]);
        assert!(matches!(refused, Err(CliError::DaysBackwards { .. })));
    }

    #[test]
    fn what_is_no_day_or_no_zone_is_refused() {
        for text in ["", "today", "2026-02-30", "28.10.2026", "2026-10-28 09:00"] {
            assert!(day(text).is_err(), "{text}");
        }
        assert!(zone("Europe/Berlin").is_ok() && zone("Berlin").is_err() && zone("").is_err());
    }
}
