//! The queue as a person sees it: what needs them, what waits, what was sent of late, and what each is about.

use std::collections::BTreeMap;

use homing_domain::names::{AccountId, Lane, TaskId};
use homing_domain::ports::{QueueCounts, QueueError, SentTask};
use homing_domain::task::{Body, NewTask, Task, TaskState, waiting_behind};
use homing_domain::time::{
    Entry, EntryId, EventKind, Screenshot, TaskBody, put_off, screenshot_kind, task_kind,
};

use crate::SyncManager;

/// So many of each list are given: more than anyone reads.
const MOST: usize = 200;

/// What is in the queue and what left it.
#[derive(Clone, Debug)]
pub struct QueueLook {
    /// What needs a person, in order.
    pub attention: Vec<UnsentLook>,
    /// What is on its way, in order.
    pub waiting: Vec<UnsentLook>,
    /// What was sent, the latest first.
    pub sent: Vec<(SentTask, About)>,
    /// How many there are.
    pub counts: QueueCounts,
    /// How many changes have no task yet; part of `counts.waiting`.
    pub put_off: u64,
}

/// An unsent task.
#[derive(Clone, Debug)]
pub struct UnsentLook {
    /// The task, without its body.
    pub task: Task,
    /// What it is about.
    pub about: About,
    /// How many tasks wait behind it, where it is in attention.
    pub waiting_behind: u64,
}

/// What a task is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// An entry.
    Entry {
        /// What happened to it; of a task that was sent, nobody knows it any more.
        event: Option<EventKind>,
        /// Which.
        entry: EntryId,
        /// Its description, as the task carries it; of a task that was sent, as it is now.
        description: String,
        /// Its project, likewise.
        project: Option<String>,
    },
    /// A picture that belongs to an entry.
    Screenshot {
        /// The entry.
        entry: EntryId,
        /// The entry's description as it is now.
        description: String,
        /// The name of the file that it was.
        file_name: Option<String>,
    },
    /// Something of another kind.
    Other {
        /// The name of the kind.
        name: String,
    },
}

/// What a task says itself, before its entry is read.
enum Said {
    /// All of it.
    Whole(About),
    /// That the entry tells the rest.
    Entry(EntryId),
    /// The same of a picture's entry.
    Screenshot { entry: EntryId, file_name: Option<String> },
}

impl SyncManager {
    /// The queue of the active account, at most 200 of each list. It makes one read for each thousand of the unsent
    /// tasks, and five beside them, however many rows are given.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn look(&self) -> Result<QueueLook, QueueError> {
        let account = self.accounts.active().await?.id();
        let put_off = put_off(self.queue.as_ref(), account).await?;
        let tasks = self.unsent_of(account).await?;
        let behind = waiting_behind(&tasks);
        let mut counts = self.queue.counts(account).await?;
        counts.waiting += put_off;
        let (attention, waiting): (Vec<_>, Vec<_>) =
            tasks.into_iter().partition(|task| matches!(task.state, TaskState::Attention(_)));
        let listed: Vec<_> = attention.into_iter().take(MOST).chain(waiting.into_iter().take(MOST)).collect();
        let sent = self.queue.sent(account, MOST).await?;

        let bodies = self.bodies(account, &listed).await?;
        let unsent: Vec<_> = listed.into_iter().map(|task| (said(&task.task, &bodies), task)).collect();
        let sent: Vec<_> = sent.into_iter().map(|task| (said_of_sent(&task), task)).collect();
        let all = unsent.iter().map(|(said, _)| said).chain(sent.iter().map(|(said, _)| said));
        let entries = self.tracker().entries_named(account, all.filter_map(Said::entry).collect()).await?;

        let unsent = unsent.into_iter().map(|(said, task)| UnsentLook {
            about: said.about(&entries),
            waiting_behind: behind.get(&task.task.id).copied().unwrap_or(0),
            task,
        });
        let (attention, waiting) =
            unsent.partition(|unsent| matches!(unsent.task.state, TaskState::Attention(_)));
        let sent = sent.into_iter().map(|(said, task)| (task, said.about(&entries))).collect();
        Ok(QueueLook { attention, waiting, sent, counts, put_off })
    }

    async fn bodies(&self, account: AccountId, tasks: &[Task]) -> Result<BTreeMap<TaskId, Body>, QueueError> {
        let ids = tasks.iter().map(|task| task.task.id).collect();
        let whole = self.queue.tasks_with_bodies(account, ids).await?;
        Ok(whole.into_iter().map(|whole| (whole.task.id, whole.task.body)).collect())
    }
}

/// A task that left the queue meanwhile has no body any more: it is about what its lane is.
fn said(task: &NewTask, bodies: &BTreeMap<TaskId, Body>) -> Said {
    let body = bodies.get(&task.id).cloned().unwrap_or_default();
    if let Some(entry) = EntryId::of_task(task) {
        return match TaskBody::decode(&body) {
            Ok(TaskBody { event, entry }) => Said::Whole(about_entry(Some(event.kind), entry)),
            Err(_) => Said::Entry(entry),
        };
    }
    match body.json::<Screenshot>() {
        Ok(Screenshot { entry, file_name, .. }) if task.kind == screenshot_kind() => {
            Said::Screenshot { entry, file_name }
        }
        _ => Said::Whole(About::Other { name: task.kind.as_str().to_owned() }),
    }
}

fn said_of_sent(sent: &SentTask) -> Said {
    match entry_of(&sent.lane).filter(|_| sent.kind == task_kind()) {
        Some(entry) => Said::Entry(entry),
        None => Said::Whole(About::Other { name: sent.kind.as_str().to_owned() }),
    }
}

impl Said {
    /// Whose description it lacks.
    fn entry(&self) -> Option<EntryId> {
        match self {
            Self::Whole(_) => None,
            Self::Entry(entry) | Self::Screenshot { entry, .. } => Some(*entry),
        }
    }

    fn about(self, entries: &BTreeMap<EntryId, Entry>) -> About {
        match self {
            Self::Whole(about) => about,
            Self::Entry(id) => entries.get(&id).cloned().map_or(
                About::Entry { event: None, entry: id, description: String::new(), project: None },
                |entry| about_entry(None, entry),
            ),
            Self::Screenshot { entry, file_name } => {
                let description = entries.get(&entry).map(|entry| entry.description.clone());
                About::Screenshot { entry, description: description.unwrap_or_default(), file_name }
            }
        }
    }
}

fn entry_of(lane: &Lane) -> Option<EntryId> {
    lane.as_str().parse().ok().map(EntryId::new)
}

fn about_entry(event: Option<EventKind>, entry: Entry) -> About {
    let (id, fields) = (entry.id, entry.into_fields());
    About::Entry { event, entry: id, description: fields.description, project: fields.project }
}
