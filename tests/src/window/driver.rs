//! Tauri's WebDriver, which starts the program and lets a test see and touch its page.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use anyhow::{Context, Result};
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
use crate::program::Running;

/// `tauri-driver` with WebKit's driver below it, as one group of processes.
#[derive(Debug)]
pub(super) struct Driver {
    running: Option<Running>,
    group: Pid,
    port: u16,
}

impl Driver {
    /// Starts both on ports of their own; sessions can be asked for when this returns.
    pub(super) async fn start(client: &Client, display: &Display) -> Result<Self> {
        let [port, native_port] = free_ports()?;
        let arguments = ["--port", &port.to_string(), "--native-port", &native_port.to_string()];
        let mut command = client.at_home(Command::new("tauri-driver"), &arguments);
        command.env("DISPLAY", display.name()).process_group(0);
        let log = client.as_ref().join("driver.log");
        let mut running = Running::start_logging_to(command, &log)
            .context("is tauri-driver installed? `cargo xtask test` does it")?;
        let group = running.child().id().and_then(|id| Pid::from_raw(id.try_into().ok()?));
        let driver = Self { running: Some(running), group: group.context("it ended at once")?, port };
        for port in [native_port, port] {
            let up = timeout(PATIENCE, is_up(port)).await;
            up.with_context(|| {
                let said = std::fs::read_to_string(&log).unwrap_or_default();
                format!("nothing listens on port {port}: {said}")
            })?;
        }
        Ok(driver)
    }

    /// Starts the program and takes hold of its page.
    pub(super) async fn session(&self, program: &Path) -> Result<Page> {
        let wanted = json!({ "browserName": "wry", "tauri:options": { "application": program } });
        let Value::Object(wanted) = wanted else { return Err(anyhow::anyhow!("no object: {wanted}")) };
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let mut builder = ClientBuilder::new(connector);
        let builder = builder.capabilities(Map::from_iter(wanted));
        let page = builder.connect(&format!("http://127.0.0.1:{}", self.port)).await;
        page.with_context(|| format!("{} can't be driven", program.display()))
    }

    /// Ends both.
    pub(super) async fn stop(mut self) -> Result<()> {
        let mut running = self.running.take().context("it is stopped already")?;
        running.signal("TERM").await?;
        running.finish().await?.with_code(0).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Also after a stop, and mostly in vain: nobody of the group may outlive a test.
        let _ = kill_process_group(self.group, Signal::KILL);
    }
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
