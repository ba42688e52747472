//! What is preferred, and what of it is possible here.

use serde::Serialize;
use serde_json::Value;
use tauri::{AppHandle, Emitter as _, Runtime, State};

use super::DesktopError;
use crate::desktop::Desktop;
use crate::preferences::{Change, Theme};
use crate::words::Language;

/// The event of a change, to every window. Its payload is what `preferences` answers.
pub(crate) const PREFERENCES_EVENT: &str = "desktop://preferences";

/// What `preferences` answers.
#[derive(Clone, Debug, Serialize)]
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
pub(super) async fn preferences(desktop: State<'_, Desktop>) -> Result<PreferencesJson, DesktopError> {
    Ok(PreferencesJson::of(&desktop).await)
}

/// Changes what is named, durably, and leaves the rest.
#[tauri::command]
pub(super) async fn set_preferences<R: Runtime>(
    app: AppHandle<R>,
    desktop: State<'_, Desktop>,
    preferences: Value,
) -> Result<PreferencesJson, DesktopError> {
    let change = serde_json::from_value::<Change>(preferences).map_err(|error| {
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
