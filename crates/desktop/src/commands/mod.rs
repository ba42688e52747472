//! The window's own commands: what a page asks of the program around it. What it asks of Homing is the plugin's. Each
//! reads its argument, makes one call, and maps the answer; none needs a display.

mod about;
#[cfg(test)]
mod bindings;
mod error;
mod files;
mod handover;
mod preferences;
mod quit;
#[cfg(test)]
mod tests;

use tauri::{Builder, Runtime};

pub(crate) use error::{DesktopError, UnsentJson};

/// An application with the commands. They work on the [`crate::desktop::Desktop`] that it is given before it runs.
pub(crate) fn on<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.invoke_handler(tauri::generate_handler![
        about::about,
        files::show_file,
        handover::get_auth_tokens,
        preferences::preferences,
        preferences::set_preferences,
        quit::quit,
    ])
}
