//! The one door to a cycle: it holds the `SyncLock`, so that at most one runs.

mod permitted;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use homing_domain::engine::{
    CycleEnd, CycleError, CycleReport, Engine, EnqueueError, LockRefused, Occasion, SyncLock, SyncPermit,
};
use homing_domain::names::{AccountId, Kind, TaskId};
use homing_domain::policy::STOP_GRACE;
use homing_domain::ports::{Accounts, Clock, ProcessLock, Queue, QueueError, Signals as _};
use homing_domain::task::{Body, Commit};
use homing_domain::time::{Answer, Away, Command, ProjectCatalogue, Recorded, TrackError, Tracker};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::logs::Causes;
use crate::{NoSignals, StopSwitch};

/// So long the engine has, once the grace is over, to record that an answer did not come.
const RECORDED_WITHIN: Duration = Duration::from_secs(2);

/// What a manager works with.
pub struct SyncManagerParts {
    /// The tasks.
    pub queue: Arc<dyn Queue>,
    /// Whose they are.
    pub accounts: Arc<dyn Accounts>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The lock between processes.
    pub process_lock: Arc<dyn ProcessLock>,
    /// Time tracking.
    pub tracker: Tracker,
    /// What sends.
    pub engine: Engine,
}

/// Records work and syncs it. Recording never touches the network and takes no lock.
pub struct SyncManager {
    pub(crate) queue: Arc<dyn Queue>,
    pub(crate) accounts: Arc<dyn Accounts>,
    pub(crate) clock: Arc<dyn Clock>,
    tracker: Tracker,
    pub(crate) engine: Engine,
    lock: SyncLock,
    stop: StopSwitch,
    last: Mutex<Option<CycleReport>>,
    projects: Option<ProjectCatalogue>,
    pub(crate) let_in: Notify,
}

