//! What a person's desktop session has: a bus and a keyring that is open. Both are the test's own, and the keyring is
//! a real one: GNOME's.

use anyhow::{Context, Result};
use tempfile::TempDir;
use tokio::process::Command;

use crate::client::{Client, Keep};
use crate::keyring::Keyring;
use crate::program::{self, Running};

/// The password of a keyring that lives for one test in an empty folder: no secret.
const PASSWORD: &str = "session";

/// The session. What the keyring holds goes with it.
#[derive(Debug)]
pub struct Session {
    bus: Keyring,
    folder: TempDir,
    _keyring: Running,
}

impl Session {
    /// Begins one; its keyring can be used when this returns.
    ///
    /// # Errors
    /// A part of it does not come up.
    pub async fn start() -> Result<Self> {
        let bus = Keyring::absent().await?;
        // A socket's path must be short: the system's temporary folder.
        let folder = TempDir::with_prefix("homing-session-")?;
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--unlock", "--foreground", "--components=secrets"]);
        command.envs(variables(&bus, &folder)).env("HOME", folder.path());
        let mut keyring = Running::start_logging_to(command, &folder.path().join("keyring.log"))?;
        keyring.tell(PASSWORD).await?;
        let mut wait = Command::new("gdbus");
        wait.args(["wait", "--session", "--timeout", "60", "org.freedesktop.secrets"]);
        wait.envs(variables(&bus, &folder));
        program::run(wait, "").await?.with_code(0).context("the keyring does not come up")?;
        Ok(Self { bus, folder, _keyring: keyring })
    }

    /// The address of its bus.
    pub(super) fn bus(&self) -> &str {
        self.bus.bus()
    }

    /// A machine in this session.
    ///
    /// # Errors
    /// There is no room for its folders.
    pub fn client(&self) -> Result<Client> {
        let variables = variables(&self.bus, &self.folder);
        Ok(variables
            .iter()
            .fold(Client::new(Keep::Keychain)?, |client, (name, value)| client.with_env(name, value)))
    }
}

/// What a program must know of the session.
fn variables(bus: &Keyring, folder: &TempDir) -> [(&'static str, String); 2] {
    let runtime = folder.path().to_string_lossy().into_owned();
    [("DBUS_SESSION_BUS_ADDRESS", bus.bus().to_owned()), ("XDG_RUNTIME_DIR", runtime)]
}
