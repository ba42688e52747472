//! Applying a batch: one transaction for the request, a savepoint for each task that is written.

use std::collections::HashSet;

use homing_wire::{Outcome, Problem, SyncRequest, SyncResponse, TaskResult, TimeEntry, problem};
use jiff::Timestamp;
use serde_json::Value;

use super::decision::{Decision, decide};
use super::project_rules::ProjectRules;
use super::reading::{Content, ReadTask, read_task, refusal};
use crate::account::SignedIn;
use crate::store::{HeldEntries, StoreError, Transaction};
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
    let tasks: Vec<ReadTask> = tasks.into_iter().map(read_task).collect();
    let keys = tasks.iter().map(|task| task.key.clone()).collect();
    let ids = tasks.iter().map(|task| task.lane.clone()).collect();
    let projects = tasks.iter().filter_map(|task| task.content.project()).map(str::to_owned).collect();
    let now = app.clock.now();

    let transaction = app.store.begin().await?;
    // Before anything is read: of two servers that get the same key at once, the second one finds it.
    transaction.lock_user(&who.user_id).await?;
    let known = transaction.projects_named(projects).await?;
    let mut batch = Batch {
        held: transaction.held(&who.user_id, keys, ids).await?,
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
        let outcome = match judge(key, content, &self.held, &self.projects) {
            Judgement::Duplicate => Outcome::Duplicate,
            Judgement::Refuse(problem) => Outcome::Rejected { problem: Some(problem) },
            Judgement::Write { entry, first_start } => self.write(key, *entry, first_start).await?,
        };
        if matches!(outcome, Outcome::Rejected { .. } | Outcome::Retry { .. }) {
            self.stuck.insert(lane.to_owned());
        }
        Ok(outcome)
    }

    async fn write(
        &mut self,
        key: &str,
        entry: TimeEntry,
        first_start: Timestamp,
    ) -> Result<Outcome, StoreError> {
        match self.transaction.put_entry(self.user_id, key, &entry, first_start, self.now).await {
            Ok(()) => {
                self.held.keys.insert(key.to_owned());
                self.held.entries.insert(entry.id.clone(), entry);
                Ok(Outcome::Applied)
            }
            Err(StoreError::Database(error)) => {
                measures::database_error("task");
                tracing::error!(%key, %error, "a task could not be written; it is to be retried");
                Ok(Outcome::Retry { after_seconds: Some(RETRY_AFTER_SECONDS) })
            }
            Err(whole) => Err(whole),
        }
    }
}

enum Judgement {
    Write { entry: Box<TimeEntry>, first_start: Timestamp },
    Duplicate,
    Refuse(Problem),
}

/// What is to become of a task, by what is held.
fn judge(key: &str, content: Content, held: &HeldEntries, projects: &ProjectRules) -> Judgement {
    let (entry, first_start) = match content {
        Content::Unsound(problem) => return Judgement::Refuse(problem),
        _ if held.keys.contains(key) => return Judgement::Duplicate,
        Content::Broken(problem) => return Judgement::Refuse(problem),
        Content::Entry { entry, first_start } => (entry, first_start),
    };
    let before = held.entries.get(&entry.id);
    match decide(before, &entry) {
        Decision::Apply => match projects.check(&entry, before) {
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
