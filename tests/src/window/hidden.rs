//! `homing-desktop` as a session starts it that shows tray icons: it runs, and no window is on the screen.

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Command;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::timeout;
use zbus::{Connection, connection, interface};

use super::{Display, Figures, PROGRAM, Session};
use crate::PATIENCE;
use crate::client::Client;
use crate::program::{self, Running};

/// The program without a window. All of its processes are killed when this goes.
#[derive(Debug)]
pub struct Hidden {
    _running: Running,
    group: Pid,
    _trays: Connection,
}

/// Who would show the icons, and only takes their names.
struct Trays(UnboundedSender<String>);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Trays {
    fn register_status_notifier_item(&self, name: String) {
        // Nobody waits for a second one.
        let _ = self.0.send(name);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }
}

impl Hidden {
    /// Starts it on this machine's data, and waits for its tray icon.
    ///
    /// # Errors
    /// It can't be started, or has no icon.
    pub async fn start(session: &Session, client: &Client, display: &Display) -> Result<Self> {
        let (register, mut registered) = unbounded_channel();
        let bus = connection::Builder::address(session.bus())?;
        let bus =
            bus.serve_at("/StatusNotifierWatcher", Trays(register))?.name("org.kde.StatusNotifierWatcher")?;
        let trays = bus.build().await.context("the session's bus")?;
        let mut command = client.at_home(Command::new(program::path_of(PROGRAM)?), &["--at-login"]);
        command.env("DISPLAY", display.name()).process_group(0);
        let mut running = Running::start_logging_to(command, &client.as_ref().join("hidden.log"))?;
        let group = running.child().id().and_then(|id| Pid::from_raw(id.try_into().ok()?));
        let hidden = Self { _running: running, group: group.context("it ended at once")?, _trays: trays };
        timeout(PATIENCE, registered.recv()).await.context("no tray icon came")?;
        Ok(hidden)
    }

    /// What all of its processes take of the machine.
    #[must_use]
    pub fn figures(&self) -> Figures<'_> {
        Figures::of(self.group, PROGRAM)
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        let _ = kill_process_group(self.group, Signal::KILL);
    }
}
