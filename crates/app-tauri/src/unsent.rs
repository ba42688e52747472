//! The queue in a person's hands: what is unsent, what goes again, what is given up. A door of the manager's, for
//! the terminal and the window alike.

use homing_domain::engine::CycleReport;
use homing_domain::names::{AccountId, TaskId};
use homing_domain::ports::{DiscardError, QueueError, Selection};
use homing_domain::task::{Task, TaskState};

use crate::{SyncError, SyncManager};

/// Tasks read at once.
const PAGE: usize = 1_000;

/// Refused tasks that were let go again.
#[derive(Debug)]
pub struct Retried {
    /// How many.
    pub tasks: u64,
    /// The sync that followed. Where it did not come about, they go with the next one.
    pub sync: Result<CycleReport, SyncError>,
}

impl SyncManager {
    /// Every unsent task of the active account in its order, with empty bodies.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn unsent(&self) -> Result<Vec<Task>, QueueError> {
        self.unsent_of(self.accounts.active().await?.id()).await
    }

    pub(crate) async fn unsent_of(&self, account: AccountId) -> Result<Vec<Task>, QueueError> {
        let mut tasks: Vec<Task> = Vec::new();
        loop {
            let after = tasks.last().map_or(i64::MIN, |task| task.seq);
            let page = self.queue.tasks(account, after, PAGE).await?;
            let last = page.len() < PAGE;
            tasks.extend(page);
            if last {
                return Ok(tasks);
            }
        }
    }

    /// How many unsent tasks of the active account somebody sends just now: after a cycle of this process, other
    /// workers of a queue that is shared.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn being_sent(&self) -> Result<usize, QueueError> {
        Ok(self.unsent().await?.iter().filter(|task| task.state == TaskState::Claimed).count())
    }

    /// One unsent task of the active account, with its body.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn unsent_task(&self, task: TaskId) -> Result<Option<Task>, QueueError> {
        self.queue.task(self.accounts.active().await?.id(), task).await
    }

    /// Every unsent task of the active account in its order, with its body: what a person can keep.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn unsent_with_bodies(&self) -> Result<Vec<Task>, QueueError> {
        self.unsent_with_bodies_of(self.accounts.active().await?.id()).await
    }

    /// The same of any account of this machine, as before it signs out.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn unsent_with_bodies_of(&self, account: AccountId) -> Result<Vec<Task>, QueueError> {
        let mut tasks = Vec::new();
        for task in self.unsent_of(account).await? {
            // What was sent since the list was read needs no rescue.
            tasks.extend(self.queue.task(account, task.task.id).await?);
        }
        Ok(tasks)
    }

    /// Lets refused tasks go again, under their keys, and runs one cycle of what is due.
    ///
    /// # Errors
    /// [`QueueError`]: nothing was changed then. How the cycle ended is in the answer.
    pub async fn retry_failed_tasks(&self, selection: Selection) -> Result<Retried, QueueError> {
        let account = self.accounts.active().await?.id();
        let tasks = self.queue.retry(account, selection, self.clock.now()).await?;
        Ok(Retried { tasks, sync: self.sync_queue().await })
    }

    /// Takes tasks out of the queue unsent, all or none. Ask a person first, with what the tasks carry in words:
    /// the server will not have it. What is recorded stays.
    ///
    /// # Errors
    /// [`DiscardError`]: nothing was changed then.
    pub async fn discard_tasks(&self, tasks: Vec<TaskId>) -> Result<(), DiscardError> {
        let account = self.accounts.active().await?.id();
        let (mut blobs, mut found) = (Vec::new(), Vec::new());
        for task in &tasks {
            let Some(task) = self.queue.task(account, *task).await? else { continue };
            blobs.extend(task.task.blob.as_ref().map(|blob| blob.name.clone()));
            found.push(task.task);
        }
        // Before they are gone: nobody may read "sent" of what was not.
        let before = self.tracker().give_up(account, &found).await?;
        if let Err(error) = self.queue.discard(account, tasks, self.clock.now()).await {
            self.tracker().note_given_up(account, &before).await?;
            return Err(error);
        }
        self.engine.forget_blobs(blobs).await;
        Ok(())
    }
}
