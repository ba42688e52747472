//! Whether Homing starts with the person's session. The system keeps that: a file in its folder for such programs.

use tauri::{AppHandle, Runtime};
use tauri_plugin_autostart::ManagerExt as _;

/// What a start with the session has as its argument.
pub(crate) const AT_LOGIN: &str = "--at-login";

/// Who keeps it.
pub(crate) trait Autostart: Send + Sync {
    /// Whether it does; none where this system can't tell.
    fn is_on(&self) -> Option<bool>;

    /// Changes it.
    fn set(&self, wanted: bool) -> Result<(), tauri_plugin_autostart::Error>;
}

/// The system's, by the plugin.
pub(crate) struct SystemAutostart<R: Runtime>(pub(crate) AppHandle<R>);

impl<R: Runtime> Autostart for SystemAutostart<R> {
    fn is_on(&self) -> Option<bool> {
        self.0.autolaunch().is_enabled().ok()
    }

    fn set(&self, wanted: bool) -> Result<(), tauri_plugin_autostart::Error> {
        match wanted {
            true => self.0.autolaunch().enable(),
            false => self.0.autolaunch().disable(),
        }
    }
}
