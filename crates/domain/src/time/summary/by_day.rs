//! Days and what was done in them, entry by entry, as a person looks back. Work counts up to now: what is written down
//! for later is in its day and adds nothing yet.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::{Period, days};
use crate::Timestamp;
use crate::time::Entry;

/// A day with work in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOfWork {
    /// The day, as the zone has it.
    pub day: Date,
    /// All work of the day.
    pub worked: Duration,
    /// The entries with work in it: the latest first, by when each last began within the day. One that goes over
    /// midnight is in both days.
    pub entries: Vec<WorkOfEntry>,
}

/// An entry, and its part in a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkOfEntry {
    /// The entry, whole.
    pub entry: Entry,
    /// Its work within the day, up to now.
    pub worked: Duration,
}

/// What one entry gives to one day.
#[derive(Clone, Copy, Default)]
struct Share {
    worked: Duration,
    began: Option<Timestamp>,
}

/// The days of the period that have work, the latest first. Deleted entries do not count.
#[must_use]
pub fn by_day(entries: &[Entry], period: Period, zone: &TimeZone, now: Timestamp) -> Vec<DayOfWork> {
    let mut days = BTreeMap::<Date, Vec<(Share, &Entry)>>::new();
    for entry in entries.iter().filter(|entry| !entry.deleted) {
        for (day, share) in shares(entry, period, zone, now) {
            days.entry(day).or_default().push((share, entry));
        }
    }
    let day = |(day, mut shares): (Date, Vec<(Share, &Entry)>)| {
        shares.sort_by_key(|(share, entry)| std::cmp::Reverse((share.began, entry.id)));
        let part =
            |(share, entry): (Share, &Entry)| WorkOfEntry { entry: entry.clone(), worked: share.worked };
        let entries: Vec<_> = shares.into_iter().map(part).collect();
        DayOfWork { day, worked: entries.iter().map(|part| part.worked).sum(), entries }
    };
    days.into_iter().rev().map(day).collect()
}

fn shares(entry: &Entry, period: Period, zone: &TimeZone, now: Timestamp) -> BTreeMap<Date, Share> {
    let mut shares = BTreeMap::<Date, Share>::new();
    for (start, end) in period.work_of(entry, now) {
        let mut began = start;
        for (day, whole) in days::split(start, end, zone) {
            let ended = began.saturating_add(whole);
            let share = shares.entry(day).or_default();
            share.worked += ended.min(now).since(began);
            share.began = share.began.max(Some(began));
            began = ended;
        }
    }
    shares
}

/// The first and the last day of the week that a day is in, from Monday on. At the end of the calendar it may be
/// shorter.
#[must_use]
pub fn week_of(day: Date) -> (Date, Date) {
    let since_monday = i64::from(day.weekday().since(Weekday::Monday));
    let days_on = |days: i64| jiff::Span::new().try_days(days).and_then(|span| day.checked_add(span));
    (days_on(-since_monday).unwrap_or(Date::MIN), days_on(6 - since_monday).unwrap_or(Date::MAX))
}
