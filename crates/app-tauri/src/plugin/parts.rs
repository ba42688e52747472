//! What the plugin works on. Not where the parts come from: an open [`Homing`], or ports of one's own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tauri::{AppHandle, Manager as _, Runtime};

use super::CommandError;
use crate::browser::{Browser, SystemBrowser};
use crate::diagnostics::Diagnosed;
use crate::homing::Homing;
use crate::installation::Installation;
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
    /// The folders, the settings and the earlier app. Without it the commands that need it say `no-installation`.
    pub installation: Option<Arc<Installation>>,
    /// Where files go that a page asks for: the system's folder for downloads where none is named.
    pub downloads: Option<PathBuf>,
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
        let parts = parts.with_places(homing.sign_in_places().clone());
        Self { installation: Some(Arc::clone(homing.installation())), ..parts }
    }

    /// Those that are built over other storage, another server or mocks.
    #[must_use]
    pub fn new(sync: Arc<SyncManager>, status: StatusFeed, session: Arc<Session>) -> Self {
        let (installation, downloads) = (None, None);
        Self {
            sync,
            status,
            session,
            places: None,
            browser: Arc::new(SystemBrowser),
            installation,
            downloads,
        }
    }

    /// The same with these folders, settings and earlier app.
    #[must_use]
    pub fn with_installation(self, installation: Arc<Installation>) -> Self {
        Self { installation: Some(installation), ..self }
    }

    /// The same, which writes into this folder what a page asks for.
    #[must_use]
    pub fn with_downloads(self, folder: PathBuf) -> Self {
        Self { downloads: Some(folder), ..self }
    }

    /// The same, which knows where files go: the folder that is named, else the system's.
    pub(super) fn within<R: Runtime>(self, app: &AppHandle<R>) -> Self {
        let of_the_system = || {
            let home = || app.path().home_dir().map(|home| home.join("Downloads"));
            app.path().download_dir().or_else(|_| home()).ok()
        };
        Self { downloads: self.downloads.or_else(of_the_system), ..self }
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

    pub(super) fn installation(&self) -> Result<&Installation, CommandError> {
        self.installation.as_deref().ok_or(CommandError::NoInstallation)
    }

    pub(super) fn downloads(&self) -> Result<&Path, CommandError> {
        self.downloads.as_deref().ok_or(CommandError::FileNotWritable)
    }
}

impl<'a> From<&'a PluginParts> for Diagnosed<'a> {
    fn from(parts: &'a PluginParts) -> Self {
        Self { sync: &parts.sync, status: &parts.status, session: &parts.session }
    }
}
