//! A private session bus with an unlocked keyring, for the tests of the Secret Service. The person's own keyring
//! is neither seen nor touched: all folders of the session are its own and go with it.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::process::{self, Command};
use std::{env, io};

use anyhow::{Context, Result};

/// Unlocks first, then runs: a test that came earlier would make the bus start a second, locked keyring.
/// The password is of a keyring that lives for one run in an empty folder: no secret.
const UNLOCK_AND_RUN: &str = r#"
printf %s session | gnome-keyring-daemon --unlock --foreground --components=secrets >/dev/null &
keyring=$!
trap 'kill "$keyring"; wait "$keyring"' EXIT
gdbus wait --session --timeout 20 org.freedesktop.secrets || exit 1
"$@"
"#;

/// The folders of one session; removed with the value.
#[derive(Debug)]
pub(super) struct KeyringSession {
    folder: PathBuf,
}

impl KeyringSession {
    /// Makes the folders. They lie in the system's temporary folder because the path of a socket must be short.
    pub(super) fn prepare() -> Result<Self> {
        let folder = env::temp_dir().join(format!("homing-keyring-{}", process::id()));
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).context("the folder of an earlier keyring session could not be removed");
            }
            _ => {}
        }
        let session = Self { folder };
        for name in ["", "data", "cache", "config", "run"] {
            let folder = session.folder.join(name);
            fs::DirBuilder::new()
                .mode(0o700)
                .create(&folder)
                .with_context(|| format!("could not be made: {}", folder.display()))?;
        }
        Ok(session)
    }

    /// The same command, inside the session.
    pub(super) fn wrap(&self, inner: &Command) -> Command {
        let mut command = Command::new("dbus-run-session");
        command.args(["--", "sh", "-c", UNLOCK_AND_RUN, "keyring-session"]);
        command.arg(inner.get_program()).args(inner.get_args());
        if let Some(folder) = inner.get_current_dir() {
            command.current_dir(folder);
        }
        for (name, value) in inner.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.env("XDG_DATA_HOME", self.folder.join("data"));
        command.env("XDG_CACHE_HOME", self.folder.join("cache"));
        command.env("XDG_CONFIG_HOME", self.folder.join("config"));
        command.env("XDG_RUNTIME_DIR", self.folder.join("run"));
        command
    }
}

impl Drop for KeyringSession {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("{} could not be removed: {error}", self.folder.display());
        }
    }
}
