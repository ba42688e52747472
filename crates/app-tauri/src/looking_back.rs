//! A look back at what was done: days with a mark for each entry, and a week by project. Nothing here changes anything.

use std::collections::BTreeMap;
use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::ports::QueueError;
use homing_domain::time::{DayOfWork, Marks, Period, by_day, week_of};
use jiff::civil::Date;

use crate::SyncManager;

/// Days with work, and where their entries are.
#[derive(Clone, Debug)]
pub struct MarkedDays {
    /// Up to when work counts.
    pub taken_at: Timestamp,
    /// The days, the latest first.
    pub days: Vec<DayOfWork>,
    /// Where the entries are.
    pub marks: Marks,
}

/// A week from Monday on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its first day.
    pub first: Date,
    /// Its last.
    pub last: Date,
    /// Up to when work counts.
    pub taken_at: Timestamp,
    /// Every day of it, in order.
    pub days: Vec<WeekDay>,
}

/// A day of a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekDay {
    /// The day.
    pub day: Date,
    /// All of its work.
    pub worked: Duration,
    /// The same by project, most of it first.
    pub projects: Vec<(Option<String>, Duration)>,
}

impl SyncManager {
    /// The days of this machine's zone from `first` to `last`, both included, that have work of the active account.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn marked_days(&self, first: Date, last: Date) -> Result<MarkedDays, QueueError> {
        let (taken_at, days) = self.days_of_work(first, last).await?;
        Ok(MarkedDays { taken_at, days, marks: self.tracker().marks().await? })
    }

    /// The week that a day is in, as the active account worked in it.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn week(&self, of: Date) -> Result<Week, QueueError> {
        let (first, last) = week_of(of);
        let (taken_at, worked) = self.days_of_work(first, last).await?;
        let day = |day: Date| {
            let found = worked.iter().find(|worked| worked.day == day);
            found.map_or(WeekDay { day, worked: Duration::ZERO, projects: Vec::new() }, by_project)
        };
        let every = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last);
        Ok(Week { first, last, taken_at, days: every.map(day).collect() })
    }

    async fn days_of_work(&self, first: Date, last: Date) -> Result<(Timestamp, Vec<DayOfWork>), QueueError> {
        let zone = self.clock.time_zone();
        let period = Period::of_days(Some(first), Some(last), &zone);
        let entries = self.tracker().entries_within(period).await?;
        let now = self.clock.now();
        Ok((now, by_day(&entries, period, &zone, now)))
    }
}

fn by_project(DayOfWork { day, worked, entries }: &DayOfWork) -> WeekDay {
    let mut shares = BTreeMap::<Option<String>, Duration>::new();
    for part in entries.iter().filter(|part| !part.worked.is_zero()) {
        *shares.entry(part.entry.project.clone()).or_default() += part.worked;
    }
    let mut projects: Vec<_> = shares.into_iter().collect();
    projects.sort_by_key(|(_, worked)| std::cmp::Reverse(*worked));
    WeekDay { day: *day, worked: *worked, projects }
}
