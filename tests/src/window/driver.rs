//! A WebDriver, which starts a program and lets a test see and touch its page.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use fantoccini::wd::TimeoutConfiguration;
use fantoccini::{Client as Page, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Map, Value, json};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::time::timeout;

use super::Display;
use crate::PATIENCE;
use crate::client::Client;
use crate::machine::Machine;
use crate::program::Running;

/// WebKit's own small browser, of the same library as the window; Debian has it beside that.
const BROWSER: &str = "webkit2gtk-4.1/MiniBrowser";

/// A driver with all that it starts, as one group of processes.
#[derive(Debug)]
pub(super) struct Driver {
    running: Option<Running>,
    group: Pid,
    port: u16,
}

impl Driver {
    /// Tauri's, with WebKit's below it, on ports of their own; sessions can be asked for when this returns.
    pub(super) async fn of_windows(
        client: &Client,
        machine: Option<&Machine>,
        display: &Display,
    ) -> Result<Self> {
        let [port, native_port] = free_ports()?;
        let arguments = ["--port", &port.to_string(), "--native-port", &native_port.to_string()];
        let command = client.at_home(Command::new("tauri-driver"), &arguments);
        let command = match machine {
            Some(machine) => machine.around(&command),
            None => command,
        };
        Self::start(command, client.as_ref(), display, &[native_port, port])
            .await
            .context("is tauri-driver installed? `cargo xtask test` does it")
    }

    /// WebKit's alone, for its own browser.
    pub(super) async fn of_a_browser(home: &Path, display: &Display) -> Result<Self> {
        let [port, _] = free_ports()?;
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--port={port}")).env_clear().env("HOME", home).env("LANG", "C.UTF-8");
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        Self::start(command, home, display, &[port]).await.context("is webkit2gtk-driver installed?")
    }

    async fn start(mut command: Command, folder: &Path, display: &Display, ports: &[u16]) -> Result<Self> {
        command.env("DISPLAY", display.name()).process_group(0);
        let log = folder.join("driver.log");
        let mut running = Running::start_logging_to(command, &log)?;
        let group = running.child().id().and_then(|id| Pid::from_raw(id.try_into().ok()?));
        let port = *ports.last().context("a driver listens somewhere")?;
        let driver = Self { running: Some(running), group: group.context("it ended at once")?, port };
        for port in ports {
            let up = timeout(PATIENCE, is_up(*port)).await;
            up.with_context(|| {
                let said = std::fs::read_to_string(&log).unwrap_or_default();
                format!("nothing listens on port {port}: {said}")
            })?;
        }
        Ok(driver)
    }

    /// Starts the window and takes hold of its page.
    pub(super) async fn window(&self, program: &Path) -> Result<Page> {
        self.session(json!({ "browserName": "wry", "tauri:options": { "application": program } })).await
    }

    /// Starts WebKit's browser and takes hold of its page.
    pub(super) async fn browser(&self) -> Result<Page> {
        let browser = json!({ "binary": browser()?, "args": ["--automation"] });
        self.session(json!({ "browserName": "MiniBrowser", "webkitgtk:browserOptions": browser })).await
    }

    async fn session(&self, wanted: Value) -> Result<Page> {
        let Value::Object(wanted) = wanted else { return Err(anyhow::anyhow!("no object: {wanted}")) };
        let line = Value::Object(wanted.clone()).to_string();
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let mut builder = ClientBuilder::new(connector);
        let builder = builder.capabilities(Map::from_iter(wanted));
        let page = builder.connect(&format!("http://127.0.0.1:{}", self.port)).await;
        let page = page.with_context(|| format!("can't be driven: {line}"))?;
        let patience = TimeoutConfiguration::new(Some(PATIENCE), Some(PATIENCE), Some(Duration::ZERO));
        page.update_timeouts(patience).await?;
        Ok(page)
    }

    /// The group that all of its processes are of.
    pub(super) fn group(&self) -> Pid {
        self.group
    }

    /// Ends all.
    pub(super) async fn stop(mut self) -> Result<()> {
        let mut running = self.running.take().context("it is stopped already")?;
        // To all of them: what a driver is started by may be deaf to it.
        kill_process_group(self.group, Signal::TERM)?;
        running.ended().await
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Also after a stop, and mostly in vain: nobody of the group may outlive a test.
        let _ = kill_process_group(self.group, Signal::KILL);
    }
}

fn browser() -> Result<PathBuf> {
    let libraries = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];
    let mut places = libraries.into_iter().map(|folder| Path::new(folder).join(BROWSER));
    places.find(|place| place.is_file()).context("WebKit's MiniBrowser is not there")
}

/// Two ports that nothing listens on. Held at once, so that they are not the same.
fn free_ports() -> Result<[u16; 2]> {
    let free = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let (one, other) = (free()?, free()?);
    Ok([one.local_addr()?.port(), other.local_addr()?.port()])
}

/// The drivers say nothing when they are ready: who asks is refused until then.
async fn is_up(port: u16) {
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
        tokio::task::yield_now().await;
    }
}
