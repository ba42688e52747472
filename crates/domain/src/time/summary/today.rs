//! The day that it is, and how long was worked in it so far.

use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Period, day_of};
use crate::Timestamp;
use crate::names::AccountId;
use crate::ports::QueueError;
use crate::time::{Entry, Tracker};

/// A day that goes on. What the timer adds to it is computed from its entry, at any instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Today {
    /// The day.
    pub day: Date,
    /// From its beginning to where the next one begins.
    pub period: Period,
    /// The zone by whose clocks it is that day.
    pub zone: TimeZone,
    /// The work of the day without that of the entry that runs or is paused.
    pub settled: Duration,
}

impl Today {
    /// The day of an instant, with no work yet.
    #[must_use]
    pub fn of(now: Timestamp, zone: &TimeZone) -> Self {
        let day = day_of(now, zone);
        let period = Period::of_days(Some(day), Some(day), zone);
        Self { day, period, zone: zone.clone(), settled: Duration::ZERO }
    }

    /// All work of the day up to `now`, with that of the entry that runs or is paused.
    #[must_use]
    pub fn worked(&self, timer: Option<&Entry>, now: Timestamp) -> Duration {
        self.settled + timer.map_or(Duration::ZERO, |entry| self.work_of(entry, now))
    }

    fn work_of(&self, entry: &Entry, now: Timestamp) -> Duration {
        self.period.work_of(entry, now).map(|(start, end)| end.min(now).since(start)).sum()
    }
}

impl Tracker {
    /// The day that it is on this machine, for an account of which the entry `timer` runs or is paused.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn today(&self, account: AccountId, timer: Option<&Entry>) -> Result<Today, QueueError> {
        let now = self.clock.now();
        let mut today = Today::of(now, &self.clock.time_zone());
        let entries = self.entries_of_within(account, today.period).await?;
        let settled = entries.iter().filter(|entry| timer.is_none_or(|timer| timer.id != entry.id));
        today.settled = settled.map(|entry| today.work_of(entry, now)).sum();
        Ok(today)
    }
}
