//! The commands of an installation beside its data: the settings of `homing.toml`, the folders, the diagnostics.

use std::io;

use tauri::State;

use super::answer::{Answer, answer};
use super::commands::refused;
use super::given::Given;
use super::{CommandError, Shared};
use crate::diagnostics::{Bundle, DiagnosticsSource, Redaction};
use crate::installation::Installation;
use crate::json::{FileJson, FoldersJson, SettingJson};
use crate::logs::Causes;
use crate::new_name::NewName;
use crate::settings::Key;

/// Every key of `homing.toml` with its effective value.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn settings(shared: State<'_, Shared>) -> Answer<Vec<SettingJson<'static>>> {
    every_setting(shared.installation()?)
}

/// Sets a key of `homing.toml`, or takes it away. Most of them hold from the next start on.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn change_setting(
    shared: State<'_, Shared>,
    key: Given<Key>,
    value: Given<Option<String>>,
) -> Answer<Vec<SettingJson<'static>>> {
    let (key, value) = (key.read()?, value.read()?);
    let installation = shared.installation()?;
    crate::settings::change_setting(&installation.places.config_file(), key, value.as_deref())
        .map_err(refused)?;
    every_setting(installation)
}

/// Where this installation has its files.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn folders(shared: State<'_, Shared>) -> Answer<FoldersJson> {
    answer(&FoldersJson::from(&shared.installation()?.places))
}

/// Writes what a person can send to whoever helps, among the downloads.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn write_diagnostics(
    shared: State<'_, Shared>,
    show_names: Given<bool>,
) -> Answer<FileJson> {
    let show_names = show_names.read()?;
    let Installation { places, ca_file, .. } = shared.installation()?;
    let now = shared.sync.clock.now();
    let bundle = Bundle::gather(&DiagnosticsSource {
        places,
        ca_file: ca_file.as_deref(),
        opened: Ok((&*shared).into()),
        redaction: Redaction::of_this_person(show_names),
        now,
    })
    .await;
    let zone = shared.sync.clock.time_zone();
    let name = NewName { stem: "homing-diagnostics", kind: "zip", now, zone: &zone };
    let folder = shared.downloads()?;
    let written = name.write_by(folder, |place| bundle.write(place));
    answer(&FileJson::from(written.map_err(|error| not_written(&error))?.as_path()))
}

fn every_setting(Installation { places, ca_file, .. }: &Installation) -> Answer<Vec<SettingJson<'static>>> {
    let settings = crate::settings::settings(&places.config_file(), ca_file.as_deref()).map_err(refused)?;
    answer(&settings.iter().map(SettingJson::from).collect::<Vec<_>>())
}

fn not_written(error: &io::Error) -> CommandError {
    tracing::warn!(causes = %Causes(error), "a file that the window asked for was not written");
    match error.kind() {
        io::ErrorKind::StorageFull => CommandError::DiskFull,
        _ => CommandError::FileNotWritable,
    }
}
