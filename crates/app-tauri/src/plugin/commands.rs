//! The commands: each reads its argument, makes one call into the app, and maps the answer.

use std::error::Error;

use homing_domain::engine::CycleReport;
use homing_domain::names::TaskId;
use homing_domain::ports::Selection;
use homing_domain::time::{Answer as AwayAnswer, Away, Gap};
use serde::{Deserialize, Serialize};
use tauri::State;

use super::answer::{Answer, answer};
use super::given::Given;
use super::time_entry::{Said, TimeEntryCommand};
use super::{CommandError, Shared};
use crate::json::{GapJson, RecordedJson, StatusJson, SyncJson};
use crate::logs::Causes;
use crate::unsent::Retried;

/// The argument `selection` of `retry_failed_tasks`: which of the refused tasks.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub(super) enum Selected {
    /// `"all"`.
    All,
    /// `{"tasks": [...]}`, by their ids.
    Tasks(Vec<TaskId>),
}

/// What `retry_failed_tasks` answers. That tasks go again stands, whatever became of the sync that followed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub(super) struct RetriedJson {
    retried: u64,
    sync: Option<SyncJson>,
    sync_error: Option<CommandError>,
}

/// Records what a person does with the timer. Durable when it answers; the network is not touched. `seen` are the gaps
/// to which `away` is the answer; null stands for whatever there is.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn enqueue_time_entry(
    shared: State<'_, Shared>,
    command: Given<TimeEntryCommand>,
    away: Given<Option<Said>>,
    seen: Given<Option<Vec<GapJson>>>,
) -> Answer<RecordedJson<'static>> {
    let command = command.read()?.into();
    let away = away.read()?.map_or(Away::Unsaid, Away::from);
    let seen = seen.read()?.map(|seen| seen.into_iter().map(Gap::from).collect());
    let said = AwayAnswer { away, seen };
    let recorded = shared.sync.enqueue_time_entry_with(&command, said).await.map_err(refused)?;
    answer(&RecordedJson::from(&recorded))
}

/// Where everything is.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn get_sync_status(shared: State<'_, Shared>) -> Answer<StatusJson<'static>> {
    let status = shared.status.now().await.map_err(refused)?;
    answer(&StatusJson::new(&status, shared.sync.clock.now()))
}

/// One cycle of what is due.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn sync_queue(shared: State<'_, Shared>) -> Answer<SyncJson> {
    let report = Box::pin(shared.sync.sync_queue()).await.map_err(refused)?;
    answer(&left(&shared, &report).await?)
}

/// One cycle because a person asked. During a running one it joins that one.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn sync_queue_now(shared: State<'_, Shared>) -> Answer<SyncJson> {
    let report = Box::pin(shared.sync.sync_queue_now()).await.map_err(refused)?;
    answer(&left(&shared, &report).await?)
}

/// Lets refused tasks go again, and runs one cycle.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn retry_failed_tasks(
    shared: State<'_, Shared>,
    selection: Given<Selected>,
) -> Answer<RetriedJson> {
    let selection = selection.read()?.into();
    let done = Box::pin(shared.sync.retry_failed_tasks(selection)).await;
    let Retried { tasks: retried, sync } = done.map_err(refused)?;
    let sync = match sync {
        Ok(report) => left(&shared, &report).await,
        Err(error) => Err(refused(error)),
    };
    let (sync, sync_error) = match sync {
        Ok(sync) => (Some(sync), None),
        Err(error) => (None, Some(error)),
    };
    answer(&RetriedJson { retried, sync, sync_error })
}

/// Takes tasks out of the queue unsent, all or none. What is recorded stays.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn discard_tasks(shared: State<'_, Shared>, tasks: Given<Vec<TaskId>>) -> Answer<()> {
    shared.sync.discard_tasks(tasks.read()?).await.map_err(refused)?;
    answer(&())
}

impl From<Selected> for Selection {
    fn from(selected: Selected) -> Self {
        match selected {
            Selected::All => Self::All,
            Selected::Tasks(tasks) => Self::Tasks(tasks),
        }
    }
}

/// What a cycle did, with what it left.
async fn left(shared: &Shared, report: &CycleReport) -> Result<SyncJson, CommandError> {
    Ok(SyncJson::new(report, &shared.status.now().await.map_err(refused)?))
}

/// The code for the page; the causes are for the log alone.
pub(super) fn refused<E: Error + Into<CommandError> + 'static>(error: E) -> CommandError {
    tracing::warn!(causes = %Causes(&error), "a command of the window was not done");
    error.into()
}
