//! An application that embeds Homing, as a window does: the composition root on folders of its own.

use std::sync::Arc;
use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use homing_app::{Homing, NoEvents, NoSignals, OpenOptions, PassphraseUse, Places};
use homing_domain::account::{CredentialPlace, ServerUrl};
use homing_domain::engine::CycleReport;
use homing_domain::ports::CredentialError;
use homing_domain::task::Kinds;
use homing_domain::time::{Command, Entry, Period};
use homing_tests::{NAME, PASSPHRASE, PASSWORD, Scene};
use secrecy::SecretString;

/// Homing on the data in `folder`.
pub(crate) struct Embedded(pub(crate) Homing);

impl Embedded {
    /// Opens it with this one line of configuration.
    pub(crate) async fn open(folder: &Path, storage: &str) -> Result<Self> {
        let places = Places { data: folder.join("data"), config: folder.join("config") };
        fs::create_dir_all(&places.config)?;
        fs::write(places.config_file(), format!("storage = '{storage}'\n"))?;
        let passphrase = |_: PassphraseUse| Ok::<_, CredentialError>(SecretString::from(PASSPHRASE));
        let homing = Homing::open(OpenOptions {
            places,
            ca_file: None,
            passphrase: Arc::new(passphrase),
            kinds: Kinds::new(),
            events: Arc::new(NoEvents),
            signals: Arc::new(NoSignals),
        });
        Ok(Self(homing.await?))
    }

    pub(crate) async fn sign_in(&self, url: &str) -> Result<()> {
        let (server, session): (ServerUrl, _) = (url.parse()?, self.0.session());
        let password = SecretString::from(PASSWORD);
        let granted = session.sign_in(&server, NAME, &password, CredentialPlace::EncryptedFile).await?;
        session.complete(granted).await?;
        Ok(())
    }

    pub(crate) async fn record(&self, command: Command) -> Result<()> {
        self.0.sync().enqueue_time_entry(&command).await?;
        Ok(())
    }

    pub(crate) async fn sync(&self) -> Result<CycleReport> {
        Ok(self.0.sync().sync_queue_now().await?)
    }

    /// What is recorded here, by id.
    pub(crate) async fn local(&self) -> Result<Vec<Entry>> {
        Ok(by_id(self.0.sync().tracker().entries_within(Period::all()).await?))
    }

    /// What the server holds, by id: as this application reads it, and how many a look past it counts.
    pub(crate) async fn arrived(&self, scene: &Scene) -> Result<Vec<Entry>> {
        let entries = by_id(self.0.remote_entries().await?);
        let counted = scene.api().await?.entries().await?.len();
        anyhow::ensure!(entries.len() == counted, "{} entries are read, {counted} are there", entries.len());
        Ok(entries)
    }

    pub(crate) async fn waiting(&self) -> Result<u64> {
        Ok(self.0.status().await?.counts.waiting)
    }

    pub(crate) async fn close(self) -> Result<()> {
        self.0.close().await.context("it does not close")
    }
}

fn by_id(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.retain(|entry| !entry.deleted);
    entries.sort_by_key(|entry| entry.id);
    entries
}
