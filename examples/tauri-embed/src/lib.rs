//! A notebook in a window, with Homing's queue under it. What is its own: what a note is (`note`), how its server is asked
//! (`api`), what its page may ask (`commands`), and here how it is put together.

pub mod api;
pub mod commands;
pub mod note;

use std::sync::Arc;

use homing_app::plugin::{self, PluginParts};
use homing_app::{Application, Homing, OpenError, OpenOptions, Places};
use homing_domain::task::Kinds;
use tauri::{App, Builder, Runtime};

/// The notebook in these folders.
///
/// # Errors
/// [`OpenError`]: nothing was changed.
pub async fn open(places: Places) -> Result<Homing, OpenError> {
    let kinds = Kinds::new().with(note::WRITTEN).with(note::DELETED);
    let application = Application::new("com.example.notes", api::NotesApi);
    Homing::open_for(application, OpenOptions { kinds, ..OpenOptions::new(places) }).await
}

/// The application over it, which shows its window once it runs.
///
/// # Errors
/// Whatever Tauri fails with.
pub fn app<R: Runtime>(builder: Builder<R>, notebook: &Homing) -> tauri::Result<App<R>> {
    builder
        .plugin(plugin::init(PluginParts::of(notebook)))
        .manage(Arc::clone(notebook.sync()))
        .invoke_handler(tauri::generate_handler![commands::add_note, commands::change_note, commands::notes])
        .build(tauri::generate_context!())
}
