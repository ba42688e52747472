//! The server's parts, put together once and shared by every request. No behaviour of its own.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::Settings;
use crate::account::{PasswordError, Passwords};
use crate::blobs::write_places;
use crate::http::places;
use crate::oidc::{ResourceServer, SetupError};
use crate::ports::{Clock, Entropy};
use crate::rates::Rates;
use crate::store::Store;

/// All that a request needs.
pub struct App {
    pub(crate) store: Store,
    pub(crate) passwords: Passwords,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) settings: Settings,
    pub(crate) rates: Rates,
    /// What takes the tokens of the OpenID provider, where there is one.
    pub(crate) oidc: Option<ResourceServer>,
    /// A place for each request that may be worked on at once.
    pub(crate) admission: Arc<Semaphore>,
    /// A place for each piece of a blob that may be written at once.
    pub(crate) blob_writes: Arc<Semaphore>,
}

/// The parts could not be put together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
    /// The password that stands in for an unknown account could not be made.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Nothing could be asked of the OpenID provider.
    #[error(transparent)]
    Oidc(#[from] SetupError),
}

impl App {
    /// Puts the parts together. Nobody is asked for anything yet.
    ///
    /// # Errors
    /// See [`AppError`]; none is known that an operator could cause.
    pub fn new(
        store: Store,
        settings: Settings,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, AppError> {
        let passwords = Passwords::new(&*entropy)?;
        let rates = Rates::new(&settings.limits, &clock, &store);
        let oidc = settings.oidc.clone().map(|oidc| ResourceServer::new(oidc, Arc::clone(&clock)));
        let oidc = oidc.transpose()?;
        let admission = places(settings.limits.requests_at_once);
        let blob_writes = write_places();
        Ok(Self { store, passwords, clock, entropy, settings, rates, oidc, admission, blob_writes })
    }

    /// Closes the database once whatever still uses it is done.
    pub async fn close(&self) {
        self.store.close().await;
    }
}
