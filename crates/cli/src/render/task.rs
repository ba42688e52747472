//! One unsent change: what it carries in words, what a retry or a discard did, and how it is written out whole.

use std::path::Path;
use std::time::Duration;

use homing_app::Status;
use homing_app::json::{SyncJson, TaskJson, behind, json_of};
use homing_domain::engine::CycleReport;
use homing_domain::names::TaskId;
use homing_domain::task::{Task, waiting_behind};
use homing_domain::time::{Entry, Interval, Screenshot, TaskBody, task_kind, worked};
use serde::Serialize;
use serde_json::Value;

use super::attached::size;
use super::entry::{EntryJson, named};
use super::queue;
use super::text::printable;
use super::{Here, amount, hours};

/// What `queue show --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct ShownJson<'a> {
    #[serde(flatten)]
    task: TaskJson<'a>,
    entry: Option<Value>,
}

/// What `queue retry --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct RetriedJson {
    retried: u64,
    sync: SyncJson,
}

/// What `queue discard --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct DiscardedJson {
    discarded: Vec<TaskId>,
}

/// What `queue export --json` writes where the tasks go to a file.
#[derive(Debug, Serialize)]
pub(crate) struct ExportedJson {
    tasks: u64,
    file: String,
}

/// The entry that a task tells the server of, where it is of that kind.
fn entry(task: &Task) -> Option<Entry> {
    let body = TaskBody::decode(&task.task.body).ok();
    body.filter(|_| task.task.kind == task_kind()).map(|body| body.entry)
}

/// One task as JSON; `tasks` are all the unsent ones.
pub(crate) fn json<'a>(task: &'a Task, tasks: &[Task]) -> ShownJson<'a> {
    let entry = entry(task).and_then(|entry| serde_json::to_value(EntryJson::from(&entry)).ok());
    ShownJson { task: json_of(task, tasks), entry }
}

/// One task as lines; `tasks` are all the unsent ones.
pub(crate) fn lines(task: &Task, tasks: &[Task], here: &Here) -> String {
    let now = queue::state(task, behind(task, tasks), here);
    let mut rows = vec![
        ("Change", task.task.id.to_string()),
        ("Kind", printable(task.task.kind.as_str())),
        ("Lane", printable(task.task.lane.as_str())),
        ("Happened", here.moment(task.task.occurred_at)),
        ("Recorded", here.moment(task.enqueued_at)),
        ("State", now.state.to_owned()),
        ("Tries", task.attempts.to_string()),
    ];
    let optional = [("Next try", now.next), ("Why", now.why)];
    rows.extend(optional.into_iter().filter(|(_, value)| !value.is_empty()));
    if let Some(behind) = waiting_behind(tasks).get(&task.task.id).filter(|behind| **behind > 0) {
        rows.push(("Behind it", format!("{} of the same lane", amount(*behind, "change", "changes"))));
    }
    match entry(task) {
        Some(entry) => rows.push(("Carries", words(&entry, here))),
        None => rows.push(("Carries", carried(task))),
    }
    let rows: Vec<_> = rows.into_iter().map(|(name, value)| format!("{name:<10} {value}")).collect();
    rows.join("\n")
}

/// What a task carries that is of no entry: its file, where it has one, with the name that it had.
fn carried(task: &Task) -> String {
    let Some(blob) = &task.task.blob else { return format!("{} bytes", task.task.body.len()) };
    let screenshot = task.task.body.json::<Screenshot>().ok();
    let name = screenshot.and_then(|screenshot| screenshot.file_name);
    let name = name.map_or_else(|| "a file".to_owned(), |name| printable(&name));
    format!("{name}, {}", size(blob.bytes))
}

/// An entry with every stretch of its work.
fn words(entry: &Entry, here: &Here) -> String {
    let stretch = |Interval { start, end }: &Interval| match end {
        None => format!("{} {} on", here.day(*start), here.time(*start)),
        Some(end) if here.day(*end) == here.day(*start) => {
            format!("{} {}-{}", here.day(*start), here.time(*start), here.time(*end))
        }
        Some(end) => {
            format!("{} {}-{} {}", here.day(*start), here.time(*start), here.day(*end), here.time(*end))
        }
    };
    let stretches: Vec<_> = entry.intervals.iter().map(stretch).collect();
    let (stretches, work) = (stretches.join(", "), hours(worked(entry, here.now)));
    let deleted = if entry.deleted { "the deletion of " } else { "" };
    format!("{deleted}{}: {stretches}; {work} of work", named(entry))
}

/// What goes where these are discarded, and whether it is meant.
pub(crate) fn farewell(tasks: &[Task], here: &Here) -> String {
    let (mut text, mut work) = (String::new(), Duration::ZERO);
    for task in tasks {
        let what = match entry(task) {
            Some(entry) => {
                if !entry.deleted {
                    work += worked(&entry, here.now);
                }
                words(&entry, here)
            }
            None => format!("{}, {}", printable(task.task.kind.as_str()), carried(task)),
        };
        text.push_str(&format!("  {}  {what}\n", queue::short_id(task.task.id)));
    }
    let count = u64::try_from(tasks.len()).unwrap_or(u64::MAX);
    let these = amount(count, "change, with", "changes, with");
    let work = hours(work);
    let pictures = match tasks.iter().filter(|task| task.task.blob.is_some()).count() {
        0 => "",
        1 => {
            " The picture goes from this machine for good; only its original file is left, where there is one."
        }
        _ => {
            " The pictures go from this machine for good; only their original files are left, where there are any."
        }
    };
    format!(
        "{text}The server will not have {these} {work} of work in all; what it had of an entry before, it keeps. Of \
         entries everything stays on this machine, as `homing log` shows, and a later edit of one sends it \
         whole.{pictures} Discard?"
    )
}

/// What was discarded.
pub(crate) fn discarded(tasks: &[Task]) -> String {
    let count = u64::try_from(tasks.len()).unwrap_or(u64::MAX);
    let discarded = format!("Discarded {}.", amount(count, "change", "changes"));
    if tasks.iter().any(|task| task.task.blob.is_some()) {
        return format!(
            "{discarded} Pictures are gone from this machine; what is recorded of entries stays on it."
        );
    }
    format!("{discarded} What is recorded stays on this machine.")
}

/// What was discarded, as JSON.
pub(crate) fn discarded_json(tasks: &[Task]) -> DiscardedJson {
    DiscardedJson { discarded: tasks.iter().map(|task| task.task.id).collect() }
}

/// How many go again.
pub(crate) fn retried(count: u64) -> String {
    match count {
        0 => "No change of these was refused; what waits goes by itself.".to_owned(),
        count => format!("{} again.", amount(count, "refused change goes", "refused changes go")),
    }
}

/// How many go again and what the sync made of them, as JSON.
pub(crate) fn retried_json(retried: u64, report: &CycleReport, status: &Status) -> RetriedJson {
    RetriedJson { retried, sync: super::sync::json(report, status) }
}

/// Where the tasks were written to.
pub(crate) fn exported(count: u64, file: &Path) -> String {
    format!("Wrote {} to {}.", amount(count, "unsent change", "unsent changes"), file.display())
}

/// Where the tasks were written to, as JSON.
pub(crate) fn exported_json(tasks: u64, file: &Path) -> ExportedJson {
    ExportedJson { tasks, file: file.display().to_string() }
}

#[cfg(test)]
mod tests;
