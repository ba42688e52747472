//! A session bus of a test's own, with a keyring on it that does what a test wants: a Secret Service that prompts for
//! ever, hangs, lies or goes away. What it keeps is what it was given; it knows no cryptography.

mod service;

use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;
use zbus::Connection;

use crate::PATIENCE;
use service::Kept;

/// How a keyring answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manners {
    /// As it should.
    #[default]
    Honest,
    /// It is locked, and asks a person who never answers.
    PromptsForEver,
    /// It is locked, and whoever it asks says no.
    Dismissed,
    /// It takes a call and never answers it.
    Hangs,
    /// It gives back what it was given first, whatever was written since.
    Lies,
    /// It leaves the bus when it is to store something.
    GoesAway,
    /// It has no collection to put anything in.
    WithoutCollection,
}

/// The bus and the keyring. Both end with it.
#[derive(Debug)]
pub struct Keyring {
    address: String,
    kept: Arc<Mutex<Kept>>,
    connection: Option<Connection>,
    _bus: Child,
}

impl Keyring {
    /// A bus without a keyring.
    ///
    /// # Errors
    /// It does not come up.
    pub async fn absent() -> Result<Self> {
        let mut bus = Command::new("dbus-daemon");
        // A configuration of our own: none of this machine's services is started on it.
        let configuration = tempfile::NamedTempFile::new()?;
        std::fs::write(&configuration, BUS)?;
        bus.arg("--config-file").arg(configuration.path()).args(["--nofork", "--print-address"]);
        bus.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut bus = bus.spawn().context("there is no dbus-daemon")?;
        let stdout = bus.stdout.take().context("the bus has no output")?;
        let mut address = String::new();
        let said = timeout(PATIENCE, BufReader::new(stdout).read_line(&mut address)).await;
        said.context("the bus says nothing")??;
        let address = address.trim_end().to_owned();
        Ok(Self { address, kept: Arc::default(), connection: None, _bus: bus })
    }

    /// A bus with an honest keyring.
    ///
    /// # Errors
    /// One of them does not come up.
    pub async fn start() -> Result<Self> {
        let mut keyring = Self::absent().await?;
        keyring.connection = Some(service::serve(&keyring.address, &keyring.kept).await?);
        Ok(keyring)
    }

    /// It is on the bus again, with what it had, and honest.
    ///
    /// # Errors
    /// It does not come up.
    pub async fn come_back(&mut self) -> Result<()> {
        self.behave(Manners::Honest);
        self.connection = Some(service::serve(&self.address, &self.kept).await?);
        Ok(())
    }

    /// From now on it answers like this.
    pub fn behave(&self, manners: Manners) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).manners = manners;
    }

    /// Where the bus is, for `DBUS_SESSION_BUS_ADDRESS`.
    #[must_use]
    pub fn bus(&self) -> &str {
        &self.address
    }
}

const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;
