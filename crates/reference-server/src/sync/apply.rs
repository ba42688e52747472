//! Applying a batch: one transaction for the request, a savepoint for each task that is written.

use std::collections::HashSet;

use homing_wire::{Outcome, Problem, Screenshot, SyncRequest, SyncResponse, TaskResult, TimeEntry, problem};
use jiff::Timestamp;
use serde_json::Value;

use super::decision::{Decision, decide};
use super::project_rules::ProjectRules;
use super::reading::{Content, ReadTask, read_task, refusal};
use super::screenshot_rules::{self, ScreenshotDecision};
use crate::account::SignedIn;
use crate::store::{HeldEntries, HeldScreenshots, StoreError, Transaction};
use crate::{App, measures};

/// When a task that the database refused for itself alone may come again. Nothing mends within seconds.
const RETRY_AFTER_SECONDS: u64 = 60;

/// Applies the tasks in their order. What the answer calls applied is durable.
///
/// # Errors
/// The database failed as a whole; nothing was applied. Where it failed over one task, that task is to be
/// retried and the others stand.
pub(crate) async fn apply(
    app: &App,
    who: &SignedIn,
    request: SyncRequest<Value>,
) -> Result<SyncResponse, StoreError> {
    let SyncRequest { device, tasks } = request;
    let takes_screenshots = app.settings.limits.max_blob_bytes > 0;
    let tasks: Vec<ReadTask> = tasks.into_iter().map(|task| read_task(task, takes_screenshots)).collect();
    let screenshots: Vec<_> = tasks.iter().filter_map(|task| task.content.screenshot()).collect();
    let named = Named {
        screenshots: screenshots.iter().map(|screenshot| screenshot.id.clone()).collect(),
        blobs: screenshots.iter().map(|screenshot| screenshot.blob.sha256.clone()).collect(),
    };
    let keys = tasks.iter().map(|task| task.key.clone()).collect();
    let lanes = tasks.iter().map(|task| task.lane.clone());
    let ids = lanes.chain(screenshots.iter().map(|screenshot| screenshot.entry.clone())).collect();
    let projects = tasks.iter().filter_map(|task| task.content.project()).map(str::to_owned).collect();
    let now = app.clock.now();

    let transaction = app.store.begin().await?;
    // Before anything is read: of two servers that get the same key at once, the second one finds it.
    transaction.lock_user(&who.user_id).await?;
    let known = transaction.projects_named(projects).await?;
    let mut batch = Batch {
        held: transaction.held(&who.user_id, keys, ids).await?,
        screenshots: named.held(&transaction, &who.user_id).await?,
        named,
        projects: ProjectRules::new(known, app.settings.strict_projects),
        transaction,
        user_id: &who.user_id,
        now,
        stuck: HashSet::new(),
    };
    let mut results = Vec::with_capacity(tasks.len());
    for ReadTask { key, lane, content } in tasks {
        let outcome = batch.take(&key, &lane, content).await?;
        results.push(TaskResult { key, outcome });
    }
    batch.transaction.commit().await?;

    let applied = results.iter().filter(|result| result.outcome == Outcome::Applied).count();
    tracing::debug!(user = %who.user_id, %device, tasks = results.len(), applied, "synced");
    Ok(SyncResponse { results })
}

struct Batch<'a> {
    transaction: Transaction,
    /// What the database holds, kept up with what this batch has written.
    held: HeldEntries,
    screenshots: HeldScreenshots,
    named: Named,
    projects: ProjectRules,
    user_id: &'a str,
    now: Timestamp,
    /// The lanes of which a task was refused or must be retried: the rest of them waits.
    stuck: HashSet<String>,
}

