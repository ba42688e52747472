//! `homing log`.

use homing_app::Homing;
use homing_domain::ports::SortRange;
use homing_domain::time::Entry;
use jiff::{ToSpan as _, Zoned};

use super::here;
use crate::args::Log;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render::{self, Here};
use crate::screen::Screen;

/// Days that are shown without `--all`, today included.
const DAYS: i64 = 7;

pub(super) async fn run(homing: &Homing, log: &Log, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let here = here(homing);
    let entries = if log.remote {
        homing.check_network()?;
        in_order(homing.remote_entries().await?)
    } else {
        let range = if log.all { SortRange::ALL } else { last_days(&here) };
        homing.sync().tracker().entries(range).await?
    };
    if output.is_json() || !entries.is_empty() {
        let rows = |screen: &Screen| render::log::rows(&entries, &here, screen);
        output.answer(|| render::log::json(&entries), rows)?;
    }
    if let Some(remark) = remark(log, entries.is_empty()) {
        output.remark(remark);
    }
    Ok(ExitCode::Done)
}

/// What stands below the table, or in its place.
fn remark(log: &Log, empty: bool) -> Option<&'static str> {
    match (log, empty) {
        (Log { remote: true, .. }, true) => Some("The server holds no entries."),
        (Log { all: true, .. }, true) => Some("Nothing is recorded yet."),
        (Log { remote: true, .. } | Log { all: true, .. }, false) => None,
        (_, true) => Some("Nothing is recorded in the last 7 days; `homing log --all` shows everything."),
        (_, false) => Some("These are the last 7 days; `homing log --all` shows everything."),
    }
}

/// The order in which this machine lists its own, without what is deleted, as there.
fn in_order(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.retain(|entry| !entry.deleted);
    entries.sort_by_key(|entry| (entry.started_at(), entry.id));
    entries
}

/// From the beginning of the first of the last days, as the person's calendar has them.
fn last_days(here: &Here) -> SortRange {
    let today = here.now.to_jiff().to_zoned(here.zone.clone()).date();
    let first = today.checked_sub((DAYS - 1).days()).and_then(|day| day.to_zoned(here.zone.clone()));
    let from = first.map_or(i64::MIN, |first: Zoned| first.timestamp().as_millisecond());
    SortRange { from, to: i64::MAX }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn the_last_seven_days_begin_at_midnight_where_the_person_is() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        // The clocks change within these days.
        let here = Here { now: "2026-10-28T23:30:00Z".parse().unwrap(), zone };
        let from = Timestamp::from_millis(last_days(&here).from).unwrap();
        assert_eq!(from.to_string(), "2026-10-22T22:00:00.000Z");
    }
}
