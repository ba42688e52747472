//! The earlier app's sign-in, once. What is done is in [`crate::handover`].

use serde::Serialize;
use tauri::{AppHandle, Runtime, State};

use super::DesktopError;
use crate::desktop::Desktop;

/// What `get_auth_tokens` answers. No token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) struct HandoverJson {
    /// Whether a sign-in was moved by this call.
    moved: bool,
}

/// Moves the sign-in of the earlier app's webview to where tokens are safe, where this build has its identifier.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(super) async fn get_auth_tokens<R: Runtime>(
    app: AppHandle<R>,
    desktop: State<'_, Desktop>,
) -> Result<HandoverJson, DesktopError> {
    let moved = crate::handover::run(&app, &desktop).await;
    Ok(HandoverJson { moved })
}
