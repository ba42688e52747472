//! Leaving, which work that is not sent yet delays by one question.

use tauri::State;

use super::DesktopError;
use crate::desktop::Desktop;

/// Ends the program. With unsent work and not `anyway` it stays, and the page asks.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(super) async fn quit(desktop: State<'_, Desktop>, anyway: bool) -> Result<(), DesktopError> {
    match desktop.unsent().await {
        Some(unsent) if !anyway => Err(DesktopError::UnsentWork(unsent)),
        _ => {
            desktop.leaving.leave();
            Ok(())
        }
    }
}
