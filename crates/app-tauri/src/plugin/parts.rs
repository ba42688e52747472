//! What the plugin works on. Not where the parts come from: an open [`Homing`], or ports of one's own.

use std::sync::Arc;

use crate::homing::Homing;
use crate::session::Session;
use crate::status::StatusFeed;
use crate::sync_manager::SyncManager;

/// The parts of one data folder that the commands call.
#[derive(Clone)]
#[non_exhaustive]
pub struct PluginParts {
    /// Recording and syncing.
    pub sync: Arc<SyncManager>,
    /// The snapshots.
    pub status: StatusFeed,
    /// Signing in, switching and signing out.
    pub session: Arc<Session>,
}

impl PluginParts {
    /// Those of an open Homing.
    #[must_use]
    pub fn of(homing: &Homing) -> Self {
        Self::new(Arc::clone(homing.sync()), homing.feed().clone(), Arc::clone(homing.session()))
    }

    /// Those that are built over other storage, another server or mocks.
    #[must_use]
    pub fn new(sync: Arc<SyncManager>, status: StatusFeed, session: Arc<Session>) -> Self {
        Self { sync, status, session }
    }
}
