//! The Tauri plugin `homing`: what a page may ask of Homing. Each command is one call that a terminal makes too; what
//! the calls do is behind [`SyncManager`] and [`StatusFeed`]. Feature `tauri`.
//!
//! A page calls `plugin:homing|enqueue_time_entry` and its like, each of which an application's capability must
//! permit, and listens for [`STATUS_EVENT`]. An answer is one of [`crate::json`], a refusal a [`CommandError`].

mod accounts;
mod commands;
mod error;
mod given;
mod parts;
mod pushing;
mod running;
mod time_entry;

use tauri::plugin::{Builder, TauriPlugin};
use tauri::{Manager as _, RunEvent, Runtime};

pub use error::{CommandError, EntryFault};
pub use parts::PluginParts;
use pushing::Pushing;
pub use pushing::STATUS_EVENT;
pub use running::run;

/// What the commands work on.
type Shared = PluginParts;

/// The plugin, on the parts of one data folder: [`PluginParts::of`] an open [`crate::Homing`].
///
/// While the application runs, each new snapshot goes to every page that listens; while nothing happens, nothing
/// runs. Where the system lets nobody watch for changes, the log says so and a page has to ask.
#[must_use]
pub fn init<R: Runtime>(parts: PluginParts) -> TauriPlugin<R> {
    Builder::new("homing")
        .invoke_handler(tauri::generate_handler![
            accounts::accounts,
            accounts::sign_out,
            accounts::switch_account,
            commands::enqueue_time_entry,
            commands::get_sync_status,
            commands::retry_failed_tasks,
            commands::sync_queue,
            commands::sync_queue_now,
        ])
        .setup(move |app, _| {
            app.manage(Pushing::start(app, &parts.sync, &parts.status));
            app.manage(parts);
            Ok(())
        })
        .on_event(|app, event| {
            if matches!(event, RunEvent::Exit) {
                app.state::<Pushing>().stop();
            }
        })
        .build()
}
