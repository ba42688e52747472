//! `POST /v1/sync`: a batch as a request, and its answer as one word on each task.

use std::collections::HashMap;
use std::time::Duration;

use homing_domain::account::ServerUrl;
use homing_domain::names::{DeviceId, Key};
use homing_domain::ports::{BatchAnswer, HttpRequest, HttpResponse, ItemAnswer, UnfitError};
use homing_domain::task::{Body, Task};
use homing_domain::time::TaskBody;
use homing_wire::{Outcome, SyncRequest, TaskResult, TimeEntryBody, kind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{entry, problem};
use crate::json::{self, JsonError};

/// The greatest request over a line of one Mbit/s, and the server's work on a hundred tasks.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A hundred results of 10 KiB each; one has some 100 bytes, with a problem some 500.
const MAX_ANSWER_BYTES: usize = 1024 * 1024;

/// The body of a task that can't be sent. Holds nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// The body of a `time-entry` task is no time entry, or one that this API has no word for.
    #[error("it is no time entry of this API")]
    TimeEntry,
    /// The body of any other kind is no JSON.
    #[error("it is no JSON")]
    Json(#[source] JsonError),
}

/// A body on its way out.
#[derive(Serialize)]
#[serde(untagged)]
enum WireBody {
    TimeEntry(Box<TimeEntryBody>),
    Other(Value),
}

/// The answer, with each result still to be read: one that can't be says nothing against the others.
#[derive(Deserialize)]
struct Results {
    results: Vec<Value>,
}

pub(super) fn request(
    server: &ServerUrl,
    device: DeviceId,
    tasks: &[Task],
) -> Result<HttpRequest, (usize, UnfitError)> {
    let at_place = |(place, task)| to_wire(task).map_err(|error| (place, UnfitError::Body(error.into())));
    let tasks = tasks.iter().enumerate().map(at_place).collect::<Result<_, _>>()?;
    let body = json::plain(&SyncRequest { device: device.to_string(), tasks });
    Ok(json::post(server.join("v1/sync"), body, TIMEOUT, MAX_ANSWER_BYTES))
}

fn to_wire(task: &Task) -> Result<homing_wire::Task<WireBody>, BodyError> {
    let task = &task.task;
    Ok(homing_wire::Task {
        key: task.key.to_string(),
        lane: task.lane.to_string(),
        kind: task.kind.to_string(),
        occurred_at: task.occurred_at.to_string(),
        body: match task.kind.as_str() {
            kind::TIME_ENTRY => WireBody::TimeEntry(Box::new(time_entry(&task.body)?)),
            _ => WireBody::Other(any_json(&task.body)?),
        },
    })
}

fn time_entry(body: &Body) -> Result<TimeEntryBody, BodyError> {
    let body = TaskBody::decode(body).map_err(|_| BodyError::TimeEntry)?;
    entry::body_to_wire(body).map_err(|_| BodyError::TimeEntry)
}

fn any_json(body: &Body) -> Result<Value, BodyError> {
    serde_json::from_slice(body.as_bytes()).map_err(|error| BodyError::Json(error.into()))
}

pub(super) fn answer(tasks: &[Task], response: &HttpResponse) -> BatchAnswer {
    if !json::is_success(response) {
        return BatchAnswer::Whole(problem::read(response));
    }
    let Ok(Results { results }) = json::body(response) else {
        return BatchAnswer::Unreadable;
    };
    let mut by_key: HashMap<Key, ItemAnswer> = HashMap::new();
    for result in results {
        let Ok(TaskResult { key, outcome }) = serde_json::from_value(result) else {
            continue;
        };
        // Of two words on one task the first stands: a server that says more than one is not believed twice.
        if let Ok(key) = key.parse::<Key>() {
            by_key.entry(key).or_insert_with(|| item(outcome));
        }
    }
    let word = |task: &Task| by_key.remove(&task.task.key).unwrap_or(ItemAnswer::Missing);
    BatchAnswer::Items(tasks.iter().map(word).collect())
}

fn item(outcome: Outcome) -> ItemAnswer {
    match outcome {
        Outcome::Applied => ItemAnswer::Applied,
        Outcome::Duplicate => ItemAnswer::Duplicate,
        Outcome::Rejected { problem } => {
            ItemAnswer::Rejected(problem.map(problem::from_wire).unwrap_or_default())
        }
        Outcome::Retry { after_seconds } => {
            ItemAnswer::Retry { after: after_seconds.map(Duration::from_secs) }
        }
        Outcome::Blocked => ItemAnswer::Blocked,
        // A word of a later version is no refusal: the same task, asked again, may get one that is known.
        _ => ItemAnswer::Retry { after: None },
    }
}
