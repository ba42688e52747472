//! How long was worked, computed at reading: in all, and by day, project or tag. Nothing of it is stored, so
//! a change of the person's zone changes which day an hour belongs to, and never how many hours there are.

mod by_day;
mod days;
mod period;
mod today;

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Entry, Tracker};
use crate::Timestamp;
use crate::ports::QueueError;

pub use by_day::{DayOfWork, WorkOfEntry, by_day, week_of};
pub use days::{day_of, start_of_day};
pub use period::Period;
pub use today::Today;

/// The work of an entry up to `now`: an open interval counts until then.
#[must_use]
pub fn worked(entry: &Entry, now: Timestamp) -> Duration {
    entry.intervals.iter().map(|interval| interval.end.unwrap_or(now).since(interval.start)).sum()
}

/// What work is added up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SummaryBy {
    /// The days of a zone.
    Day,
    /// The project.
    Project,
    /// Each tag: an entry with two counts for both.
    Tag,
}

/// What a row of a summary stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// A day of the zone.
    Day(Date),
    /// A project; none for the entries without one.
    Project(Option<String>),
    /// A tag; none for the entries without any.
    Tag(Option<String>),
}

/// The work of one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupTotal {
    /// Which group.
    pub group: Group,
    /// How long was worked.
    pub worked: Duration,
    /// Entries with work in it.
    pub entries: usize,
}

/// Work, added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// All of it, each hour once.
    pub worked: Duration,
    /// Entries with work in the period.
    pub entries: usize,
    /// The groups: days in order, projects and tags with the most work first. Groups without work are not
    /// there. By day and by project they add up to `worked`; by tag they may be more.
    pub groups: Vec<GroupTotal>,
}

/// Adds up the work within `period`, up to `now` where an interval is open. Days are those of `zone`. Deleted
/// entries do not count.
#[must_use]
pub fn summarize(
    entries: &[Entry],
    by: SummaryBy,
    period: Period,
    zone: &TimeZone,
    now: Timestamp,
) -> Summary {
    let (mut summary, mut groups) = (Summary::default(), BTreeMap::new());
    for entry in entries.iter().filter(|entry| !entry.deleted) {
        let within: Vec<_> = period.work_of(entry, now).collect();
        if within.is_empty() {
            continue;
        }
        let worked = within.iter().map(|(start, end)| end.since(*start)).sum();
        summary.worked += worked;
        summary.entries += 1;
        for (group, worked) in shares(entry, by, &within, worked, zone) {
            let total: &mut (Duration, usize) = groups.entry(group).or_default();
            total.0 += worked;
            total.1 += 1;
        }
    }
    let total = |(group, (worked, entries))| GroupTotal { group, worked, entries };
    summary.groups = groups.into_iter().map(total).collect();
    if by != SummaryBy::Day {
        summary.groups.sort_by_key(|total| std::cmp::Reverse(total.worked));
    }
    summary
}

/// What one entry gives to each group: a group comes once.
fn shares(
    entry: &Entry,
    by: SummaryBy,
    within: &[(Timestamp, Timestamp)],
    worked: Duration,
    zone: &TimeZone,
) -> BTreeMap<Group, Duration> {
    let mut shares = BTreeMap::new();
    match by {
        SummaryBy::Day => {
            for (start, end) in within {
                for (day, worked) in days::split(*start, *end, zone) {
                    *shares.entry(Group::Day(day)).or_default() += worked;
                }
            }
        }
        SummaryBy::Project => drop(shares.insert(Group::Project(entry.project.clone()), worked)),
        SummaryBy::Tag if entry.tags.is_empty() => drop(shares.insert(Group::Tag(None), worked)),
        SummaryBy::Tag => {
            shares.extend(entry.tags.iter().map(|tag| (Group::Tag(Some(tag.clone())), worked)));
        }
    }
    shares
}

impl Tracker {
    /// Adds up the work within a period: [`summarize`].
    ///
    /// # Errors
    /// [`QueueError`] of the read.
    pub async fn summary(
        &self,
        by: SummaryBy,
        period: Period,
        zone: &TimeZone,
    ) -> Result<Summary, QueueError> {
        Ok(summarize(&self.entries_within(period).await?, by, period, zone, self.clock.now()))
    }
}
