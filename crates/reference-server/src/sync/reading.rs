//! Reading one task: is it of a known kind and sound, and what entry or screenshot does it bring. Pure.

use homing_wire::{Problem, Screenshot, Task, TimeEntry, TimeEntryBody, kind, problem};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::envelope::misshapen;
use super::instants::{is_id, read_instant};
use super::{entry_rules, screenshot_rules};
use crate::problems::problem_of;

/// One task as the server understands it.
#[derive(Debug)]
pub(super) struct ReadTask {
    pub(super) key: String,
    pub(super) lane: String,
    pub(super) content: Content,
}

/// What a task brings.
#[derive(Debug)]
pub(super) enum Content {
    /// It has no sound key, lane or kind: refused, whatever its key.
    Unsound(Problem),
    /// It is a time entry or a screenshot that breaks a rule: refused, unless the key took effect before. (A rule may be
    /// newer than the effect; what was taken then stays taken.)
    Broken(Problem),
    /// It is a sound time entry, listed under its first start.
    Entry { entry: Box<TimeEntry>, first_start: Timestamp },
    /// It is a sound screenshot.
    Screenshot { screenshot: Box<Screenshot>, taken_at: Timestamp },
}

impl Content {
    /// The project that it names, if it is sound and names one.
    pub(super) fn project(&self) -> Option<&str> {
        match self {
            Self::Entry { entry, .. } => entry.project.as_deref(),
            _ => None,
        }
    }

    /// The screenshot that it brings, if it is a sound one.
    pub(super) fn screenshot(&self) -> Option<&Screenshot> {
        match self {
            Self::Screenshot { screenshot, .. } => Some(screenshot),
            _ => None,
        }
    }
}

/// Reads one task. Whether screenshots are known is for the operator to say, who takes blobs or not.
pub(super) fn read_task(task: Task<Value>, takes_screenshots: bool) -> ReadTask {
    let content = match check_task(&task, takes_screenshots) {
        Err(problem) => Ok(Content::Unsound(*problem)),
        Ok(()) if task.kind == kind::SCREENSHOT => read_screenshot(task.body, &task.lane),
        Ok(()) => read_entry(task.body, &task.lane),
    };
    let content = content.unwrap_or_else(|problem| Content::Broken(*problem));
    ReadTask { key: task.key, lane: task.lane, content }
}

fn check_task(task: &Task<Value>, takes_screenshots: bool) -> Result<(), Box<Problem>> {
    match task.kind.as_str() {
        kind::TIME_ENTRY => {}
        kind::SCREENSHOT if takes_screenshots => {}
        _ if takes_screenshots => {
            let known = "This server knows the kinds `time-entry` and `screenshot`.";
            return refused(problem::UNKNOWN_KIND, "kind", known);
        }
        _ => return refused(problem::UNKNOWN_KIND, "kind", "This server knows the kind `time-entry` alone."),
    }
    let unsound = |field, detail| refused(problem::INVALID_TASK, field, detail);
    if !is_id(&task.key) {
        return unsound("key", "A key is a UUID of version 4 in lower case with hyphens.");
    }
    if !is_id(&task.lane) {
        return unsound("lane", "The lane is the id of what the task brings: a UUID of version 4.");
    }
    if read_instant(&task.occurred_at).is_none() {
        return unsound("occurred_at", "An instant is RFC 3339 in UTC with exactly three fractional digits.");
    }
    Ok(())
}

fn read_entry(body: Value, lane: &str) -> Result<Content, Box<Problem>> {
    let body: TimeEntryBody = read_body(body, problem::INVALID_ENTRY)?;
    let first_start = entry_rules::check(&body)
        .map_err(|fault| Box::new(refusal(problem::INVALID_ENTRY, &fault.field, fault.detail)))?;
    if body.entry.id != lane {
        return refused(problem::INVALID_ENTRY, "lane", "The lane of a time entry is its id.");
    }
    Ok(Content::Entry { entry: Box::new(body.entry), first_start })
}

fn read_screenshot(body: Value, lane: &str) -> Result<Content, Box<Problem>> {
    let screenshot: Screenshot = read_body(body, problem::INVALID_SCREENSHOT)?;
    let taken_at = screenshot_rules::check(&screenshot)
        .map_err(|fault| Box::new(refusal(problem::INVALID_SCREENSHOT, &fault.field, fault.detail)))?;
    if screenshot.id != lane {
        return refused(problem::INVALID_SCREENSHOT, "lane", "The lane of a screenshot is its id.");
    }
    Ok(Content::Screenshot { screenshot: Box::new(screenshot), taken_at })
}

fn read_body<T: DeserializeOwned>(body: Value, kind: &str) -> Result<T, Box<Problem>> {
    let mut track = serde_path_to_error::Track::new();
    let reader = serde_path_to_error::Deserializer::new(body, &mut track);
    T::deserialize(reader).map_err(|_| {
        let shape = misshapen(&track.path());
        let field = shape.field.unwrap_or_else(|| "body".to_owned());
        Box::new(refusal(kind, &field, shape.detail))
    })
}

fn refused<T>(kind: &str, field: &str, detail: &str) -> Result<T, Box<Problem>> {
    Err(Box::new(refusal(kind, field, detail)))
}

/// A problem that goes into a task's result.
pub(super) fn refusal(kind: &str, field: &str, detail: &str) -> Problem {
    Problem { detail: Some(detail.to_owned()), field: Some(field.to_owned()), ..problem_of(kind) }
}
