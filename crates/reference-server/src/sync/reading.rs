//! Reading one task: is it of a known kind and sound, and what entry does it bring. Pure.

use homing_wire::{Problem, Task, TimeEntry, TimeEntryBody, kind, problem};
use jiff::Timestamp;
use serde::Deserialize as _;
use serde_json::Value;

use super::entry_rules;
use super::envelope::misshapen;
use super::instants::{is_id, read_instant};
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
    /// It is a time entry that breaks a rule: refused, unless the key took effect before. (A rule may be
    /// newer than the effect; what was taken then stays taken.)
    Broken(Problem),
    /// It is a sound time entry, listed under its first start.
    Entry { entry: Box<TimeEntry>, first_start: Timestamp },
}

impl Content {
    /// The project that it names, if it is sound and names one.
    pub(super) fn project(&self) -> Option<&str> {
        match self {
            Self::Entry { entry, .. } => entry.project.as_deref(),
            Self::Unsound(_) | Self::Broken(_) => None,
        }
    }
}

/// Reads one task.
pub(super) fn read_task(task: Task<Value>) -> ReadTask {
    let content = match check_task(&task) {
        Err(problem) => Content::Unsound(*problem),
        Ok(()) => match read_entry(task.body, &task.lane) {
            Err(problem) => Content::Broken(*problem),
            Ok((entry, first_start)) => Content::Entry { entry: Box::new(entry), first_start },
        },
    };
    ReadTask { key: task.key, lane: task.lane, content }
}

fn check_task(task: &Task<Value>) -> Result<(), Box<Problem>> {
    if task.kind != kind::TIME_ENTRY {
        return refused(problem::UNKNOWN_KIND, "kind", "This server knows the kind `time-entry` alone.");
    }
    let unsound = |field, detail| refused(problem::INVALID_TASK, field, detail);
    if !is_id(&task.key) {
        return unsound("key", "A key is a UUID of version 4 in lower case with hyphens.");
    }
    if !is_id(&task.lane) {
        return unsound("lane", "The lane of a time entry is its id: a UUID of version 4.");
    }
    if read_instant(&task.occurred_at).is_none() {
        return unsound("occurred_at", "An instant is RFC 3339 in UTC with exactly three fractional digits.");
    }
    Ok(())
}

fn read_entry(body: Value, lane: &str) -> Result<(TimeEntry, Timestamp), Box<Problem>> {
    let mut track = serde_path_to_error::Track::new();
    let reader = serde_path_to_error::Deserializer::new(body, &mut track);
    let body = TimeEntryBody::deserialize(reader).map_err(|_| {
        let shape = misshapen(&track.path());
        let field = shape.field.unwrap_or_else(|| "body".to_owned());
        Box::new(refusal(problem::INVALID_ENTRY, &field, shape.detail))
    })?;
    let first_start = entry_rules::check(&body)
        .map_err(|fault| Box::new(refusal(problem::INVALID_ENTRY, &fault.field, fault.detail)))?;
    if body.entry.id != lane {
        return refused(problem::INVALID_ENTRY, "lane", "The lane of a time entry is its id.");
    }
    Ok((body.entry, first_start))
}

fn refused<T>(kind: &str, field: &str, detail: &str) -> Result<T, Box<Problem>> {
    Err(Box::new(refusal(kind, field, detail)))
}

/// A problem that goes into a task's result.
pub(super) fn refusal(kind: &str, field: &str, detail: &str) -> Problem {
    Problem { detail: Some(detail.to_owned()), field: Some(field.to_owned()), ..problem_of(kind) }
}
