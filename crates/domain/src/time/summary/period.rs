//! A stretch of time that is looked at.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::days::start_of_day;
use crate::Timestamp;
use crate::time::Entry;

/// From an instant on, up to another one that is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
}

impl Period {
    /// All of the calendar.
    #[must_use]
    pub fn all() -> Self {
        let end = |instant: jiff::Timestamp| instant.into();
        Self { from: end(jiff::Timestamp::MIN), until: end(jiff::Timestamp::MAX) }
    }

    /// From the beginning of `first` to the end of `last`, as the zone has these days. A side without a day
    /// is open.
    #[must_use]
    pub fn of_days(first: Option<Date>, last: Option<Date>, zone: &TimeZone) -> Self {
        let all = Self::all();
        let start = |day| start_of_day(day, zone);
        let until = last.and_then(|last| last.tomorrow().ok()).and_then(start);
        Self { from: first.and_then(start).unwrap_or(all.from), until: until.unwrap_or(all.until) }
    }

    /// The stretches of work of an entry that are within the period; an open one ends `now`.
    pub fn work_of(self, entry: &Entry, now: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let stretch = move |start, end: Option<Timestamp>| (start, end.unwrap_or(now).max(start));
        let stretches = entry.intervals.iter().map(move |interval| stretch(interval.start, interval.end));
        stretches.filter_map(move |(start, end)| self.clip(start, end))
    }

    /// The part of a stretch that is within the period. One of no length is within it where its instant is.
    #[must_use]
    pub fn clip(self, start: Timestamp, end: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let (from, to) = (start.max(self.from), end.min(self.until));
        let instant = start == end && self.from <= start && start < self.until;
        (from < to || instant).then_some((from, to))
    }
}
