//! `homing log`.

use homing_app::Homing;
use homing_domain::time::{Entry, Period, day_of};

use super::here;
use crate::args::{Days, Log};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render;
use crate::screen::Screen;

pub(super) async fn run(homing: &Homing, log: &Log, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let here = here(homing);
    let days = log.period.days(day_of(here.now, &here.zone))?;
    let period = match days {
        Days::Last(_) if log.remote => Period::all(),
        days => days.period(&here.zone),
    };
    let entries = if log.remote {
        homing.check_network()?;
        let mut entries = in_order(homing.remote_entries().await?);
        entries.retain(|entry| period.work_of(entry, here.now).next().is_some());
        entries
    } else {
        homing.sync().tracker().entries_within(period).await?
    };
    if output.is_json() || !entries.is_empty() {
        let rows = |screen: &Screen| render::log::rows(&entries, &here, screen);
        output.answer(|| render::log::json(&entries), rows)?;
    }
    if let Some(remark) = remark(log.remote, days, entries.is_empty()) {
        output.remark(remark);
    }
    Ok(ExitCode::Done)
}

/// What stands below the table, or in its place.
fn remark(remote: bool, days: Days, empty: bool) -> Option<&'static str> {
    match (days, empty) {
        (Days::Last(_) | Days::Named(None, None), true) if remote => Some("The server holds no entries."),
        (Days::Named(None, None), true) => Some("Nothing is recorded yet."),
        (Days::Last(_), true) => {
            Some("Nothing is recorded in the last 7 days; `homing log --all` shows everything.")
        }
        (Days::Last(_), false) if !remote => {
            Some("These are the last 7 days; `homing log --all` shows everything.")
        }
        (Days::Named(..), true) => Some("There is no work on these days."),
        _ => None,
    }
}

/// The order in which this machine lists its own, without what is deleted, as there.
fn in_order(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.retain(|entry| !entry.deleted);
    entries.sort_by_key(|entry| (entry.started_at(), entry.id));
    entries
}
