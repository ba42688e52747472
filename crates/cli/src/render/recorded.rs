//! What a command changed, as JSON; what is said beside it; and what a deletion would take away.

use std::collections::BTreeSet;
use std::time::Duration;

use homing_domain::Timestamp;
use homing_domain::time::{Change, CommandKind, Entry, EntryId, Interval, LONG_SPAN, Recorded, worked};
use serde::Serialize;

use super::away::AwayJson;
use super::entry::{EntryJson, named, short_id};
use super::text::printable;
use super::{Here, amount, away, hours, undone};

/// What a command that records writes with `--json`.
#[derive(Debug, Serialize)]
pub(crate) struct RecordedJson<'a> {
    entry: EntryJson<'a>,
    stopped: Option<EntryJson<'a>>,
    changed: Vec<EntryJson<'a>>,
    overlaps: Vec<EntryId>,
    clock_behind: Option<Timestamp>,
    away: Vec<AwayJson>,
    clock_set_seconds: Option<i64>,
    undone: Option<CommandKind>,
}

/// As JSON.
pub(crate) fn json(recorded: &Recorded) -> RecordedJson<'_> {
    let Recorded { entry, stopped, changes, overlaps, clock_behind, away, clock_set_millis, undone } =
        recorded;
    RecordedJson {
        entry: entry.into(),
        stopped: stopped.as_ref().map(EntryJson::from),
        changed: changes.iter().map(|change| EntryJson::from(&change.after)).collect(),
        overlaps: overlaps.iter().map(|entry| entry.id).collect(),
        clock_behind: *clock_behind,
        away: away.iter().map(AwayJson::from).collect(),
        clock_set_seconds: clock_set_millis.map(|millis| millis / 1_000),
        undone: *undone,
    }
}

/// What a person ought to know besides.
pub(crate) fn remarks(recorded: &Recorded, here: &Here) -> Vec<String> {
    let mut remarks = Vec::new();
    for other in &recorded.overlaps {
        let (from, to) = (here.moment(other.started_at()), here.moment(other.last_instant()));
        remarks.push(format!(
            "Work is recorded for the same time already, {from} to {to}: {} ({})",
            named(other),
            short_id(other.id)
        ));
    }
    if let Some(instant) = recorded.clock_behind {
        let marked = recorded.stopped.iter().chain([&recorded.entry]).filter(|entry| entry.approximate);
        let mend: Vec<_> = marked.map(|entry| format!("homing edit {}", short_id(entry.id))).collect();
        remarks.push(format!(
            "This machine's clock is behind the entry, so {} was recorded in place of now and is marked as \
             approximate. Set the clock right, then what is marked: {}",
            here.moment(instant),
            mend.join(", ")
        ));
    }
    remarks.extend(away::remarks(recorded, here));
    remarks.extend(recorded.changes.iter().filter_map(forgotten));
    if recorded.undone.is_some() {
        remarks.extend(recorded.changes.iter().filter_map(undone::gap));
    }
    remarks
}

/// That a stretch which has just ended is longer than anyone works.
fn forgotten(Change { before, after }: &Change) -> Option<String> {
    let open = before.as_ref()?.intervals.last().filter(|last| last.end.is_none())?;
    let place = before.as_ref()?.intervals.len() - 1;
    let span = after.intervals.get(place)?.end?.since(open.start);
    let interval =
        if after.intervals.len() > 1 { format!(" --interval {}", place + 1) } else { String::new() };
    (span > LONG_SPAN && !after.deleted).then(|| {
        format!(
            "That was {} of work without a break. It is recorded, and `homing review` lists it; where the timer was \
             forgotten: homing edit {}{interval} --to TIME",
            hours(span),
            short_id(after.id)
        )
    })
}

/// That the server has no such project.
pub(crate) fn unknown_project(project: &str) -> String {
    format!(
        "The server has no project of this name; it was recorded as it is. `homing projects` shows what it has: {}",
        printable(project)
    )
}

/// The intervals by their numbers.
pub(crate) fn intervals(entry: &Entry, here: &Here) -> String {
    let line = |(place, interval): (usize, &Interval)| {
        let end = interval.end.map_or_else(|| "now".to_owned(), |end| here.moment(end));
        format!("  {}  {} to {end}", place + 1, here.moment(interval.start))
    };
    entry.intervals.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// What goes, and whether it is meant.
pub(crate) fn deletion(entries: &[Entry], here: &Here) -> String {
    let mut text = String::new();
    for entry in entries {
        let (when, work) = (here.moment(entry.started_at()), hours(worked(entry, here.now)));
        text.push_str(&format!("  {}  {when}  {work}  {}\n", short_id(entry.id), named(entry)));
    }
    format!("{text}Delete {}?", sum(entries, here))
}

/// How much work these entries hold.
pub(super) fn sum<'a>(entries: impl IntoIterator<Item = &'a Entry>, here: &Here) -> String {
    let (mut count, mut work, mut days) = (0, Duration::ZERO, BTreeSet::new());
    for entry in entries {
        count += 1;
        work += worked(entry, here.now);
        days.extend(entry.intervals.iter().map(|interval| here.day(interval.start)));
    }
    let days = amount(u64::try_from(days.len()).unwrap_or(u64::MAX), "day", "days");
    format!("{} with {} of work on {days}", amount(count, "entry", "entries"), hours(work))
}
