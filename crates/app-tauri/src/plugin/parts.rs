//! What the plugin works on. Not where the parts come from: an open [`Homing`], or ports of one's own.

use std::sync::Arc;

use crate::browser::{Browser, SystemBrowser};
use crate::homing::Homing;
use crate::session::Session;
use crate::sign_in_places::SignInPlaces;
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
    /// Where a sign-in can be kept; none where nobody can be asked.
    pub places: Option<SignInPlaces>,
    /// What opens the address of a sign-in.
    pub browser: Arc<dyn Browser>,
}

impl PluginParts {
    /// Those of an open Homing.
    #[must_use]
    pub fn of(homing: &Homing) -> Self {
        let parts = Self::new(Arc::clone(homing.sync()), homing.feed().clone(), Arc::clone(homing.session()));
        parts.with_places(homing.sign_in_places().clone())
    }

    /// Those that are built over other storage, another server or mocks.
    #[must_use]
    pub fn new(sync: Arc<SyncManager>, status: StatusFeed, session: Arc<Session>) -> Self {
        Self { sync, status, session, places: None, browser: Arc::new(SystemBrowser) }
    }

    /// The same, with places for a sign-in: without them the keychain counts as missing, and no passphrase is taken.
    #[must_use]
    pub fn with_places(mut self, places: SignInPlaces) -> Self {
        self.places = Some(places);
        self
    }

    /// The same, with something else that opens addresses.
    #[must_use]
    pub fn with_browser(mut self, browser: Arc<dyn Browser>) -> Self {
        self.browser = browser;
        self
    }
}
