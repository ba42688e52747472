//! What an open Homing shows: the network's settings, the status, the accounts, what the server holds.

use std::sync::Arc;

use homing_domain::account::Active;
use homing_domain::ports::{Clock, NudgeError, QueueError};
use homing_domain::time::{Entry, Heartbeat, ListingError, ProjectCatalogue, remote_entries};

use super::Homing;
use crate::config::Config;
use crate::installation::Installation;
use crate::known_accounts::KnownAccounts;
use crate::legacy::EarlierApp;
use crate::network::NetworkError;
use crate::sign_in_places::SignInPlaces;
use crate::status::{Status, StatusFeed, StatusWatch};
use crate::{Session, SyncManager};

/// A server's entries could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RemoteError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInNeeded,
    /// The servers of this API keep no list.
    #[error("this API has no list of entries")]
    NoList,
    /// Whose entries can't be told.
    #[error("the accounts can't be read")]
    Accounts(#[source] QueueError),
    /// The server's list can't be read.
    #[error(transparent)]
    Listing(#[from] ListingError),
}

impl Homing {
    /// What `homing.toml` says.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The clock that everything here goes by.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// Recording and syncing.
    #[must_use]
    pub fn sync(&self) -> &Arc<SyncManager> {
        &self.sync
    }

    /// The signs of life of a running timer, for a process that stays: see [`Heartbeat`] for when to call it.
    #[must_use]
    pub fn heartbeat(&self) -> &Heartbeat {
        &self.heartbeat
    }

    /// Signing in, switching and signing out.
    #[must_use]
    pub fn session(&self) -> &Arc<Session> {
        &self.session
    }

    /// The projects of the active account's server.
    #[must_use]
    pub fn projects(&self) -> &ProjectCatalogue {
        &self.projects
    }

    /// Tells whether what is set for the network can be used, before anything is asked of it.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn check_network(&self) -> Result<(), NetworkError> {
        self.network.client().map(drop)
    }

    /// Where everything is.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn status(&self) -> Result<Status, QueueError> {
        self.status.now().await
    }

    /// What counts the snapshots of this data folder.
    #[must_use]
    pub fn feed(&self) -> &StatusFeed {
        &self.status
    }

    /// Where everything is, from now on: one snapshot for each change, whichever program makes it.
    ///
    /// # Errors
    /// [`NudgeError`] where the system does not let this process watch.
    pub async fn watch_status(&self) -> Result<StatusWatch, NudgeError> {
        self.status.watch().await
    }

    /// Everyone whose work is on this machine.
    ///
    /// # Errors
    /// [`QueueError`] of the reads.
    pub async fn accounts(&self) -> Result<KnownAccounts, QueueError> {
        KnownAccounts::read(self.session.queue.as_ref(), self.session.accounts.as_ref()).await
    }

    /// Where a sign-in can be kept, for whoever asks a person.
    #[must_use]
    pub fn sign_in_places(&self) -> &SignInPlaces {
        &self.sign_in_places
    }

    /// The earlier app, as far as this installation has to do with it.
    #[must_use]
    pub fn earlier_app(&self) -> &EarlierApp {
        &self.installation.earlier_app
    }

    /// Its folders, and what its environment sets.
    #[must_use]
    pub fn installation(&self) -> &Arc<Installation> {
        &self.installation
    }

    /// The entries that the active account's server holds.
    ///
    /// # Errors
    /// [`RemoteError`].
    pub async fn remote_entries(&self) -> Result<Vec<Entry>, RemoteError> {
        let active = self.sync.accounts.active().await.map_err(RemoteError::Accounts)?;
        let Active::Account { account, signed_in: true } = active else {
            return Err(RemoteError::SignInNeeded);
        };
        let listing = self.entries.as_deref().ok_or(RemoteError::NoList)?;
        Ok(remote_entries(self.auth.as_ref(), self.http.as_ref(), listing, &account).await?)
    }
}
