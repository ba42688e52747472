//! `POST /v1/sync`: each task at most once under its key, a lane in its order, newer revisions over older ones.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use homing_domain::ports::HttpResponse;
use homing_wire::{
    Outcome, SyncRequest, SyncResponse, Task, TaskResult, TimeEntry, TimeEntryBody, kind, problem,
};
use serde_json::Value;

use super::answer::{json, problem, refusal};
use super::{Rules, Treatment};
use crate::simulation::time::Since;

/// Whatever holds this text is refused for good.
pub(crate) const POISON: &str = "(poison)";

/// Whatever holds this text makes the server fail at the whole request.
pub(crate) const BREAKS: &str = "(breaks)";

/// What the server holds of one user.
#[derive(Default)]
pub(crate) struct Held {
    /// Keys, and when they were used first.
    keys: BTreeMap<String, Since>,
    /// Keys that the server may have forgotten by now.
    pub(crate) keys_ever: BTreeSet<String>,
    pub(crate) entries: BTreeMap<String, TimeEntry>,
    /// By lane, notes in the order in which they came.
    pub(crate) notes: BTreeMap<String, Vec<String>>,
    /// By lane, the last value.
    pub(crate) settings: BTreeMap<String, Value>,
}

/// Something that took effect.
#[derive(Clone, Debug)]
pub(crate) struct Effect {
    pub(crate) user: String,
    pub(crate) key: String,
    /// Whether the same thing had taken effect before, under whatever key.
    pub(crate) again: bool,
}

/// Answers a request of a user, and says what took effect.
pub(super) fn sync(
    held: &mut Held,
    user: &str,
    rules: &Rules,
    body: &[u8],
    treatment: &Treatment,
    now: Since,
) -> (HttpResponse, Vec<Effect>) {
    let Ok(SyncRequest { tasks, .. }) = serde_json::from_slice::<SyncRequest<Value>>(body) else {
        return (refusal(400, problem::UNREADABLE_REQUEST), vec![]);
    };
    if body.len() as u64 > rules.max_bytes || tasks.len() > rules.max_tasks as usize {
        return (refusal(413, problem::TOO_LARGE), vec![]);
    }
    let keys_kept = Duration::from_secs(u64::from(rules.key_days) * 86_400);
    held.keys.retain(|_, used| now < *used + keys_kept);
    if tasks.iter().any(|task| says(&task.body, BREAKS)) {
        return (refusal(500, problem::INTERNAL), vec![]);
    }
    let fresh = |task: &&Task<Value>| !held.keys.contains_key(&task.key);
    if !rules.per_item && tasks.iter().filter(fresh).any(|task| says(&task.body, POISON)) {
        return (refusal(422, problem::INVALID_TASK), vec![]);
    }
    let mut effects = Vec::new();
    let mut stuck = BTreeSet::new();
    let mut results = Vec::with_capacity(tasks.len());
    for (place, task) in tasks.into_iter().enumerate() {
        let (key, lane) = (task.key.clone(), task.lane.clone());
        let outcome = if stuck.contains(&lane) {
            Outcome::Blocked
        } else if held.keys.contains_key(&key) {
            Outcome::Duplicate
        } else if let Some(after_seconds) = treatment.puts_off(place) {
            Outcome::Retry { after_seconds }
        } else {
            held.take(task, user, &mut effects)
        };
        match outcome {
            Outcome::Applied => {
                held.keys.insert(key.clone(), now);
                held.keys_ever.insert(key.clone());
            }
            Outcome::Duplicate | Outcome::Blocked => {}
            _ => drop(stuck.insert(lane)),
        }
        results.push(TaskResult { key, outcome });
    }
    (json(200, &SyncResponse { results }), effects)
}

fn says(body: &Value, text: &str) -> bool {
    serde_json::to_string(body).unwrap().contains(text)
}

fn refused(kind: &str, field: Option<&str>) -> Outcome {
    Outcome::Rejected { problem: Some(problem(kind, field)) }
}

impl Held {
    fn take(&mut self, task: Task<Value>, user: &str, effects: &mut Vec<Effect>) -> Outcome {
        if says(&task.body, POISON) {
            return refused(problem::INVALID_ENTRY, Some("entry.description"));
        }
        let mut took_effect = |again| {
            effects.push(Effect { user: user.to_owned(), key: task.key.clone(), again });
            Outcome::Applied
        };
        match task.kind.as_str() {
            kind::TIME_ENTRY => {
                let Ok(TimeEntryBody { entry, .. }) = serde_json::from_value(task.body) else {
                    return refused(problem::INVALID_ENTRY, None);
                };
                match self.entries.get(&entry.id) {
                    Some(held) if entry.revision <= held.revision => {
                        let same = TimeEntry { revision: held.revision, ..entry } == *held;
                        if same {
                            Outcome::Duplicate
                        } else {
                            refused(problem::CONFLICT, Some("entry.revision"))
                        }
                    }
                    _ => {
                        self.entries.insert(entry.id.clone(), entry);
                        took_effect(false)
                    }
                }
            }
            "note" => {
                let note = task.body["note"].as_str().unwrap_or_default().to_owned();
                let notes = self.notes.entry(task.lane.clone()).or_default();
                let again = notes.contains(&note);
                notes.push(note);
                took_effect(again)
            }
            "setting" => {
                self.settings.insert(task.lane.clone(), task.body);
                took_effect(false)
            }
            _ => refused(problem::UNKNOWN_KIND, None),
        }
    }
}
