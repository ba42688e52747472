//! The queue as a person sees it: what needs them, what waits, what was sent of late, and what each is about.

use homing_domain::names::{AccountId, Lane};
use homing_domain::ports::{QueueCounts, QueueError, SentTask};
use homing_domain::task::{NewTask, Task, TaskState, waiting_behind};
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

impl SyncManager {
    /// The queue of the active account, at most 200 of each list.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn look(&self) -> Result<QueueLook, QueueError> {
        let account = self.accounts.active().await?.id();
        let put_off = put_off(self.queue.as_ref(), account).await?;
        let tasks = self.unsent_of(account).await?;
        let behind = waiting_behind(&tasks);
        let mut look = QueueLook {
            attention: Vec::new(),
            waiting: Vec::new(),
            sent: Vec::new(),
            counts: self.queue.counts(account).await?,
            put_off,
        };
        look.counts.waiting += put_off;
        for task in tasks {
            let list = match task.state {
                TaskState::Attention(_) => &mut look.attention,
                _ => &mut look.waiting,
            };
            if list.len() < MOST {
                let waiting_behind = behind.get(&task.task.id).copied().unwrap_or(0);
                list.push(UnsentLook { about: self.about(account, &task.task).await?, waiting_behind, task });
            }
        }
        for sent in self.queue.sent(account, MOST).await? {
            let about = self.about_sent(account, &sent).await?;
            look.sent.push((sent, about));
        }
        Ok(look)
    }

    /// Read with its body. One that left the queue meanwhile is about what its lane is.
    async fn about(&self, account: AccountId, task: &NewTask) -> Result<About, QueueError> {
        let whole = self.queue.task(account, task.id).await?;
        let body = whole.map(|whole| whole.task.body).unwrap_or_default();
        if let Some(entry) = EntryId::of_task(task) {
            return Ok(match TaskBody::decode(&body) {
                Ok(TaskBody { event, entry }) => about_entry(Some(event.kind), entry),
                Err(_) => self.about_entry_now(account, entry).await?,
            });
        }
        match body.json::<Screenshot>() {
            Ok(Screenshot { entry, file_name, .. }) if task.kind == screenshot_kind() => {
                let stored = self.tracker().entry(account, entry).await?;
                let description = stored.map(|entry| entry.description.clone()).unwrap_or_default();
                Ok(About::Screenshot { entry, description, file_name })
            }
            _ => Ok(About::Other { name: task.kind.as_str().to_owned() }),
        }
    }

    async fn about_sent(&self, account: AccountId, sent: &SentTask) -> Result<About, QueueError> {
        match entry_of(&sent.lane).filter(|_| sent.kind == task_kind()) {
            Some(entry) => self.about_entry_now(account, entry).await,
            None => Ok(About::Other { name: sent.kind.as_str().to_owned() }),
        }
    }

    async fn about_entry_now(&self, account: AccountId, id: EntryId) -> Result<About, QueueError> {
        let stored = self.tracker().entry(account, id).await?;
        Ok(stored.map_or(
            About::Entry { event: None, entry: id, description: String::new(), project: None },
            |entry| about_entry(None, entry),
        ))
    }
}

fn entry_of(lane: &Lane) -> Option<EntryId> {
    lane.as_str().parse().ok().map(EntryId::new)
}

fn about_entry(event: Option<EventKind>, entry: Entry) -> About {
    let (id, fields) = (entry.id, entry.into_fields());
    About::Entry { event, entry: id, description: fields.description, project: fields.project }
}