/// A sync that did not run, or could not go on. Nothing is lost by it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// Another one runs.
    #[error(transparent)]
    Lock(#[from] LockRefused),
    /// It could not go on.
    #[error("the sync could not go on")]
    Cycle(#[from] CycleError),
    /// Whose work it is can't be read.
    #[error("the accounts can't be read")]
    Accounts(#[source] QueueError),
}

/// How a stop ended. Nothing is lost by either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Every result is recorded.
    Settled,
    /// A request had no answer in time. Its outcome is unknown, and its tasks go again under the same keys.
    UnderWay,
}

impl SyncManager {
    /// A manager with a lock of its own: make one for each data folder.
    #[must_use]
    pub fn new(parts: SyncManagerParts) -> Self {
        let SyncManagerParts { queue, accounts, clock, process_lock, tracker, engine } = parts;
        let lock = SyncLock::new(process_lock);
        let stop = StopSwitch::over(Arc::new(NoSignals));
        let last = Mutex::new(None);
        Self {
            queue,
            accounts,
            clock,
            tracker,
            engine,
            lock,
            stop,
            last,
            projects: None,
            let_in: Notify::new(),
        }
    }

    /// The same, which [`SyncManager::stop`] can end: give the engine this switch as its signals.
    #[must_use]
    pub fn with_stop(mut self, stop: StopSwitch) -> Self {
        self.stop = stop;
        self
    }

    /// The same, which also keeps the list of projects fresh: after a cycle that sent all that was due.
    #[must_use]
    pub fn with_projects(mut self, projects: ProjectCatalogue) -> Self {
        self.projects = Some(projects);
        self
    }

    /// Records a task of a registered kind, durably, for the active account.
    ///
    /// # Errors
    /// [`EnqueueError`]: nothing was written then.
    pub async fn enqueue(&self, kind: &Kind, body: Body) -> Result<TaskId, EnqueueError> {
        let task = self.engine.task(kind, body).map_err(EnqueueError::Kind)?;
        let id = task.id;
        self.enqueue_sync(Commit { records: Vec::new(), tasks: vec![task] }).await?;
        Ok(id)
    }

    /// Records an application's own state and tasks, durably, for the active account. Each task is of a
    /// registered kind and such that a request could carry it.
    ///
    /// # Errors
    /// [`EnqueueError`]: nothing was written then.
    pub async fn enqueue_sync(&self, commit: Commit) -> Result<(), EnqueueError> {
        let account = self.accounts.active().await?.id();
        for task in &commit.tasks {
            self.engine.check(account, task).await?;
        }
        Ok(self.write(account, commit).await?)
    }

    async fn write(&self, account: AccountId, commit: Commit) -> Result<(), QueueError> {
        let now = self.clock.now();
        match self.queue.commit(account, now, commit.clone()).await {
            // Someone signed in between the two lines above, which happens once on a machine.
            Err(QueueError::Adopted) => {
                self.queue.commit(self.accounts.active().await?.id(), now, commit).await
            }
            done => done,
        }
    }

    /// Records what a person does with the timer, durably. Time that the machine did not live stays, and the entry
    /// is marked for review.
    ///
    /// # Errors
    /// [`TrackError`]: nothing was written then.
    pub async fn enqueue_time_entry(&self, command: &Command) -> Result<Recorded, TrackError> {
        self.enqueue_time_entry_with(command, Away::Unsaid).await
    }

    /// The same, where somebody may say what the time was for which the machine was away: asked with
    /// [`Away::Ask`], the answer is a second call.
    ///
    /// # Errors
    /// [`TrackError`]: nothing was written then.
    pub async fn enqueue_time_entry_with(
        &self,
        command: &Command,
        answer: impl Into<Answer>,
    ) -> Result<Recorded, TrackError> {
        let recorded = self.tracker.record_with(command, answer).await?;
        let entry = &recorded.entry;
        tracing::info!(entry = %entry.id, revision = entry.revision, state = ?entry.state, "recorded");
        Ok(recorded)
    }

    /// Reading and importing entries.
    #[must_use]
    pub fn tracker(&self) -> &Tracker {
        &self.tracker
    }

    /// A person gave what the credential store wanted: the background job, which may rest for it, goes on at once.
    pub fn let_in(&self) {
        self.let_in.notify_one();
    }

    /// Whether a cycle runs in this process.
    #[must_use]
    pub fn is_syncing(&self) -> bool {
        self.lock.is_running()
    }

    /// Waits until no cycle runs in this process. The next may begin at once.
    pub async fn idle(&self) {
        self.lock.idle().await;
    }

    /// One cycle of what is due.
    ///
    /// # Errors
    /// [`LockRefused::AlreadyRunning`] where one runs here, [`LockRefused::RunningElsewhere`] where
    /// another process runs one, else what stopped it.
    pub async fn sync_queue(&self) -> Result<CycleReport, SyncError> {
        let permit = self.permitted(self.lock.try_permit()).await?;
        let report = self.cycle(&permit, Occasion::Due).await?;
        drop(permit);
        self.refresh_projects(report).await;
        Ok(report)
    }

    /// One cycle because a person asked: waits of this client's own making are over. During a running
    /// cycle of this process it waits for that one, sends what was enqueued since, and reports both.
    ///
    /// # Errors
    /// [`LockRefused::RunningElsewhere`] where another process runs one, else what stopped it.
    pub async fn sync_queue_now(&self) -> Result<CycleReport, SyncError> {
        let joins = self.lock.is_running();
        let permit = self.permitted(self.lock.permit().await).await?;
        let earlier = self.last().filter(|_| joins);
        let report = self.cycle(&permit, Occasion::ByHand).await?;
        drop(permit);
        self.refresh_projects(report).await;
        Ok(earlier.map_or(report, |earlier| report.after(earlier)))
    }

    /// One cycle for the background job, as soon as none of this process runs.
    ///
    /// # Errors
    /// As [`SyncManager::sync_queue_now`].
    pub(crate) async fn sync_when_free(&self, occasion: Occasion) -> Result<CycleReport, SyncError> {
        let permit = self.permitted(self.lock.permit().await).await?;
        let report = self.cycle(&permit, occasion).await?;
        drop(permit);
        self.refresh_projects(report).await;
        Ok(report)
    }

    /// Ends what runs in the background, for good: nothing more is claimed, what was not sent is given back, and the
    /// request under way has [`STOP_GRACE`] to be answered. Recording goes on.
    pub async fn stop(&self) -> Stopped {
        self.stop.stop();
        match timeout(STOP_GRACE + RECORDED_WITHIN, self.idle()).await {
            Ok(()) => Stopped::Settled,
            Err(_) => Stopped::UnderWay,
        }
    }

    /// As [`SyncManager::stop`]; then waits for the background job as well, which says as its last word that nothing
    /// watches over a running timer any more. `job` is what it was spawned as: where it does not end in time, it is for
    /// the caller to abort it.
    pub async fn stop_with<T>(&self, job: impl Future<Output = T>) -> Stopped {
        let stopped = self.stop().await;
        if stopped == Stopped::Settled {
            // A list of projects that is being fetched must not keep the person waiting.
            timeout(STOP_GRACE, job).await.ok();
        }
        stopped
    }

    /// Waits until a stop is asked for, by [`SyncManager::stop`] or from outside.
    pub async fn stop_asked_for(&self) {
        self.stop.stopped().await;
    }

    pub(crate) fn stop_switch(&self) -> &StopSwitch {
        &self.stop
    }

    async fn cycle(&self, permit: &SyncPermit, occasion: Occasion) -> Result<CycleReport, SyncError> {
        // Whoever joins a cycle that fails has no report of it, and must not take an older one for it.
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let active = self.accounts.active().await.map_err(SyncError::Accounts)?;
        let report = self.engine.cycle(permit, &active, occasion).await?;
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(report);
        Ok(report)
    }

    /// Without the lock, and whatever comes of it the cycle's report stands.
    async fn refresh_projects(&self, report: CycleReport) {
        if let (Some(projects), CycleEnd::Idle) = (&self.projects, report.end)
            && let Err(error) = projects.refresh_if_due().await
        {
            tracing::debug!(causes = %Causes(&error), "the projects were not fetched");
        }
    }

    fn last(&self) -> Option<CycleReport> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
