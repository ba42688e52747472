//! Snapshots to every page that listens, each as soon as there is a new one.

use std::sync::Arc;

use tauri::async_runtime::{JoinHandle, spawn};
use tauri::{AppHandle, Emitter as _, Runtime};

use crate::json::StatusJson;
use crate::logs::Causes;
use crate::status::StatusFeed;
use crate::sync_manager::SyncManager;

/// The event of a new snapshot. Its payload is what `get_sync_status` answers; of two, the one with the higher
/// `revision` is the newer.
pub const STATUS_EVENT: &str = "homing://status";

/// The task that does it.
pub(super) struct Pushing(JoinHandle<()>);

impl Pushing {
    pub(super) fn start<R: Runtime>(
        app: &AppHandle<R>,
        sync: &Arc<SyncManager>,
        status: &StatusFeed,
    ) -> Self {
        let (app, sync, status) = (app.clone(), Arc::clone(sync), status.clone());
        Self(spawn(async move {
            let mut watch = status.watch_or_look().await;
            loop {
                let status = watch.next().await;
                if let Err(error) = app.emit(STATUS_EVENT, &StatusJson::new(&status, sync.clock.now())) {
                    tracing::warn!(causes = %Causes(&error), "a snapshot did not reach the window");
                }
            }
        }))
    }

    /// No more snapshots: the data is about to be closed.
    pub(super) fn stop(&self) {
        self.0.abort();
    }
}
