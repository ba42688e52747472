//! The commands that write a file for the person, into their folder of downloads.

use homing_domain::time::Period;
use serde::Deserialize;
use tauri::State;

use super::Shared;
use super::answer::{Answer, answer};
use super::commands::{Selected, refused};
use super::given::Given;
use crate::export::{Export, ExportFormat};
use crate::json::{Day, FileJson};

/// The argument `format` of `export_entries`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub(super) enum ExportForm {
    Json,
    Csv,
    Ical,
}

/// Writes entries with work in these local days; a side without a day is open.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn export_entries(
    shared: State<'_, Shared>,
    format: Given<ExportForm>,
    from: Given<Option<Day>>,
    to: Given<Option<Day>>,
) -> Answer<FileJson> {
    let zone = shared.sync.clock.time_zone();
    let (from, to) = (from.read()?.map(|Day(day)| day), to.read()?.map(|Day(day)| day));
    let period = Period::of_days(from, to, &zone);
    let format = match format.read()? {
        ExportForm::Json => ExportFormat::Json,
        ExportForm::Csv => ExportFormat::Csv { zone },
        ExportForm::Ical => ExportFormat::ICalendar,
    };
    let folder = shared.downloads()?;
    let file = shared.sync.export_entries(&Export { format, period }, folder).await.map_err(refused)?;
    answer(&FileJson::from(file.as_path()))
}

/// Writes unsent tasks whole, a line of JSON for each.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn export_tasks(shared: State<'_, Shared>, tasks: Given<Selected>) -> Answer<FileJson> {
    let which = tasks.read()?.into();
    let folder = shared.downloads()?;
    let file = Box::pin(shared.sync.export_tasks(&which, folder)).await.map_err(refused)?;
    answer(&FileJson::from(file.as_path()))
}
