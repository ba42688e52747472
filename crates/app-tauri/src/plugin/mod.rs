//! The Tauri plugin `homing`: what a page may ask of Homing. Each command is one call that a terminal makes too; what
//! the calls do is behind [`crate::SyncManager`] and [`crate::StatusFeed`]. Feature `tauri`.
//!
//! A page calls `plugin:homing|enqueue_time_entry` and its like, each of which an application's capability must
//! permit, and listens for [`STATUS_EVENT`]. An answer is one of [`crate::json`], a refusal a [`CommandError`].

mod accounts;
mod answer;
#[cfg(feature = "bindings")]
mod bindings;
mod commands;
mod earlier_app;
mod error;
mod files;
mod given;
mod installation;
mod looks;
mod parts;
mod pending;
mod pushing;
mod review;
mod running;
mod secret;
mod signing_in;
mod time_entry;

use tauri::plugin::{Builder, TauriPlugin};
use tauri::{Manager as _, RunEvent, Runtime, WindowEvent};

#[cfg(feature = "bindings")]
pub use bindings::bindings;
pub use error::{CommandError, EntryFault, FieldCode, SettingFault, TurnedDown};
pub use parts::PluginParts;
use pending::PendingSignIn;
use pushing::Pushing;
pub use pushing::STATUS_EVENT;
pub use running::run;

/// Every command, for whoever wants a list of them: Tauri's handler, and the bindings for TypeScript.
///
/// A new one is a line here, one in `build.rs`, a permission, and `#[cfg_attr(feature = "bindings", specta::specta)]`
/// on its function; the types of its arguments and its answer take
/// `#[cfg_attr(feature = "bindings", derive(specta::Type))]`. `HOMING_WRITE_DOCS=1 cargo test -p homing-tests bindings`
/// writes `npm/src/bindings.ts` anew.
macro_rules! every_command {
    ($($list:ident)::+) => {
        $($list)::+![
            accounts::accounts,
            accounts::sign_out,
            accounts::switch_account,
            commands::discard_tasks,
            commands::enqueue_time_entry,
            commands::get_sync_status,
            commands::retry_failed_tasks,
            commands::sync_queue,
            commands::sync_queue_now,
            earlier_app::decide_earlier_original,
            earlier_app::earlier_app,
            earlier_app::import_earlier_app,
            installation::change_setting,
            installation::folders,
            installation::settings,
            installation::write_diagnostics,
            files::export_entries,
            files::export_tasks,
            looks::entries,
            looks::suggestions,
            looks::tasks,
            looks::week,
            review::confirm_item,
            review::decide_items,
            review::review,
            signing_in::cancel_sign_in,
            signing_in::sign_in,
            signing_in::sign_in_choices,
            signing_in::sign_in_in_browser,
            signing_in::sign_in_place,
            signing_in::unlock,
        ]
    };
}
#[cfg(feature = "bindings")]
fn typed_commands() -> tauri_specta::Commands<tauri::test::MockRuntime> {
    every_command!(tauri_specta::collect_commands)
}

/// What the commands work on.
type Shared = PluginParts;

/// The plugin, on the parts of one data folder: [`PluginParts::of`] an open [`crate::Homing`].
///
/// While the application runs, each new snapshot goes to every page that listens; while nothing happens, nothing
/// runs. Where the system lets nobody watch for changes, the log says so and a page has to ask.
#[must_use]
pub fn init<R: Runtime>(parts: PluginParts) -> TauriPlugin<R> {
    Builder::new("homing")
        .invoke_handler(every_command!(tauri::generate_handler))
        .setup(move |app, _| {
            app.manage(Pushing::start(app, &parts.sync, &parts.status));
            app.manage(PendingSignIn::default());
            app.manage(parts.within(app));
            Ok(())
        })
        .on_event(|app, event| match event {
            RunEvent::Exit => {
                app.state::<PendingSignIn>().end();
                app.state::<Pushing>().stop();
            }
            RunEvent::WindowEvent { label, event: WindowEvent::Destroyed, .. } => {
                app.state::<PendingSignIn>().end_of(label);
            }
            _ => {}
        })
        .build()
}
