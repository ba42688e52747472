//! The Tauri plugin `homing`: what a page may ask of Homing. Each command is one call that a terminal makes too; what
//! the calls do is behind [`SyncManager`] and [`StatusFeed`]. Feature `tauri`.
//!
//! A page calls `plugin:homing|enqueue_time_entry` and its like, each of which an application's capability must
//! permit, and listens for [`STATUS_EVENT`]. An answer is one of [`crate::json`], a refusal a [`CommandError`].

mod accounts;
mod commands;
mod error;
mod given;
mod pushing;
mod time_entry;

use std::sync::Arc;

use tauri::plugin::{Builder, TauriPlugin};
use tauri::{Manager as _, RunEvent, Runtime};

pub use error::{CommandError, EntryFault};
use pushing::Pushing;
pub use pushing::STATUS_EVENT;

use crate::session::Session;
use crate::status::StatusFeed;
use crate::sync_manager::SyncManager;

/// What the commands work on.
struct Shared {
    sync: Arc<SyncManager>,
    status: StatusFeed,
    session: Arc<Session>,
}

/// The plugin, on the manager, the feed and the session of one data folder: [`crate::Homing::sync`],
/// [`crate::Homing::feed`], [`crate::Homing::session`].
///
/// While the application runs, each new snapshot goes to every page that listens; while nothing happens, nothing
/// runs. Where the system lets nobody watch for changes, the log says so and a page has to ask.
#[must_use]
pub fn init<R: Runtime>(sync: Arc<SyncManager>, status: StatusFeed, session: Arc<Session>) -> TauriPlugin<R> {
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
            app.manage(Pushing::start(app, &sync, &status));
            app.manage(Shared { sync, status, session });
            Ok(())
        })
        .on_event(|app, event| {
            if matches!(event, RunEvent::Exit) {
                app.state::<Pushing>().stop();
            }
        })
        .build()
}
