//! The commands that look: at days and weeks, at what may be picked, at the queue.

use tauri::State;

use super::Shared;
use super::answer::{Answer, answer};
use super::commands::refused;
use super::given::Given;
use crate::json::{Day, EntriesJson, SuggestionsJson, TasksJson, WeekJson};

/// The local days from `from` to `to`, both included, that have work: each entry with its mark.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn entries(
    shared: State<'_, Shared>,
    from: Given<Day>,
    to: Given<Day>,
) -> Answer<EntriesJson<'static>> {
    let (Day(from), Day(to)) = (from.read()?, to.read()?);
    answer(&EntriesJson::from(&shared.sync.marked_days(from, to).await.map_err(refused)?))
}

/// The week, from Monday on, that a day is in.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn week(shared: State<'_, Shared>, of: Given<Day>) -> Answer<WeekJson<'static>> {
    let Day(of) = of.read()?;
    answer(&WeekJson::from(&shared.sync.week(of).await.map_err(refused)?))
}

/// What a person may pick instead of writing it.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn suggestions(shared: State<'_, Shared>) -> Answer<SuggestionsJson<'static>> {
    answer(&SuggestionsJson::from(&shared.sync.tracker().suggestions().await.map_err(refused)?))
}

/// What needs a person, what waits, and what was sent of late.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn tasks(shared: State<'_, Shared>) -> Answer<TasksJson<'static>> {
    answer(&TasksJson::from(&Box::pin(shared.sync.look()).await.map_err(refused)?))
}
