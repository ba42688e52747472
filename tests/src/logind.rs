//! A system bus of a test's own, with a stand-in for logind (python3-dbusmock) that says what a test wants.

use std::process::Stdio;

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::PATIENCE;
use crate::program::run;

/// Debian's own Python has Debian's modules, whatever other Python a machine has.
const PYTHON: &str = "/usr/bin/python3";

/// The bus and the stand-in. Both end with it.
#[derive(Debug)]
pub struct Logind {
    address: String,
    _running: [Child; 2],
}

impl Logind {
    /// Starts both and waits until logind has its name.
    ///
    /// # Errors
    /// One of them does not come up.
    pub async fn start() -> Result<Self> {
        let mut daemon = Command::new("dbus-daemon");
        daemon.args(["--session", "--nofork", "--print-address"]).stdout(Stdio::piped());
        let mut daemon =
            daemon.stderr(Stdio::null()).kill_on_drop(true).spawn().context("there is no dbus-daemon")?;
        let stdout = daemon.stdout.take().context("the bus has no output")?;
        let mut address = String::new();
        timeout(PATIENCE, BufReader::new(stdout).read_line(&mut address))
            .await
            .context("the bus says nothing")??;
        let address = address.trim_end().to_owned();
        let mut stand_in = Command::new(PYTHON);
        stand_in.args(["-m", "dbusmock", "--system", "--template", "logind"]).stdout(Stdio::null());
        stand_in.env("DBUS_SYSTEM_BUS_ADDRESS", &address).kill_on_drop(true);
        let stand_in = stand_in.spawn().context("there is no python3")?;
        let logind = Self { address, _running: [daemon, stand_in] };
        logind.gdbus("wait", &["--timeout", "60", "org.freedesktop.login1"]).await?;
        Ok(logind)
    }

    /// Where the bus is, for `DBUS_SYSTEM_BUS_ADDRESS`.
    #[must_use]
    pub fn bus(&self) -> &str {
        &self.address
    }

    /// Says that the machine is about to sleep, and that it woke.
    ///
    /// # Errors
    /// The stand-in does not answer.
    pub async fn sleep_and_wake(&self) -> Result<()> {
        for going_to_sleep in ["[<true>]", "[<false>]"] {
            let to = ["--dest", "org.freedesktop.login1", "--object-path", "/org/freedesktop/login1"];
            let emit = ["--method", "org.freedesktop.DBus.Mock.EmitSignal", "org.freedesktop.login1.Manager"];
            self.gdbus("call", &[&to[..], &emit, &["PrepareForSleep", "b", going_to_sleep]].concat()).await?;
        }
        Ok(())
    }

    async fn gdbus(&self, what: &str, arguments: &[&str]) -> Result<()> {
        let mut gdbus = Command::new("gdbus");
        gdbus.args([what, "--address", &self.address]).args(arguments);
        run(gdbus, "").await?.with_code(0).map(drop)
    }
}
