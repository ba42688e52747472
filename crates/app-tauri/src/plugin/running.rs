//! An application with the plugin, from its window's opening to its end.

use homing_domain::ports::QueueError;
use tauri::async_runtime::{block_on, spawn};
use tauri::{App, Runtime};

use crate::Homing;

/// Runs the application until its last window is closed, with the background job beside it. Then it lets what is being
/// sent come to its end, as [`crate::SyncManager::stop_with`] does, and closes the data.
///
/// # Errors
/// [`QueueError`] of [`Homing::close`]: what was recorded is safe.
pub fn run<R: Runtime>(app: App<R>, homing: &Homing) -> Result<(), QueueError> {
    let mut job = spawn(homing.background_job().run());
    app.run_return(|_, _| {});
    block_on(async {
        homing.sync().stop_with(&mut job).await;
        // Where it has not ended: as if the process had died, which it is about to.
        job.abort();
        homing.close().await
    })
}
