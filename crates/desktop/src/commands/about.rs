//! Which program this is.

use serde::Serialize;
use tauri::State;

use crate::desktop::Desktop;

/// What `about` answers.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) struct AboutJson {
    version: &'static str,
    /// The revision it was built from, where the build was told.
    commit: Option<&'static str>,
    /// The data folder.
    data: String,
    /// The licences of Homing itself, as an SPDX expression.
    licences: &'static str,
}

/// Version, licences, and where the data is.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
#[expect(clippy::needless_pass_by_value, reason = "so Tauri gives it")]
pub(super) fn about(desktop: State<'_, Desktop>) -> AboutJson {
    AboutJson {
        version: env!("CARGO_PKG_VERSION"),
        commit: option_env!("HOMING_COMMIT"),
        data: desktop.places.data.display().to_string(),
        licences: env!("CARGO_PKG_LICENSE"),
    }
}