impl Batch<'_> {
    async fn take(&mut self, key: &str, lane: &str, content: Content) -> Result<Outcome, StoreError> {
        if self.stuck.contains(lane) {
            return Ok(Outcome::Blocked);
        }
        let outcome = match self.judge(key, content) {
            Judgement::Duplicate => Outcome::Duplicate,
            Judgement::Refuse(problem) => Outcome::Rejected { problem: Some(problem) },
            Judgement::BringBlob => BRING_BLOB,
            Judgement::Write { entry, first_start } => {
                let written =
                    self.transaction.put_entry(self.user_id, key, &entry, first_start, self.now).await;
                match outcome_of(key, written.map(|()| Outcome::Applied))? {
                    Outcome::Applied => self.applied(key, *entry).await?,
                    other => other,
                }
            }
            Judgement::Keep { screenshot, taken_at, content_id } => {
                let written = self
                    .transaction
                    .put_screenshot(self.user_id, key, &screenshot, taken_at, &content_id, self.now)
                    .await;
                let written = written.map(|is_there| if is_there { Outcome::Applied } else { BRING_BLOB });
                let outcome = outcome_of(key, written)?;
                if outcome == Outcome::Applied {
                    self.held.keys.insert(key.to_owned());
                    self.screenshots.screenshots.insert(screenshot.id.clone(), *screenshot);
                }
                outcome
            }
        };
        if matches!(outcome, Outcome::Rejected { .. } | Outcome::Retry { .. }) {
            self.stuck.insert(lane.to_owned());
        }
        Ok(outcome)
    }

    /// An entry took effect. Where it was deleted, what was held of its screenshots is so no more.
    async fn applied(&mut self, key: &str, entry: TimeEntry) -> Result<Outcome, StoreError> {
        if entry.deleted {
            self.screenshots = self.named.held(&self.transaction, self.user_id).await?;
        }
        self.held.keys.insert(key.to_owned());
        self.held.entries.insert(entry.id.clone(), entry);
        Ok(Outcome::Applied)
    }

    /// What is to become of a task, by what is held.
    fn judge(&self, key: &str, content: Content) -> Judgement {
        match content {
            Content::Unsound(problem) => Judgement::Refuse(problem),
            _ if self.held.keys.contains(key) => Judgement::Duplicate,
            Content::Broken(problem) => Judgement::Refuse(problem),
            Content::Entry { entry, first_start } => self.judge_entry(entry, first_start),
            Content::Screenshot { screenshot, taken_at } => self.judge_screenshot(screenshot, taken_at),
        }
    }

    fn judge_entry(&self, entry: Box<TimeEntry>, first_start: Timestamp) -> Judgement {
        let before = self.held.entries.get(&entry.id);
        match decide(before, &entry) {
            Decision::Apply => match self.projects.check(&entry, before) {
                Ok(()) => Judgement::Write { entry, first_start },
                Err(fault) => Judgement::Refuse(refusal(fault.kind, "entry.project", fault.detail)),
            },
            Decision::Duplicate => Judgement::Duplicate,
            Decision::Conflict => Judgement::Refuse(refusal(
                problem::CONFLICT,
                "entry.revision",
                "The server holds this revision or a newer one, with other content; what it holds was not changed.",
            )),
        }
    }

    fn judge_screenshot(&self, screenshot: Box<Screenshot>, taken_at: Timestamp) -> Judgement {
        let held = self.screenshots.screenshots.get(&screenshot.id);
        let entry = self.held.entries.get(&screenshot.entry);
        let blob = self.screenshots.blobs.get(&screenshot.blob.sha256);
        let decided = screenshot_rules::decide(&screenshot, held, entry, blob.map(|blob| blob.bytes));
        let refuse = |kind, field, detail| Judgement::Refuse(refusal(kind, field, detail));
        match (decided, blob) {
            (ScreenshotDecision::Apply, Some(blob)) => {
                Judgement::Keep { screenshot, taken_at, content_id: blob.content_id.clone() }
            }
            (ScreenshotDecision::Apply | ScreenshotDecision::BlobMissing, _) => Judgement::BringBlob,
            (ScreenshotDecision::Duplicate, _) => Judgement::Duplicate,
            (ScreenshotDecision::Conflict, _) => refuse(
                problem::CONFLICT,
                "id",
                "The server holds another screenshot of this id; what it holds was not changed.",
            ),
            (ScreenshotDecision::UnknownEntry, _) => {
                refuse(problem::UNKNOWN_ENTRY, "entry", "Bring the time entry first, then its screenshot.")
            }
            (ScreenshotDecision::OtherLength, _) => refuse(
                problem::INVALID_SCREENSHOT,
                "blob.bytes",
                "The server holds this blob, and it has another number of bytes.",
            ),
        }
    }
}

/// What a request names of screenshots and blobs.
struct Named {
    screenshots: Vec<String>,
    blobs: Vec<String>,
}

impl Named {
    /// What is held of them.
    async fn held(&self, transaction: &Transaction, user_id: &str) -> Result<HeldScreenshots, StoreError> {
        if self.screenshots.is_empty() {
            return Ok(HeldScreenshots::default());
        }
        transaction.held_screenshots(user_id, self.screenshots.clone(), self.blobs.clone()).await
    }
}

/// What a task is answered whose blob is not there.
const BRING_BLOB: Outcome = Outcome::Retry { after_seconds: Some(0) };

/// What came of writing one task: a failure over it alone makes it come again, and leaves its neighbours alone.
fn outcome_of(key: &str, written: Result<Outcome, StoreError>) -> Result<Outcome, StoreError> {
    if let Err(StoreError::Database(error)) = &written {
        measures::database_error("task");
        tracing::error!(%key, %error, "a task could not be written; it is to be retried");
        return Ok(Outcome::Retry { after_seconds: Some(RETRY_AFTER_SECONDS) });
    }
    written
}

enum Judgement {
    Write { entry: Box<TimeEntry>, first_start: Timestamp },
    Keep { screenshot: Box<Screenshot>, taken_at: Timestamp, content_id: String },
    Duplicate,
    Refuse(Problem),
    BringBlob,
}
