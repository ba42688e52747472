//! A list of entries: as a table with its total, and as JSON.

use std::time::Duration;

use homing_domain::time::{Entry, EntryState, worked};
use serde::Serialize;

use super::entry::{EntryJson, project, short_id, tags, what};
use super::table::{Column, Table};
use super::{Here, amount, hours};
use crate::screen::Screen;

/// What `log --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct LogJson<'a> {
    entries: Vec<EntryJson<'a>>,
}

/// As JSON.
pub(crate) fn json(entries: &[Entry]) -> LogJson<'_> {
    LogJson { entries: entries.iter().map(EntryJson::from).collect() }
}

/// As a table, with the sum of the work below.
pub(crate) fn rows(entries: &[Entry], here: &Here, screen: &Screen) -> String {
    let mut table = Table::new([
        Column::fixed("Id").spare(),
        Column::fixed("Day"),
        Column::fixed("From"),
        Column::fixed("To").spare(),
        Column::fixed("Work").right(),
        Column::text("What"),
        Column::text("Project").spare(),
        Column::text("Tags").spare(),
    ]);
    for entry in entries {
        let (from, to) = (here.time(entry.started_at()), until(entry, here));
        let work = hours(worked(entry, here.now));
        let (day, id) = (here.day(entry.started_at()), short_id(entry.id));
        table.row([id, day, from, to, work, what(entry), project(entry), tags(entry)]);
    }
    let total: Duration = entries.iter().map(|entry| worked(entry, here.now)).sum();
    let count = amount(u64::try_from(entries.len()).unwrap_or(u64::MAX), "entry", "entries");
    format!("{}\n\nTotal {} in {count}", table.show(screen), hours(total))
}

fn until(entry: &Entry, here: &Here) -> String {
    match entry.state {
        EntryState::Running => "running".to_owned(),
        EntryState::Paused => "paused".to_owned(),
        EntryState::Stopped => {
            let (start, end) = (entry.started_at(), entry.last_instant());
            // Past midnight the time alone would look like an end before the start.
            match here.days_between(start, end) {
                0 => here.time(end),
                days => format!("{} +{days}", here.time(end)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use jiff::tz::TimeZone;

    use super::super::entry::tests::sample;
    use super::*;

    #[test]
    fn the_table_shows_local_times_and_the_sum_of_the_work() {
        let here = Here {
            now: "2026-11-22T10:30:00Z".parse().unwrap(),
            zone: TimeZone::get("Europe/Berlin").unwrap(),
        };
        let entries = [
            sample(EntryState::Stopped, &[("2026-11-20T22:30:00Z", Some("2026-11-20T23:30:00Z"))]),
            sample(EntryState::Stopped, &[("2026-11-21T08:00:00Z", Some("2026-11-21T09:05:00Z"))]),
            sample(EntryState::Running, &[("2026-11-22T10:00:00Z", None)]),
        ];
        let shown = rows(&entries, &here, &Screen::PLAIN);
        let lines: Vec<Vec<_>> = shown.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[0], ["Id", "Day", "From", "To", "Work", "What", "Project", "Tags"]);
        assert_eq!(lines[2][..6], ["11111111", "2026-11-20", "23:30", "00:30", "+1", "1:00"]);
        assert_eq!(lines[3][..5], ["11111111", "2026-11-21", "09:00", "10:05", "1:05"]);
        assert_eq!(lines[4][..5], ["11111111", "2026-11-22", "11:00", "running", "0:30"]);
        assert_eq!(shown.lines().last(), Some("Total 2:35 in 3 entries"));
    }
}
