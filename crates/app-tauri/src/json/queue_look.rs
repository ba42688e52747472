//! The queue in a person's words: what a window lists, with what each task is about.

use homing_domain::Timestamp;
use homing_domain::names::TaskId;
use homing_domain::ports::SentTask;
use homing_domain::task::{Reason, TaskState};
use homing_domain::time::{EntryId, EventKind};
use serde::Serialize;

use super::status::CountsJson;
use crate::queue_look::{About, QueueLook, UnsentLook};

/// At most 200 of each list, with how many there are.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct TasksJson<'a> {
    attention: Vec<UnsentTaskJson<'a>>,
    waiting: Vec<UnsentTaskJson<'a>>,
    sent: Vec<SentTaskJson<'a>>,
    counts: CountsJson,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct UnsentTaskJson<'a> {
    id: TaskId,
    about: TaskAbout<'a>,
    state: StateCode,
    reason: Option<&'a Reason>,
    waiting_behind: u64,
    attempts: u32,
    occurred_at: Timestamp,
    next_try: Option<Timestamp>,
}

/// Where an unsent task is: `unknown` may have arrived, and goes again under its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
enum StateCode {
    Waiting,
    Claimed,
    Unknown,
    Attention,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct SentTaskJson<'a> {
    id: TaskId,
    about: TaskAbout<'a>,
    occurred_at: Timestamp,
    sent_at: Timestamp,
}

/// What a task is about, for a sentence. Of what was sent the event is not known any more.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum TaskAbout<'a> {
    Entry { event: Option<EventKind>, entry: EntryId, description: &'a str, project: Option<&'a str> },
    Screenshot { entry: EntryId, description: &'a str, file_name: Option<&'a str> },
    Other { name: &'a str },
}

impl<'a> From<&'a QueueLook> for TasksJson<'a> {
    fn from(QueueLook { attention, waiting, sent, counts, put_off }: &'a QueueLook) -> Self {
        Self {
            attention: attention.iter().map(UnsentTaskJson::from).collect(),
            waiting: waiting.iter().map(UnsentTaskJson::from).collect(),
            sent: sent.iter().map(SentTaskJson::from).collect(),
            counts: CountsJson::new(counts, *put_off),
        }
    }
}

impl<'a> From<&'a UnsentLook> for UnsentTaskJson<'a> {
    fn from(UnsentLook { task, about, waiting_behind }: &'a UnsentLook) -> Self {
        let (state, reason) = match &task.state {
            TaskState::Claimed => (StateCode::Claimed, None),
            TaskState::Unknown => (StateCode::Unknown, None),
            TaskState::Attention(reason) => (StateCode::Attention, Some(reason)),
            _ => (StateCode::Waiting, None),
        };
        let goes = matches!(state, StateCode::Waiting | StateCode::Unknown);
        Self {
            id: task.task.id,
            about: about.into(),
            state,
            reason,
            waiting_behind: *waiting_behind,
            attempts: task.attempts,
            occurred_at: task.task.occurred_at,
            next_try: goes.then_some(task.not_before),
        }
    }
}

impl<'a> From<&'a (SentTask, About)> for SentTaskJson<'a> {
    fn from((task, about): &'a (SentTask, About)) -> Self {
        Self { id: task.id, about: about.into(), occurred_at: task.occurred_at, sent_at: task.sent_at }
    }
}

impl<'a> From<&'a About> for TaskAbout<'a> {
    fn from(about: &'a About) -> Self {
        match about {
            About::Entry { event, entry, description, project } => {
                Self::Entry { event: *event, entry: *entry, description, project: project.as_deref() }
            }
            About::Screenshot { entry, description, file_name } => {
                Self::Screenshot { entry: *entry, description, file_name: file_name.as_deref() }
            }
            About::Other { name } => Self::Other { name },
        }
    }
}
