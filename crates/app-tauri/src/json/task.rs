//! Unsent tasks one by one: the list, and how they are written out whole for whoever keeps them.

use std::collections::HashMap;

use homing_domain::Timestamp;
use homing_domain::names::{Key, TaskId};
use homing_domain::task::{Priority, Reason, Sha256, Task, TaskState, waiting_behind};
use serde::Serialize;
use serde_json::value::RawValue;

/// What `queue list --json` writes.
#[derive(Debug, Serialize)]
pub struct QueueJson<'a> {
    tasks: Vec<TaskJson<'a>>,
}

/// A task as `--json` writes it; its content stays out.
#[derive(Debug, Serialize)]
pub struct TaskJson<'a> {
    seq: i64,
    id: TaskId,
    key: Key,
    kind: &'a str,
    lane: &'a str,
    priority: Priority,
    state: &'static str,
    reason: Option<&'a Reason>,
    behind: Option<i64>,
    waiting_behind: u64,
    attempts: u32,
    occurred_at: Timestamp,
    enqueued_at: Timestamp,
    not_before: Timestamp,
}

/// The tasks in their order, as JSON.
#[must_use]
pub fn queue_json(tasks: &[Task]) -> QueueJson<'_> {
    let (mut refused, waiting) = (Refused::default(), waiting_behind(tasks));
    let mut all = Vec::with_capacity(tasks.len());
    for task in tasks {
        let behind_it = waiting.get(&task.task.id).copied().unwrap_or(0);
        all.push(TaskJson::new(task, refused.before(task), behind_it));
    }
    QueueJson { tasks: all }
}

/// One task among all the unsent ones, as JSON.
#[must_use]
pub fn json_of<'a>(task: &'a Task, tasks: &[Task]) -> TaskJson<'a> {
    let waiting = waiting_behind(tasks).get(&task.task.id).copied().unwrap_or(0);
    TaskJson::new(task, behind(task, tasks), waiting)
}

/// The refused task that this one stands behind.
#[must_use]
pub fn behind(task: &Task, tasks: &[Task]) -> Option<i64> {
    let before = tasks.iter().filter(|other| other.task.lane == task.task.lane && other.seq < task.seq);
    before.filter(|other| matches!(other.state, TaskState::Attention(_))).map(|other| other.seq).min()
}

impl<'a> TaskJson<'a> {
    /// The task, the refused one that it stands behind, and how many stand behind it.
    fn new(task: &'a Task, behind: Option<i64>, waiting_behind: u64) -> Self {
        let Task { seq, task, attempts, not_before, state, enqueued_at, .. } = task;
        let (state, reason) = match state {
            TaskState::Waiting => ("waiting", None),
            TaskState::Claimed => ("claimed", None),
            TaskState::Unknown => ("unknown", None),
            TaskState::Attention(reason) => ("attention", Some(reason)),
            TaskState::Sent => ("sent", None),
            _ => ("other", None),
        };
        Self {
            seq: *seq,
            id: task.id,
            key: task.key,
            kind: task.kind.as_str(),
            lane: task.lane.as_str(),
            priority: task.priority,
            state,
            reason,
            behind,
            waiting_behind,
            attempts: *attempts,
            occurred_at: task.occurred_at,
            enqueued_at: *enqueued_at,
            not_before: *not_before,
        }
    }
}

/// The first refused task of each lane. Within a lane nothing overtakes: what stands behind it waits for it.
#[derive(Debug, Default)]
pub struct Refused<'a>(HashMap<&'a str, i64>);

impl<'a> Refused<'a> {
    /// The refused task that this one stands behind. Asked for each task, in their order.
    pub fn before(&mut self, task: &'a Task) -> Option<i64> {
        let lane = task.task.lane.as_str();
        let behind = self.0.get(lane).copied();
        if matches!(task.state, TaskState::Attention(_)) {
            self.0.entry(lane).or_insert(task.seq);
        }
        behind
    }
}

/// A line of `queue export`: the task with all that would be sent.
#[derive(Debug, Serialize)]
struct TaskExport<'a> {
    #[serde(flatten)]
    task: TaskJson<'a>,
    carries: Option<CarriesJson<'a>>,
    blob: Option<BlobJson<'a>>,
    /// The body as it is, where it is JSON.
    body: Option<&'a RawValue>,
    /// The body in hexadecimal digits, where it is not.
    body_hex: Option<String>,
}

#[derive(Debug, Serialize)]
struct CarriesJson<'a> {
    collection: &'a str,
    id: &'a str,
    revision: i64,
}

/// The file that goes with a task: its name is that of the file in the folder `blobs` of the data folder.
#[derive(Debug, Serialize)]
struct BlobJson<'a> {
    name: &'a str,
    sha256: Sha256,
    bytes: u64,
}

/// The task with all that would be sent.
fn export(task: &Task) -> TaskExport<'_> {
    let body = task.task.body.as_bytes();
    let json: Option<&RawValue> = serde_json::from_slice(body).ok();
    // A line must stay a line.
    let json = json.filter(|json| !json.get().contains('\n'));
    let body_hex = json.is_none().then(|| body.iter().map(|byte| format!("{byte:02x}")).collect());
    let carries = task.task.carries.as_ref().map(|carried| CarriesJson {
        collection: carried.collection.as_str(),
        id: carried.id.as_str(),
        revision: carried.revision,
    });
    let blob = task.task.blob.as_ref().map(|blob| BlobJson {
        name: blob.name.as_str(),
        sha256: blob.sha256,
        bytes: blob.bytes,
    });
    TaskExport { task: json_of(task, &[]), carries, blob, body: json, body_hex }
}

/// Tasks whole, with what they carry: a line of JSON for each.
///
/// # Errors
/// None that is known: the form can't fail to be written.
pub fn export_lines(tasks: &[Task]) -> serde_json::Result<String> {
    tasks.iter().map(|task| Ok(serde_json::to_string(&export(task))? + "\n")).collect()
}
