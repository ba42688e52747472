//! What is preferred, and what of it is possible here.

use serde::{Deserialize, Deserializer, Serialize};
use tauri::{AppHandle, Emitter as _, Runtime, State};

use super::DesktopError;
use crate::desktop::Desktop;
use crate::preferences::{Change, Theme};
use crate::words::Language;

/// The event of a change, to every window. Its payload is what `preferences` answers.
pub(crate) const PREFERENCES_EVENT: &str = "desktop://preferences";

/// What a page gave, readable or not: what is not has a code, and not Tauri's own sentence.
pub(crate) struct Given(Result<Change, serde_json::Error>);

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // An option, since Tauri gives none where the argument is missing.
        let given = Option::<serde_json::Value>::deserialize(deserializer)?;
        Ok(Self(serde_json::from_value(given.unwrap_or_default())))
    }
}

#[cfg(test)]
impl specta::Type for Given {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        Change::definition(types)
    }
}

/// What `preferences` answers.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) struct PreferencesJson {
    /// None: the system's.
    language: Option<Language>,
    /// None: the system's.
    theme: Option<Theme>,
    tray: bool,
    /// Whether something here shows trays.
    tray_possible: bool,
    /// Whether Homing starts with the session.
    autostart: bool,
    autostart_possible: bool,
    /// Whether it shows no window then.
    start_hidden: bool,
}

impl PreferencesJson {
    async fn of(desktop: &Desktop) -> Self {
        let now = desktop.preferences.now();
        let autostart = desktop.autostart.is_on();
        Self {
            language: now.language,
            theme: now.theme,
            tray: now.tray,
            tray_possible: desktop.tray.is_there() || crate::session_bus::has_tray_host().await,
            autostart: autostart.unwrap_or(false),
            autostart_possible: autostart.is_some(),
            start_hidden: now.start_hidden,
        }
    }
}

/// What is preferred.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(super) async fn preferences(desktop: State<'_, Desktop>) -> Result<PreferencesJson, DesktopError> {
    Ok(PreferencesJson::of(&desktop).await)
}

/// Changes what is named, durably, and leaves the rest.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(super) async fn set_preferences<R: Runtime>(
    app: AppHandle<R>,
    desktop: State<'_, Desktop>,
    preferences: Given,
) -> Result<PreferencesJson, DesktopError> {
    let change = preferences.0.map_err(|error| {
        tracing::warn!(%error, "preferences of the page are not understood");
        DesktopError::InvalidInput
    })?;
    desktop.preferences.change(change).map_err(|error| {
        tracing::warn!(causes = %homing_app::Causes(&error), "the preferences were not changed");
        DesktopError::PreferencesUnusable
    })?;
    if let Some(wanted) = change.autostart {
        desktop.autostart.set(wanted).map_err(|error| {
            tracing::warn!(causes = %homing_app::Causes(&error), "the start with the session was not changed");
            DesktopError::AutostartFails
        })?;
    }
    let now = PreferencesJson::of(&desktop).await;
    if let Err(error) = app.emit(PREFERENCES_EVENT, &now) {
        tracing::warn!(causes = %homing_app::Causes(&error), "the windows did not hear of the preferences");
    }
    Ok(now)
}
